"""Dates as written in these files, the study period, and the intervals it is cut into.

A day is its ordinal number; a time that is only a whole number (a week's, a round's) stays that number.
"""

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

UNITS = ("generic", "year", "month", "day")  # coarse to fine, after the plain number
_WRITTEN = re.compile(r"(\d{1,4})(?:[-/.](\d{1,4}))?(?:[-/.](\d{1,4}))?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})?")


@dataclass(frozen=True)
class Moments:
    """`first` int64[n]: the first day of each date, or its number; `unit` how precisely all were written."""

    first: NDArray[np.int64]
    unit: str


class NotADate(ValueError):  # noqa: N818  (says what the text is)
    """Raised with the row whose text is no date, or is written another way than the rows before it."""

    def __init__(self, row: int) -> None:
        super().__init__(row)
        self.row = row


def looks_dated(texts: list[str]) -> bool:
    """Whether all are dates with a year of four figures."""
    return all(_parts(text) is not None for text in set(texts))


def moments(texts: list[str], unit: str | None = None, century: int | None = None) -> Moments:
    """Dates 2024, 2024/5, 2024-05-01, 5/1/2024 or 202405; plain numbers where not all are years.

    `unit` "generic" reads plain numbers only; `century` completes years of two figures. Raises NotADate.
    """
    number: dict[str, int] = {}
    inverse = np.array([number.setdefault(text, len(number)) for text in texts], np.int64)
    written, first_row = list(number), np.unique(inverse, return_index=True)[1]
    plain = unit == "generic" or (unit is None and century is None and _are_plain(written))
    if plain:
        numbers = [_number(text, int(row)) for text, row in zip(written, first_row, strict=True)]
        return Moments(np.array(numbers, np.int64)[inverse], "generic")
    found = [_day(text, int(row), century) for text, row in zip(written, first_row, strict=True)]
    units = [each for _, each in found]
    other = next((row for row, each in zip(first_row, units, strict=True) if each != units[0]), None)
    if other is not None:
        raise NotADate(int(other))
    return Moments(np.array([day for day, _ in found], np.int64)[inverse], units[0])


def boundaries(first: int, last: int, unit: str, length: int) -> NDArray[np.int64]:
    """First days of the intervals of `length` units, and the day after the last: int64[T + 1].

    Counted back from the end, so that what is left over makes the first interval longer.
    """
    ends, count = [last + 1], 0
    while True:
        count += length
        before = back(last + 1, unit, count)
        if before < first:
            break
        ends.append(before)
    ends[-1:] = [first] if len(ends) > 1 else [last + 1, first]
    return np.array(ends[::-1], np.int64)


def back(day: int, unit: str, count: int) -> int:
    """The day `count` units earlier; the last of its month where the month is shorter."""
    if unit in ("day", "generic"):
        return day - count
    at = date.fromordinal(day)
    months = at.year * 12 + at.month - 1 - count * (12 if unit == "year" else 1)
    year, month = divmod(months, 12)
    if year < 1:
        return 0
    return date(year, month + 1, min(at.day, calendar.monthrange(year, month + 1)[1])).toordinal()


def last_day(first: int, unit: str) -> int:
    """The last day of the year, month or day that begins with `first`."""
    if unit in ("day", "generic"):
        return first
    return back(first, unit, -1) - 1


def beginning(day: int, unit: str) -> int:
    """The first day of the year or month of a day."""
    if unit in ("day", "generic"):
        return day
    at = date.fromordinal(day)
    return at.replace(day=1, month=1 if unit == "year" else at.month).toordinal()


def told(day: int, unit: str) -> str:
    """A day for people and machines."""
    return str(day) if unit == "generic" else (date.min + timedelta(days=day - 1)).isoformat()


def _are_plain(texts: list[str]) -> bool:
    """Whole numbers that are not all years of four figures, nor all of six or eight figures."""
    return all(re.fullmatch(r"-?\d+", text) for text in texts) and not all(_parts(text) for text in texts)


def _number(text: str, row: int) -> int:
    if not re.fullmatch(r"-?\d{1,7}", text):
        raise NotADate(row)
    return int(text)


def _day(text: str, row: int, century: int | None) -> tuple[int, str]:
    parts = _parts(text, century)
    if parts is None:
        raise NotADate(row)
    return date(*[*parts, 1, 1][:3]).toordinal(), UNITS[len(parts)]


def _parts(text: str, century: int | None = None) -> list[int] | None:
    """Year, month and day as far as told; None where it is no date."""
    match = _COMPACT.fullmatch(text) or _WRITTEN.fullmatch(text)
    parts = [int(each) for each in match.groups() if each] if match else []
    if len(parts) > 1 and parts[-1] > 999:  # 5/2024 and 5/1/2024
        parts = [parts[-1], *parts[:-1]]
    if parts and parts[0] < 100 and century is not None:
        parts[0] += century
    try:
        year = date(*[*parts, 1, 1][:3]).year if parts else 0
    except ValueError:
        return None
    return parts if 1753 <= year <= 2999 else None
