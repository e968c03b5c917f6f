"""The study period and its intervals: as asked for, else from the first to the last date of the cases and controls."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from hub.errors import HubError
from hub.scanning.dates import UNITS, Moments, NotADate, beginning, boundaries, last_day, moments, told

SEVERAL = 3  # different dates, before they are taken for months
DAYS = {"generic": 1.0, "day": 1.0, "month": 365.25 / 12, "year": 365.25}  # of one unit, on average


@dataclass(frozen=True)
class Period:
    """`boundaries` int64[T + 1]: the first day of each interval, and the day after the last."""

    boundaries: NDArray[np.int64]
    unit: str
    length: int

    @property
    def intervals(self) -> int:
        return len(self.boundaries) - 1

    @property
    def first(self) -> str:
        return self.start(0)

    @property
    def last(self) -> str:
        return self.end(self.intervals - 1)

    @property
    def days(self) -> float:
        """Days of one interval, on average."""
        return DAYS[self.unit] * self.length

    def start(self, interval: int) -> str:
        """First day of an interval."""
        return told(int(self.boundaries[interval]), self.unit)

    def end(self, interval: int) -> str:
        """Last day of an interval."""
        return told(int(self.boundaries[interval + 1]) - 1, self.unit)

    def whole(self) -> "Period":
        """The same period as one interval."""
        return Period(self.boundaries[[0, -1]], self.unit, self.length)


def period_of(dates: list[Moments], start: str | None, end: str | None, unit: str | None, length: int) -> Period:
    """Intervals of `length` units. Without `start` and `end`, whole units around all dates. Raises HubError."""
    units = {each.unit for each in dates}
    if len(units) != 1:
        raise HubError(
            "病例与对照的日期写法不同；请统一。", "Cases and controls write their dates differently; use one way."
        )
    precision = units.pop()
    unit = unit or _natural(precision, dates)
    if ("generic" in (unit, precision) and unit != precision) or UNITS.index(unit) > UNITS.index(precision):
        raise HubError(
            f"日期只精确到 {precision}，不能按 {unit} 分段。",
            f"Dates are told by {precision}; they cannot be cut by {unit}.",
        )
    earliest = min(int(each.first.min()) for each in dates)
    latest = max(last_day(int(each.first.max()), precision) for each in dates)
    begin = _bound(start, "--start", precision)[0] if start else beginning(earliest, unit)
    finish = _bound(end, "--end", precision)[1] if end else last_day(beginning(latest, unit), unit)
    if finish < begin:
        raise HubError("研究期的结束早于开始。", "The study period ends before it begins.")
    return Period(boundaries(begin, finish, unit, length), unit, length)


def _natural(precision: str, dates: list[Moments]) -> str:
    """Days that all are the same of their month, or its last, stand for months; all 1 January, for years."""
    days = np.unique(np.concatenate([each.first for each in dates]))
    if precision != "day" or len(days) < SEVERAL:
        return precision
    told = [date.fromordinal(int(day)) for day in days]
    if all((day.month, day.day) == (1, 1) for day in told):
        return "year"
    same = len({day.day for day in told}) == 1
    return "month" if same or all((day + timedelta(days=1)).day == 1 for day in told) else "day"


def _bound(text: str, option: str, precision: str) -> tuple[int, int]:
    """First and last day of what an option names."""
    try:
        named = moments([text], "generic" if precision == "generic" else None, century=0)
    except NotADate:
        raise HubError(f"{option} 不是日期：{text[:20]}。", f"{option} is no date: {text[:20]}.") from None
    return int(named.first[0]), last_day(int(named.first[0]), named.unit)
