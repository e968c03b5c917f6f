"""Dates as written in files of cases, and the intervals of a study period."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.scanning.dates import NotADate, back, boundaries, looks_dated, moments, told

WRITTEN = [  # texts, unit, first days as told
    (["2024", "2019"], "year", ["2024-01-01", "2019-01-01"]),
    (["2024/5", "2019/12"], "month", ["2024-05-01", "2019-12-01"]),
    (["5/2024"], "month", ["2024-05-01"]),
    (["2024-02-29", "2024-3-1"], "day", ["2024-02-29", "2024-03-01"]),
    (["12/31/2023"], "day", ["2023-12-31"]),
    (["2024.1.2"], "day", ["2024-01-02"]),
    (["202401", "202412"], "month", ["2024-01-01", "2024-12-01"]),
    (["20240115"], "day", ["2024-01-15"]),
    (["1", "52", "-3"], "generic", ["1", "52", "-3"]),
    (["2024", "7"], "generic", ["2024", "7"]),
]


@pytest.mark.parametrize(("texts", "unit", "days"), WRITTEN)
def test_as_written(texts: list[str], unit: str, days: list[str]) -> None:
    found = moments(texts)
    assert found.unit == unit
    assert [told(int(day), unit) for day in found.first] == days


@pytest.mark.parametrize(
    ("texts", "row"),
    [(["2024/1", "2024"], 1), (["2024/13"], 0), (["2023-02-29"], 0), (["x"], 0), (["2024-01-01", "1/1"], 1), ([""], 0)],
)
def test_what_is_no_date_is_named_by_its_row(texts: list[str], row: int) -> None:
    with pytest.raises(NotADate) as refusal:
        moments(texts)
    assert refusal.value.row == row


def test_years_of_two_figures_need_a_century() -> None:
    assert told(int(moments(["73"], century=1900).first[0]), "year") == "1973-01-01"
    assert moments(["73"]).unit == "generic"


def test_looks_dated() -> None:
    assert looks_dated(["1999", "2001/5"])
    assert not looks_dated(["1999", "F"])
    assert not looks_dated(["1", "2"])


CUT = [  # first, last, unit, length, starts of intervals
    ("2024-01-01", "2024-03-31", "month", 1, ["2024-01-01", "2024-02-01", "2024-03-01"]),
    ("2024-01-01", "2024-03-31", "month", 2, ["2024-01-01"]),
    ("2024-01-01", "2024-05-31", "month", 2, ["2024-01-01", "2024-04-01"]),
    ("2022-01-01", "2024-12-31", "year", 1, ["2022-01-01", "2023-01-01", "2024-01-01"]),
    ("2024-01-01", "2024-01-10", "day", 7, ["2024-01-01"]),
    ("2024-01-01", "2024-01-16", "day", 7, ["2024-01-01", "2024-01-10"]),
    ("2024-01-01", "2024-01-01", "day", 1, ["2024-01-01"]),
]


@pytest.mark.parametrize(("first", "last", "unit", "length", "starts"), CUT)
def test_intervals_count_back_from_the_end_and_the_first_takes_the_rest(
    first: str, last: str, unit: str, length: int, starts: list[str]
) -> None:
    begin, finish = date.fromisoformat(first).toordinal(), date.fromisoformat(last).toordinal()
    found = boundaries(begin, finish, unit, length)
    assert [told(int(day), unit) for day in found[:-1]] == starts
    assert found[-1] == finish + 1


@given(st.dates(date(1800, 1, 1), date(2900, 1, 1)), st.integers(0, 900), st.sampled_from(["day", "month", "year"]))
def test_intervals_cover_every_day_once(first: date, days: int, unit: str) -> None:
    found = boundaries(first.toordinal(), first.toordinal() + days, unit, 1)
    assert found[0] == first.toordinal()
    assert found[-1] == first.toordinal() + days + 1
    assert (found[1:] > found[:-1]).all()


def test_a_month_back_from_a_long_one() -> None:
    assert told(back(date(2024, 3, 31).toordinal(), "month", 1), "day") == "2024-02-29"
