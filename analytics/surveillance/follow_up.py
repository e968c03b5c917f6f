"""Examinations after leaving (离岗后): recommended for what shows itself years later, by how long the job lasted."""

from dataclasses import dataclass
from datetime import date, timedelta

from analytics.surveillance.case import Hazard
from analytics.surveillance.editions import Edition
from analytics.surveillance.limits import below_limit
from analytics.surveillance.months import add_months
from analytics.surveillance.tables import Row, is_true, number, rows
from analytics.surveillance.unknowns import Unknown
from schemas.overlay import cached


@dataclass(frozen=True)
class FollowUp:
    """For jobs of more than `over` and at most `to` months: every `months`, for `lasts` months after the last day.

    Who was there for less than `spared` months (and that day itself, if `spared_day`) at levels below the limit is
    spared. `needs` names what decides and a case does not tell.
    """

    section: str
    over: int | None
    to: int | None
    spared: int | None
    spared_day: bool
    lasts: int
    months: int
    needs: str
    clause: str
    verified: bool

    def fits(self, started_on: date, left_on: date) -> bool:
        """Did the job last that long?"""
        return (self.over is None or left_on > add_months(started_on, self.over)) and (
            self.to is None or left_on <= add_months(started_on, self.to)
        )

    def was_short(self, started_on: date, left_on: date) -> bool:
        """So short that it is spared if the level was below the limit?"""
        if self.spared is None:
            return False
        return left_on < add_months(started_on, self.spared) + timedelta(days=int(self.spared_day))


def follow_ups(edition: Edition, hazard: Hazard, started_on: date, left_on: date) -> tuple[FollowUp, ...] | Unknown:
    """The rows for this job; an Unknown where what decides is not told."""
    found = []
    for row in of_hazard(edition, hazard.code):
        if not row.fits(started_on, left_on):
            continue
        below = below_limit(hazard) if row.was_short(started_on, left_on) else False
        if isinstance(below, Unknown):
            return below
        if not below and row.needs:
            return Unknown(row.needs, edition.name)
        found += [] if below else [row]
    return tuple(found)


def of_hazard(edition: Edition, hazard: str) -> tuple[FollowUp, ...]:
    """All rows of a hazard."""
    sections = edition.sections(hazard)
    return tuple(row for row in _of_edition(edition.name) if row.section in sections)


@cached
def _of_edition(edition: str) -> tuple[FollowUp, ...]:
    return tuple(_follow_up(row) for row in rows("follow_up") if row["edition"] == edition)


def _follow_up(row: Row) -> FollowUp:
    spared = row["spared"].lstrip("<=")
    return FollowUp(
        row["section"],
        number(row["exposed_over"]),
        number(row["exposed_to"]),
        number(spared),
        "=" in row["spared"],
        int(row["follow_months"]),
        number(row["months"]) or 0,
        row["needs"],
        row["clause"],
        is_true(row["verified"]),
    )
