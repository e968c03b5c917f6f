"""Working days: exchanged weekends, holidays, years that are not published, and counting one by one."""

from datetime import date, timedelta

import ibis
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.timeline.working_days import FIRST, LAST, due_after, is_working_day, year_is_published

NATIONAL_DAY_2025 = [  # off from 1 to 8 October; Sunday 28 September and Saturday 11 October are worked
    (date(2025, 9, 26), 1, date(2025, 9, 28)),
    (date(2025, 9, 26), 3, date(2025, 9, 30)),
    (date(2025, 9, 26), 4, date(2025, 10, 9)),
    (date(2025, 9, 30), 1, date(2025, 10, 9)),
    (date(2025, 10, 1), 1, date(2025, 10, 9)),
    (date(2025, 10, 8), 1, date(2025, 10, 9)),
    (date(2025, 10, 9), 2, date(2025, 10, 11)),
    (date(2025, 10, 9), 3, date(2025, 10, 13)),
]


def _due(days: int, *starts: date | None) -> list[tuple[date | None, bool | None]]:
    table = ibis.memtable({"n": range(len(starts)), "begun": starts}, schema={"n": "int64", "begun": "date"})
    rows = due_after(table, "begun", days).order_by("n").to_pyarrow().to_pylist()
    assert [row["begun"] for row in rows] == list(starts)
    return [(row["due_on"], row["due_estimated"]) for row in rows]


@pytest.mark.parametrize(("start", "days", "due"), NATIONAL_DAY_2025)
def test_holidays_and_exchanged_weekends(start: date, days: int, due: date) -> None:
    assert _due(days, start) == [(due, False)]


def test_many_rows_keep_their_days_and_an_empty_one_stays_empty() -> None:
    starts = (date(2025, 10, 9), None, date(2025, 9, 26), date(2025, 9, 26))
    assert _due(1, *starts) == [
        (date(2025, 10, 10), False),
        (None, None),
        (date(2025, 9, 28), False),
        (date(2025, 9, 28), False),
    ]


def test_unpublished_years_rest_on_weekends_and_statutory_holidays_and_say_so() -> None:
    assert not year_is_published(2040)
    assert _due(1, date(2040, 9, 28)) == [(date(2040, 10, 4), True)]  # a Friday; Monday to Wednesday is National Day
    assert _due(5, date(2040, 3, 5)) == [(date(2040, 3, 12), True)]
    assert _due(5, date(2003, 12, 29)) == [(date(2004, 1, 6), True)]  # it begins in a year without a calendar


def test_days_outside_the_table_are_empty() -> None:
    assert _due(1, FIRST - timedelta(days=1), LAST) == [(None, None), (None, None)]


@pytest.mark.parametrize("days", [0, -3])
def test_no_days_are_refused(days: int) -> None:
    with pytest.raises(ValueError, match="工作日"):
        due_after(ibis.memtable({"begun": [date(2025, 1, 1)]}), "begun", days)


@settings(max_examples=40, deadline=None)
@given(st.dates(date(1990, 1, 1), date(2049, 1, 1)), st.sampled_from([1, 5, 30]))
def test_due_is_the_last_of_so_many_working_days(start: date, days: int) -> None:
    ((due, estimated),) = _due(days, start)
    assert due is not None
    between = [start + timedelta(days=n) for n in range(1, (due - start).days + 1)]
    assert sum(map(is_working_day, between)) == days
    assert is_working_day(due)
    assert estimated == (not all(year_is_published(year) for year in {start.year, due.year}))
