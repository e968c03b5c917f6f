"""Whether an edition asks for an examination of a type, and the items it must have."""

from dataclasses import dataclass

from analytics.surveillance.editions import Edition
from analytics.surveillance.tables import is_true, rows
from schemas.overlay import cached


@dataclass(frozen=True)
class Requirement:
    """One type of examination for one hazard; not mandatory: recommended. No items: not known here."""

    mandatory: bool
    clause: str
    items: tuple[str, ...]
    verified: bool


@dataclass(frozen=True)
class Interim:
    """Items that are due more often than the whole examination."""

    items: tuple[str, ...]
    months: int
    clause: str


def requirement(edition: Edition, hazard: str, kind: str) -> Requirement | None:
    """What `edition` asks for in all sections of the hazard together; None: no examination of that type."""
    keys = ((edition.name, section, kind) for section in edition.sections(hazard))
    found = [_requirements()[key] for key in keys if key in _requirements()]
    if not found:
        return None
    return Requirement(
        any(each.mandatory for each in found),
        "；".join(each.clause for each in found),
        tuple(dict.fromkeys(item for each in found for item in each.items)),
        all(each.verified for each in found),
    )


def interims(edition: Edition, hazard: str) -> tuple[Interim, ...]:
    """What is due in between examinations in service."""
    return tuple(
        Interim(tuple(row["items"].split("|")), int(row["months"]), row["clause"])
        for row in rows("interim")
        if row["edition"] == edition.name and row["section"] in edition.sections(hazard)
    )


@cached
def _requirements() -> dict[tuple[str, str, str], Requirement]:
    return {(row["edition"], row["section"], row["type"]): _requirement(row) for row in rows("requirements")}


def _requirement(row: dict[str, str]) -> Requirement:
    items = tuple(row["items"].split("|")) if row["items"] else ()
    return Requirement(is_true(row["mandatory"]), row["clause"], items, is_true(row["verified"]))
