"""The number of each row's own day is the one that the parameter says for that day."""

from datetime import date, timedelta

import ibis
import pytest

from analytics.parameters import parameter
from analytics.timeline.dated import number_by, number_on

DAYS = [date(2010, 12, 31) + timedelta(days=n) for n in (0, 1)] + [
    date(year, month, day) for year in range(2020, 2028) for month, day in ((1, 1), (10, 1), (9, 30), (12, 31))
]


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("average_monthly_wage", ""),
        ("national_disposable_income", ""),
        ("minimum_wage", "third"),
        ("funeral_months", ""),
    ],
)
def test_by_day(name: str, key: str) -> None:
    table = ibis.memtable([{"day": day} for day in DAYS])
    found = table.mutate(number=number_on(f"entitlements/{name}", table.day, key)).to_pyarrow().to_pylist()
    assert {row["day"]: row["number"] for row in found} == {day: _told(name, day, key) for day in DAYS}


@pytest.mark.parametrize("name", ["lump_sum_months", "allowance_percent", "medical_months"])
def test_by_day_and_grade(name: str) -> None:
    rows = [{"day": day, "grade": grade} for day in DAYS for grade in range(1, 11)]
    table = ibis.memtable(rows)
    found = table.mutate(number=number_by(f"entitlements/{name}", table.day, table.grade)).to_pyarrow().to_pylist()
    assert all(row["number"] == _told(name, row["day"], str(row["grade"])) for row in found)
    assert len(found) == len(rows)


def _told(name: str, day: date, key: str) -> float | None:
    try:
        value = parameter(f"entitlements/{name}").on(day)
    except LookupError:
        return None
    return value.table.get(key) if key else value.value
