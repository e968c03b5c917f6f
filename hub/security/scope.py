"""How far somebody may see: a fence is a role of the database, and only its own policies let it see anything.

Whoever serves a person enters the fence for the transaction, so that a filter forgotten in Python still shows nothing.
"""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import lru_cache

from schemas.codes.divisions import subtree


class Fence(StrEnum):
    """The fences there are. The last three are for the administrators: none of them shows a record of health."""

    PROVINCE = "province"
    TERRITORY = "territory"
    INSURANCE = "insurance"
    EMPLOYER = "employer"
    INSTITUTION = "institution"
    PERSON = "person"
    AUDITOR = "auditor"
    SECURITY = "security"
    SYSTEM = "system"


# What a transaction within a fence may carry; one that is not set lets nothing be seen.
SETTINGS = ("divisions", "employer", "institution", "workers", "organisation")


@dataclass(frozen=True)
class Scope:
    """A fence, and where it stands: `settings` by the names of SETTINGS."""

    fence: Fence
    settings: dict[str, str] = field(default_factory=dict)


def of_province() -> Scope:
    """All that the hub holds: the province's own regulator."""
    return Scope(Fence.PROVINCE)


def of_territory(division: str, on: date, fence: Fence = Fence.TERRITORY, *, organisation: str = "") -> Scope:
    """What lies in a division on a day, under its present codes and all that became part of it; and what the bureau
    `organisation` (its division code) brought itself."""
    return Scope(fence, {"divisions": _divisions(division, on), "organisation": organisation})


def of_employer(employer_id: int, credit_code: str) -> Scope:
    """An employer: its own people, and what it brought itself."""
    return Scope(Fence.EMPLOYER, {"employer": str(employer_id), "organisation": credit_code})


def of_institution(org_code: str) -> Scope:
    """An institution: the records it made, and what it brought itself."""
    return Scope(Fence.INSTITUTION, {"institution": org_code, "organisation": org_code})


def of_person(*workers: int) -> Scope:
    """One person, under all the workers they were found to be."""
    return Scope(Fence.PERSON, {"workers": ",".join(map(str, workers))})


def of_office(fence: Fence) -> Scope:
    """One of the three administrators."""
    if fence not in (Fence.AUDITOR, Fence.SECURITY, Fence.SYSTEM):
        raise ValueError(f"{fence} is not an administrator's")
    return Scope(fence)


@lru_cache(maxsize=512)
def _divisions(division: str, on: date) -> str:
    return ",".join(sorted(subtree(division, on)))
