"""A dated parameter as an array, a row for each stretch between two changes, looked up for many days at once."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from analytics.entitlements.columns import EPOCH, UNKNOWN, Ints
from analytics.parameters import Parameter, Value, parameter
from schemas.overlay import cached


@dataclass(frozen=True, eq=False)
class Dated:
    """`rows[i]` is in force from `starts[i - 1]` up to `starts[i]`; rows[0] before the first. -1 where nothing is."""

    starts: tuple[int, ...]
    rows: Ints

    def row(self, days: Ints) -> Ints:
        """The row of each day. NO_DAY is before everything, and so has no value."""
        found = np.zeros(len(days), np.int8)
        for start in self.starts:
            found += days >= start
        return found

    def on(self, days: Ints) -> Ints:
        """The number of each day, of a parameter that is no table."""
        return np.asarray(np.take(self.rows[:, 0], self.row(days)))

    def at(self, days: Ints, places: Ints) -> Ints:
        """The number of each day at each place of the table."""
        if len(self.starts) == 1 and len(days) and days.min() >= self.starts[0]:
            return np.asarray(np.take(self.rows[1], places))  # one law for all, as nearly always
        return np.asarray(np.take(self.rows.ravel(), self.row(days).astype(np.int64) * self.rows.shape[1] + places))


@cached
def dated(name: str, keys: tuple[str, ...] = ("",), scale: int = 1) -> Dated:
    """The parameter `entitlements/<name>` times `scale`, a column for each key; -1 for a key that it does not have.

    Raises ValueError for a number that is not whole after that: it could not be calculated with exactly.
    """
    found = parameter(f"entitlements/{name}")
    days = sorted({day for value in found.values for day in (value.valid_from, value.valid_to) if day})
    rows = [[UNKNOWN] * len(keys), *([_number(_in_force(found, day), key, scale) for key in keys] for day in days)]
    return Dated(tuple((day - EPOCH).days for day in days), np.array(rows, np.int64))


def _in_force(found: Parameter, day: date) -> Value | None:
    try:
        return found.on(day)
    except LookupError:
        return None


def _number(value: Value | None, key: str, scale: int) -> int:
    if value is None or (key and key not in value.table):
        return UNKNOWN
    number = scale * (value.table[key] if key else value.value)
    if number != round(number):
        raise ValueError(f"{number} is not whole")
    return round(number)


def grades(least: int, most: int) -> tuple[str, ...]:
    """Keys of a table by grade, so that the place is the grade; grades outside have no number."""
    return tuple(str(grade) if least <= grade <= most else "-" for grade in range(11))
