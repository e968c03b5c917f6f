"""Months without a payment, against counting them one by one."""

from datetime import date, timedelta

import ibis
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.timeline.months import first_day, last_late, month_due, month_number, unpaid_months

MONTH = st.integers(2024 * 12, 2024 * 12 + 12)
SPAN = st.tuples(MONTH, st.integers(0, 4)).map(lambda each: (each[0], each[0] + each[1]))
CASES = st.lists(st.tuples(SPAN, st.lists(SPAN, max_size=5)), min_size=1, max_size=30)
KINDS = {"person_id": "int64", "first": "int64", "last": "int64", "record_id": "int64"}


@settings(max_examples=10, deadline=None)
@given(CASES)
def test_unpaid_months_are_those_in_no_payment(cases: list[tuple[tuple[int, int], list[tuple[int, int]]]]) -> None:
    due = [
        {"case_record_id": n, "person_id": n, "first_due": first, "last_due": last}
        for n, ((first, last), _) in enumerate(cases)
    ]
    paid = [(n, *span) for n, (_, spans) in enumerate(cases) for span in spans]
    rows = [{"person_id": n, "first": a, "last": b, "record_id": k} for k, (n, a, b) in enumerate(paid)]
    found = unpaid_months(ibis.memtable(due), ibis.memtable(rows, schema=KINDS))
    told = {row["case_record_id"]: (row["unpaid"], row["first_unpaid"]) for row in found.to_pyarrow().to_pylist()}
    open_ = {n: _unpaid(span, spans) for n, (span, spans) in enumerate(cases)}
    assert told == {n: (len(left), min(left)) for n, left in open_.items() if left}


def _unpaid(span: tuple[int, int], paid: list[tuple[int, int]]) -> set[int]:
    every = set(range(span[0], span[1] + 1))
    return every - {month for first, last in paid for month in range(first, last + 1)}


@settings(max_examples=20, deadline=None)
@given(st.dates(date(2020, 1, 1), date(2028, 12, 31)), st.integers(1, 60))
def test_the_last_late_month_is_past_its_day_and_the_next_is_not(as_of: date, days: int) -> None:
    last = last_late(as_of, days)
    late, next_ = [
        ibis.duckdb.connect().execute(month_due(ibis.literal(month), days)).date() for month in (last, last + 1)
    ]
    assert late < as_of <= next_


def test_a_number_and_its_first_day() -> None:
    engine = ibis.duckdb.connect()
    for day in (date(2024, 1, 1), date(2024, 12, 31), date(2025, 6, 15)):
        number = month_number(ibis.literal(day))
        assert engine.execute(number) == day.year * 12 + day.month - 1
        assert engine.execute(first_day(number)).date() == day - timedelta(days=day.day - 1)
