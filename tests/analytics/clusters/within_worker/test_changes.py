"""Changes from the own baseline, by hand; the limit of longitudinal decline as it was published."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from analytics.clusters.refusal import Refusal
from analytics.clusters.within_worker.changes import changes, limit, within_person_sd
from analytics.clusters.within_worker.markers import BY_NAME, Marker

FIRST, LAST = date(2024, 11, 1), date(2026, 11, 1)
HEARING = BY_NAME["hearing_2_3_4_khz"]


def told(*rows: tuple[int, str, object]) -> pd.DataFrame:
    """Worker, day, value; all at employer 1."""
    return pd.DataFrame(rows, columns=["worker", "day", "value"]).assign(employer=1)


HEARD = {
    "from the first to the last": ([(1, "2023-05-01", 10), (1, "2024-05-01", 8), (1, "2026-05-01", 22)], [12.0]),
    "one test is no change": ([(1, "2026-05-01", 22)], []),
    "the last test is before the window": ([(1, "2022-05-01", 10), (1, "2024-05-01", 22)], []),
    "too soon after the baseline": ([(1, "2026-01-01", 10), (1, "2026-05-01", 22)], []),
    "an old baseline is none": ([(1, "2015-05-01", 0), (1, "2023-05-01", 10), (1, "2026-05-01", 22)], [12.0]),
    "the future is out": ([(1, "2023-05-01", 10), (1, "2026-05-01", 12), (1, "2026-11-02", 99)], [2.0]),
    "a word is no value": ([(1, "2023-05-01", 10), (1, "2025-05-01", "弱"), (1, "2026-05-01", 12)], [2.0]),
    "nor is no number": ([(1, "2023-05-01", np.nan), (1, "2025-05-01", 9), (1, "2026-05-01", 12)], [3.0]),
    "of two in a day the later row": ([(1, "2023-05-01", 9), (1, "2023-05-01", 10), (1, "2026-05-01", 12)], [2.0]),
    "nobody": ([], []),
}


@pytest.mark.parametrize("case", HEARD)
def test_by_hand(case: str) -> None:
    rows, expected = HEARD[case]
    assert changes(told(*rows), HEARING, FIRST, LAST).change.tolist() == expected


def test_a_change_elsewhere_is_not_this_employers() -> None:
    values = told((1, "2023-05-01", 10), (1, "2026-05-01", 40)).assign(employer=[1, 2])
    assert changes(values, HEARING, FIRST, LAST).empty


@pytest.mark.parametrize(
    ("values", "changed", "confirmed"),
    [((0, 12, 11), True, True), ((0, 4, 11), True, False), ((0, 12, 4), False, False), ((0, 10), True, False)],
)
def test_confirmed_is_what_the_test_before_had_shown(values: tuple[int, ...], changed: bool, confirmed: bool) -> None:
    days = ("2023-05-01", "2025-05-01", "2026-05-01")
    rows = [(1, *each) for each in zip(days[-len(values) :], values, strict=True)]
    row = changes(told(*rows), HEARING, FIRST, LAST).iloc[0]
    assert (row.changed, row.confirmed) == (changed, confirmed)


def test_worse_is_positive_and_a_ratio_for_counts() -> None:
    values = told((1, "2023-05-01", 6.0), (1, "2026-05-01", 3.0), (2, "2023-05-01", 0.0), (2, "2026-05-01", 3.0))
    assert changes(values, BY_NAME["white_cells"], FIRST, LAST).change.tolist() == pytest.approx([np.log(2)])


# Hnizdo et al. 2007, table 3: relative pair-wise within-person variation and relative limit after one year, per cent
PUBLISHED = {5.2: 12.8, 7.3: 17.9, 5.8: 14.6, 4.9: 12.3, 4.3: 10.9}


@pytest.mark.parametrize("variation", PUBLISHED)
def test_limit_of_longitudinal_decline(variation: float) -> None:
    year = pd.Series([1.0])
    found = limit(BY_NAME["fev1_litres"], year, variation / 100)
    assert 100 * found[0] == pytest.approx(PUBLISHED[variation], abs=0.25)


def test_variation_is_found_whatever_the_trend() -> None:
    random = np.random.default_rng(3)
    person, year = np.repeat(np.arange(4000), 3), np.tile([0, 1, 2], 4000)
    measure = random.normal(0, 9, 4000)[person] + 5 * year + random.normal(0, 2, 12_000)
    tests = pd.DataFrame({"worker": person, "employer": 1, "measure": measure})
    assert within_person_sd(tests) == pytest.approx(2, rel=0.04)


def test_one_in_twenty_pass_the_limit_by_chance() -> None:
    random = np.random.default_rng(4)
    marker = Marker("x", ("1",), "", 1, ())
    values = told(*[(n, day, 0.0) for n in range(4000) for day in ("2023-05-01", "2026-05-01")])
    found = changes(values.assign(value=random.normal(50, 3, len(values))), marker, FIRST, LAST)
    assert found.changed.mean() == pytest.approx(0.05, abs=0.011)


def test_a_missing_column_is_told() -> None:
    with pytest.raises(Refusal, match="缺少列：employer"):
        changes(told().drop(columns="employer"), HEARING, FIRST, LAST)
