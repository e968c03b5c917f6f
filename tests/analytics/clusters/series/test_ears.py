"""EARS by hand, for rare cases, and where a part of the baseline is missing."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.clusters.refusal import Refusal
from analytics.clusters.series.ears import Method, ears
from analytics.clusters.series.judgement import JUDGED, NOT_REPORTED, TOO_SHORT
from tests.analytics.clusters.series.made import weekly

LAST = np.array([9])


@pytest.mark.parametrize(("method", "week"), [("C1", 7), ("C2", 9)])
def test_bound_is_mean_and_3_09_deviations(method: Method, week: int) -> None:
    found = ears(weekly([0, 1, 1, 2, 2, 1, 1, 4, 0, 4]), np.array([week]), method)  # mean 8/7, deviation 0.6901
    assert found.expected[0, 0] == pytest.approx(8 / 7)
    assert found.upper[0, 0] == pytest.approx(8 / 7 + 3.090232 * 0.6900656, rel=1e-6)
    assert found.alarm.all()


def test_c3_sums_three_weeks() -> None:
    counts = [0, 1, 1, 2, 2, 1, 1, 0, 1, 3, 3]  # C2 of the last two: 2.73 and 3.44
    third = ears(weekly(counts), np.array([9, 10]), "C3")
    score = [(3 - 8 / 7) / 0.6900656, (3 - 8 / 7) / np.std([1, 1, 2, 2, 1, 1, 0], ddof=1)]
    assert third.alarm[0].tolist() == [score[0] - 1 > 1.959964, sum(score) - 2 > 1.959964] == [False, True]


@pytest.mark.parametrize("method", ["C1", "C2", "C3"])
@given(counts=st.lists(st.integers(0, 30), min_size=13, max_size=13))
def test_alarm_bound_and_p_agree(method: Method, counts: list[int]) -> None:
    found = ears(weekly(counts), np.array([12]), method, alpha=0.01)
    assert found.alarm[0, 0] == (counts[12] > found.upper[0, 0]) == (found.p[0, 0] < 0.01 and counts[12] > 0)


def test_rare_cases() -> None:
    one, two = [0] * 9 + [1], [0] * 9 + [2]
    assert ears(weekly([one, two]), LAST, "C2").alarm[:, 0].tolist() == [False, True]
    assert ears(weekly([one, two]), LAST, "C2", least_deviation=0.1).alarm.all()


def test_short_and_missing() -> None:
    rise, hole = [0] * 9 + [4], [0] * 5 + [np.nan] * 2 + [0] * 2 + [4]
    found = ears(weekly([rise, hole, [*rise[:-1], np.nan]]), np.array([6, 9]), "C1")
    assert found.state.tolist() == [[TOO_SHORT, JUDGED], [NOT_REPORTED, TOO_SHORT], [TOO_SHORT, NOT_REPORTED]]
    assert found.alarm.tolist() == [[False, True], [False, False], [False, False]]
    assert np.isfinite(found.upper).all()
    assert np.isfinite(found.p).all()


@pytest.mark.parametrize(("alpha", "least"), [(0.0, 0.5), (1.0, 0.5), (0.01, 0.0)])
def test_refused(alpha: float, least: float) -> None:
    with pytest.raises(Refusal):
        ears(weekly([0] * 10), LAST, "C1", alpha, least)
