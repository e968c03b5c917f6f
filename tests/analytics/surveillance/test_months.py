"""Months are added as calendars and DuckDB do it."""

from datetime import date

import ibis
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.surveillance.months import add_months

BY_HAND = {
    (date(2026, 1, 31), 1): date(2026, 2, 28),
    (date(2028, 1, 31), 1): date(2028, 2, 29),
    (date(2024, 2, 29), 12): date(2025, 2, 28),
    (date(2024, 2, 29), 48): date(2028, 2, 29),
    (date(2026, 12, 15), 1): date(2027, 1, 15),
    (date(2026, 3, 31), 6): date(2026, 9, 30),
    (date(2026, 11, 23), 0): date(2026, 11, 23),
}


@pytest.mark.parametrize("asked", BY_HAND, ids=str)
def test_by_hand(asked: tuple[date, int]) -> None:
    assert add_months(*asked) == BY_HAND[asked]


@given(
    st.lists(st.tuples(st.dates(date(1900, 1, 1), date(2199, 12, 31)), st.integers(0, 300)), min_size=1, max_size=50)
)
def test_the_same_as_the_database(asked: list[tuple[date, int]]) -> None:
    rows = [{"place": place, "day": day, "months": months} for place, (day, months) in enumerate(asked)]
    table = ibis.memtable(rows, schema={"place": "int64", "day": "date", "months": "int64"})
    later = table.mutate(later=(table.day + table.months.as_interval("M")).cast("date")).order_by("place")
    assert later.later.to_pyarrow().to_pylist() == [add_months(day, months) for day, months in asked]
