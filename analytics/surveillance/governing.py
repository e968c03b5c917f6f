"""The edition in force on the due date decides; this finds both at once."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from analytics.surveillance.editions import Edition, editions
from analytics.surveillance.unknowns import Unknown


@dataclass(frozen=True)
class Candidate:
    """When an edition alone would have the next examination, and after how many months."""

    due: date
    months: int
    clause: str
    verified: bool


@dataclass(frozen=True)
class Governing:
    """The edition that decides, and the last day that is in time."""

    edition: Edition
    due: date
    rule: Candidate


Options = Callable[[Edition], Iterable[Candidate] | Unknown]


def governing(anchor: date, options: Options) -> Governing | Unknown | None:
    """The first edition whose due date falls while it is in force, for an interval that begins on `anchor`.

    Where a new edition shortens an interval, the due date could lie before its first day; then that day is the due
    date. The shortest of several options counts. None: no edition asks for an examination.
    """
    for edition in editions():
        if edition.valid_to <= anchor:
            continue
        found = options(edition)
        if isinstance(found, Unknown):
            return found
        soonest = min(found, key=lambda each: (each.due, each.clause), default=None)
        if soonest and (due := max(soonest.due, edition.valid_from)) < edition.valid_to:
            return Governing(edition, due, soonest)
    return None
