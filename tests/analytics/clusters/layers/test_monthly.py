"""Months of an employer's past: which is the last whole one, and what is common to others is expected."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from analytics.clusters.layers.layer import Window
from analytics.clusters.layers.monthly import last_whole_month, monthly
from tests.analytics.clusters.layers.worlds import exam
from tests.analytics.tables import frames


def reported(after: list[int], start: date = date(2025, 12, 1)) -> list[dict[str, Any]]:
    """Examinations on a day each, reported so many days later."""
    days = [start + timedelta(days=number) for number in range(len(after))]
    return [
        exam(n + 1, examined_on=day, reporting={"org_code": "1", "reported_on": day + timedelta(days=late)})
        for n, (day, late) in enumerate(zip(days, after, strict=True))
    ]


@pytest.mark.parametrize(
    ("day", "after", "whole"),
    [
        (date(2026, 10, 31), [0] * 20, date(2026, 10, 31)),
        (date(2026, 10, 31), [20] * 20, date(2026, 9, 30)),
        (date(2026, 10, 20), [20] * 20, date(2026, 9, 30)),
        (date(2026, 10, 19), [20] * 20, date(2026, 8, 31)),
        (date(2026, 10, 19), [20] * 40 + [300], date(2026, 8, 31)),
    ],
    ids=["on the day", "three weeks", "just over", "a day short", "one batch late"],
)
def test_a_month_is_whole_when_so_many_days_are_over_as_reports_take(
    tmp_path: Path, day: date, after: list[int], whole: date
) -> None:
    assert last_whole_month(frames(tmp_path, examination=reported(after)), day) == whole


def test_an_institution_that_finds_more_at_all_is_expected_to_and_an_employer_is_not(tmp_path: Path) -> None:
    """Thirty employers of one institution, ten of another. In September the first finds four in ten everywhere, before
    one in ten; employer 35 of the second alone finds as many."""
    rows = []
    for employer in range(40):
        where = {"org_code": "370100901" if employer < 30 else "370200901"}
        for n in range(20):
            for month, on in ((9, date(2026, 9, 7)), (3, date(2026, 3, 9))):
                many = month == 9 and (employer < 30 or employer == 35)
                found = "02" if n < (8 if many else 2) else "01"
                person = (employer * 20 + n) * 2 + (month == 3)
                rows.append(exam(person, found, employer_id=employer, examined_on=on, reporting=where))
    told = monthly(frames(tmp_path, examination=rows), Window(date(2024, 9, 30), date(2026, 9, 30), 3, 2.0))
    assert told.last == date(2026, 9, 30)
    table = told.rows.set_index(["employer_id", "ago"])
    assert table.harmed.loc[[(1, 0), (1, 6), (35, 0), (31, 0)]].tolist() == [8, 2, 8, 2]
    for level in ("expected", "steady"):
        rise = (table[level].xs(0, level="ago") / table[level].xs(6, level="ago"))[[1, 31, 35]]
        assert rise[1] > 2.5, "the others of its institution say so"
        assert rise[31] < 1.5
        assert rise[35] == pytest.approx(rise[31], rel=0.3), "an employer does not explain itself"


def test_one_employer_alone_is_held_against_whom_it_had_examined(tmp_path: Path) -> None:
    rows = [exam(n, "02" if n == 3 else "01", employer_id=1) for n in range(1, 9)]
    told = monthly(frames(tmp_path, examination=rows), Window(date(2024, 10, 31), date(2026, 10, 31), 3, 2.0)).rows
    assert told[["ago", "harmed", "expected", "steady"]].to_numpy().tolist() == [[5, 1, 8.0, 8.0]]
