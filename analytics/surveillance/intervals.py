"""The longest interval between examinations in service: by hazard, level, class, time on the job and edition."""

from dataclasses import dataclass
from datetime import date

from analytics.surveillance.case import Hazard
from analytics.surveillance.editions import Edition
from analytics.surveillance.months import add_months
from analytics.surveillance.tables import Row, is_true, number, rows
from analytics.surveillance.unknowns import Unknown
from schemas.overlay import cached


@dataclass(frozen=True)
class Range:
    """From `low` up to, not including, `high`; None: open. Open on both sides, it does not ask."""

    low: int | None
    high: int | None

    @property
    def asks(self) -> bool:
        return self.low is not None or self.high is not None

    def holds(self, value: float | None) -> bool:
        if value is None:
            return not self.asks
        return (self.low is None or self.low <= value) and (self.high is None or value < self.high)


@dataclass(frozen=True)
class Interval:
    """`months` is the longest interval, `least` the lower end where the clause gives a range ("2–3 years").

    `since` is the time on the job, in months, at the examination the interval counts from; with `from_start` it
    counts from the first day of the job instead.
    """

    section: str
    group: str
    graded: Range
    level: Range
    since: Range
    from_start: bool
    least: int
    months: int
    clause: str
    verified: bool

    def fits(self, hazard: Hazard, level: float | None) -> bool:
        """Is this the row for a job of that class and level?"""
        return self.graded.holds(hazard.counted) and self.level.holds(level) and self.group in ("", hazard.group)

    def covers(self, anchor: date, started_on: date) -> bool:
        """Does the row hold for an interval that begins on `anchor`?"""
        low, high = self.since.low, self.since.high
        return (low is None or anchor >= add_months(started_on, low)) and (
            high is None or anchor < add_months(started_on, high)
        )

    def due(self, anchor: date, started_on: date) -> date:
        """The last day that is in time."""
        return add_months(started_on if self.from_start else anchor, self.months)


def intervals(edition: Edition, hazard: Hazard) -> tuple[Interval, ...] | Unknown:
    """The rows for this hazard as told, of all its sections; an Unknown where what decides is not told."""
    found: list[Interval] = []
    for section in edition.sections(hazard.code):
        listed = of_section(edition.name, section)
        level = level_of(hazard, section)
        if level is None and any(row.level.asks for row in listed):
            return Unknown("level")
        if hazard.group is None and any(row.group for row in listed):
            return Unknown("group")
        found += (row for row in listed if row.fits(hazard, level))
    return tuple(found)


@cached
def of_section(edition: str, section: str) -> tuple[Interval, ...]:
    """All rows of a section."""
    listed = (row for row in rows("intervals") if (row["edition"], row["section"]) == (edition, section))
    return tuple(map(_interval, listed))


def level_of(hazard: Hazard, section: str) -> float | None:
    """The level as told, else the lower end of the class where the table gives it (noise)."""
    return levels().get((section, hazard.counted)) if hazard.level is None else hazard.level


@cached
def levels() -> dict[tuple[str, int], float]:
    """The lower ends of classes, by section and class."""
    return {(row["section"], int(row["class"])): float(row["level"]) for row in rows("levels")}


def _interval(row: Row) -> Interval:
    graded, level, since = (
        Range(number(row[f"{name}_from"]), number(row[f"{name}_to"])) for name in ("class", "level", "since")
    )
    return Interval(
        row["section"],
        row["group"],
        graded,
        level,
        since,
        is_true(row["from_start"]),
        int(row["months_least"]),
        int(row["months"]),
        row["clause"],
        is_true(row["verified"]),
    )
