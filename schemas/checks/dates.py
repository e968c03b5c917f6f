"""No date lies in the future or in the distant past, and what must come first comes first."""

from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Any

from pydantic import BaseModel

from schemas.base import Record
from schemas.checks.parts import Seen, pieces
from schemas.issues import Issue

EARLIEST = date(1930, 1, 1)
EARLIEST_BIRTH = date(1900, 1, 1)
MAY_BE_AHEAD = {"until"}  # until when a dependant is kept

# document: (earlier, later) by path; a pair with an absent date says nothing
ORDER: dict[str, tuple[tuple[str, str], ...]] = {
    "examination": (("worker.birth_date", "exposure.started_on"), ("exposure.started_on", "examined_on")),
    "suspected": (("worker.birth_date", "exposure.started_on"), ("exposure.started_on", "found_on")),
    "diagnosis": (
        ("worker.birth_date", "exposure.started_on"),
        ("exposure.started_on", "diagnosed_on"),
        ("applied_on", "diagnosed_on"),
        ("exposure.started_on", "died_on"),
        ("stages.one_on", "stages.two_on"),
        ("stages.two_on", "stages.three_on"),
    ),
    "appraisal": (("case.diagnosed_on", "applied_on"), ("applied_on", "appraised_on")),
    "followup": (("case.diagnosed_on", "followed_up_on"),),
    "poisoning": (("worker.birth_date", "diagnosed_on"),),
    "insured_spell": (("first_month", "last_month"),),
    "determination": (("applied_on", "accepted_on"), ("accepted_on", "decided_on"), ("decided_on", "served_on")),
    "assessment": (("applied_on", "concluded_on"), ("concluded_on", "served_on")),
    "benefit": (("first_month", "last_month"),),
}


def find(seen: Seen) -> Iterator[Issue]:
    """Issues of dates by themselves, then of their order."""
    record, received_on = seen.record, seen.received_on
    for path, part in seen.parts:
        for name, earliest in _dates(type(part)):
            on = part.__dict__[name]
            if on is None or earliest <= on <= received_on:
                continue
            if on < earliest:
                yield Issue("date_too_early", f"{path}{name}", {"limit": str(earliest.year)})
            elif name not in MAY_BE_AHEAD:
                yield Issue("date_in_future", f"{path}{name}")
    for earlier, later in ORDER.get(record.document, ()):
        one, two = _at(record, earlier), _at(record, later)
        if one is not None and two is not None and two < one:
            yield Issue("date_order", later, {"other": earlier})


@cache
def _dates(part: type[BaseModel]) -> tuple[tuple[str, date], ...]:
    """The fields of `part` that are dates, with the earliest day each may have."""
    return tuple(
        (name, EARLIEST_BIRTH if name == "birth_date" else EARLIEST)
        for name, field in part.model_fields.items()
        if date in pieces(field.annotation)
    )


def _at(record: Record, path: str) -> date | None:
    """The date at `path`, or None where it or what holds it is absent."""
    value: Any = record
    for step in path.split("."):
        value = getattr(value, step, None)
    return value if isinstance(value, date) else None
