"""Periods by the number in force on each row's own day, held against the parameters themselves."""

from datetime import date, timedelta

import ibis
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.parameters import parameter
from analytics.rules import rules
from analytics.surveillance.months import add_months
from analytics.timeline.clocks import term, unverified

SERVICE = "gaps/assessment_service_days"
YEAR = "gaps/worker_application_months"


def _table(*days: date) -> ibis.Table:
    return ibis.memtable({"n": range(len(days)), "day": days}, schema={"n": "int64", "day": "date"})


def _terms(rule: str, name: str, *days: date) -> list[date | None]:
    table = _table(*days)
    rows = table.mutate(due=term(rules("gaps")[rule], name, table.day)).order_by("n").to_pyarrow().to_pylist()
    return [row["due"] for row in rows]


def test_each_row_has_the_number_of_its_own_day() -> None:
    days = [date(2014, 3, 31), date(2014, 4, 1), date(2025, 6, 30), date(2025, 7, 1)]
    dues = [None, date(2014, 4, 21), date(2025, 7, 20), date(2025, 7, 16)]
    assert _terms("G09", SERVICE, *days) == dues


@settings(max_examples=40, deadline=None)
@given(st.lists(st.dates(date(2010, 1, 1), date(2030, 1, 1)), min_size=1, max_size=20))
def test_days_and_months_are_those_of_the_calendar(days: list[date]) -> None:
    assert _terms("G05", YEAR, *days) == [add_months(day, 12) for day in days]
    known = [value for day in days for value in parameter(SERVICE).values if value.in_force(day)]
    found = [day for day in days if day >= date(2014, 4, 1)]
    expected = [day + timedelta(days=int(value.value)) for day, value in zip(found, known, strict=True)]
    assert [due for due in _terms("G09", SERVICE, *days) if due] == expected


def test_what_no_text_bears_out_is_marked() -> None:
    table = _table(date(2014, 3, 31), date(2025, 6, 30), date(2025, 7, 1))
    rows = (
        table.mutate(guess=unverified(rules("gaps")["G09"], SERVICE, table.day)).order_by("n").to_pyarrow().to_pylist()
    )
    assert [row["guess"] for row in rows] == [True, True, False]


def test_a_rule_uses_only_the_numbers_it_declares() -> None:
    with pytest.raises(LookupError, match="does not declare"):
        term(rules("gaps")["G05"], SERVICE, _table(date(2026, 1, 1)).day)
