"""Working days (工作日) of the Chinese calendar as a table to join, so that DuckDB and Spark count alike."""

from bisect import bisect_right
from datetime import date, timedelta
from functools import cache

import chinese_calendar
import holidays
import ibis
import pandas as pd  # type: ignore[import-untyped]
from ibis.expr.types import Table

FIRST, LAST = date(1990, 1, 1), date(2050, 12, 31)
SATURDAY = 5


def due_after(table: Table, column: str, days: int) -> Table:
    """`table` with `due_on`, the working day number `days` (1 or more) after the date in `column`.

    `due_estimated` is true where the count runs through a year whose exchanged working days are not published, or not
    known: there it rests on weekends and statutory holidays. Both are empty for an empty date and outside FIRST..LAST.
    """
    if days < 1:
        raise ValueError(f"工作日的天数须为 1 或更多，而不是 {days}。Give one working day or more, not {days}.")
    terms = ibis.memtable(_terms(days))
    return table.left_join(terms, table[column] == terms.working_from).drop("working_from")


@cache
def is_working_day(day: date) -> bool:
    """Is `day` a working day? By the published calendar of its year, else by weekends and statutory holidays."""
    if year_is_published(day.year):
        return bool(chinese_calendar.is_workday(day))
    return day.weekday() < SATURDAY and day not in _statutory(day.year)


@cache
def year_is_published(year: int) -> bool:
    """Does the calendar know the holidays and exchanged working days of `year` (国务院办公厅的放假安排)?"""
    try:
        chinese_calendar.is_workday(date(year, 12, 31))
    except NotImplementedError:
        return False
    return True


@cache
def _statutory(year: int) -> frozenset[date]:
    """The holidays that 全国年节及纪念日放假办法 gives of itself, moved to a weekday where they fall on a weekend."""
    return frozenset(holidays.country_holidays("CN", years=year))


@cache
def _terms(days: int) -> pd.DataFrame:
    """For every day from FIRST on the day that is due, as long as it comes before LAST."""
    every = [FIRST + timedelta(days=number) for number in range((LAST - FIRST).days + 1)]
    working = [day for day in every if is_working_day(day)]
    found = [(day, bisect_right(working, day) + days - 1) for day in every]
    rows = [(day, working[place]) for day, place in found if place < len(working)]
    known = [all(map(year_is_published, range(day.year, due.year + 1))) for day, due in rows]
    return pd.DataFrame(
        {
            "working_from": [day for day, _ in rows],
            "due_on": [due for _, due in rows],
            "due_estimated": [not each for each in known],
        }
    )
