"""Noufaily's and Farrington's methods: under the null, on outbreaks, trends, gaps, and where nothing ever happened."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numba import get_num_threads, set_num_threads

from analytics.clusters.refusal import Refusal
from analytics.clusters.series.baseline import Season
from analytics.clusters.series.bound import Bound, Kind
from analytics.clusters.series.counts import MONTHS, CountSeries
from analytics.clusters.series.farrington import farrington
from analytics.clusters.series.judgement import JUDGED, NOT_REPORTED, TOO_SHORT, Judgement
from analytics.clusters.series.noufaily import noufaily
from tests.analytics.clusters.series.made import LENGTH, seasonal, weekly

LAST = np.array([LENGTH - 1])
Method = Callable[..., Judgement]
METHODS = pytest.mark.parametrize("method", [noufaily, farrington])
KINDS: list[Kind] = ["plug-in", "muan", "delta"]


def test_false_alarms_under_the_null() -> None:
    worlds = noufaily(weekly(seasonal(1000, mean=10.0)), LAST, bound=Bound(0.05, least_cases=0))
    assert 0.036 <= worlds.alarm.mean() <= 0.064  # 5 % within 1.4 points


@METHODS
def test_an_outbreak_now_is_seen_and_one_in_the_past_does_not_hide_it(method: Method) -> None:
    quiet, now, both = seasonal(3, seed=2)
    now[-1] = both[-1] = 40.0
    both[LENGTH - 53 : LENGTH - 50] = 60.0
    found = method(weekly([quiet, now, both]), LAST)
    assert found.alarm[:, 0].tolist() == [False, True, True]
    assert found.expected.max() < 15


@METHODS
def test_a_trend_is_followed(method: Method) -> None:
    rising = np.random.default_rng(1).poisson(np.linspace(20, 60, LENGTH)).astype(float)
    assert method(weekly(rising), LAST).expected[0, 0] == pytest.approx(60, rel=0.1)
    assert method(weekly(rising), LAST, Season(2, 3, 1, 26)).expected[0, 0] < 52  # two years are too few for a trend


def test_five_cases_in_four_weeks_are_needed() -> None:
    rare = np.zeros((2, LENGTH))
    rare[0, -1], rare[1, -4:] = 4.0, [1, 0, 0, 4]
    found = noufaily(weekly(rare), LAST)
    assert (found.upper[:, 0] < 4).all()
    assert found.alarm[:, 0].tolist() == [False, True]


@METHODS
def test_never_a_case_is_half_a_case_by_jeffreys(method: Method) -> None:
    found = method(weekly(np.zeros(LENGTH)), LAST)
    assert found.expected[0, 0] == pytest.approx(0.5 / 35)  # five windows of seven weeks
    assert (found.state[0, 0], found.alarm[0, 0]) == (JUDGED, False)
    assert found.p[0, 0] > 0.5


@METHODS
def test_what_cannot_be_judged(method: Method) -> None:
    counts = seasonal(4)
    counts[1, -1] = np.nan
    counts[2, ::2] = counts[2, 1::4] = np.nan
    counts[2, -1] = 1.0
    counts[3, 100:140] = np.nan  # a gap is left out
    assert method(weekly(counts), LAST).state[:, 0].tolist() == [JUDGED, NOT_REPORTED, TOO_SHORT, JUDGED]
    assert (method(weekly(counts[:, :200]), np.array([199])).state == TOO_SHORT).all()


@METHODS
def test_rates_are_compared_where_people_are_told(method: Method) -> None:
    counts, people = seasonal(1), np.full(LENGTH, 100.0)
    plain, told = method(weekly(counts), LAST), method(weekly(counts, people), LAST)
    assert told.expected == pytest.approx(plain.expected, rel=1e-6)
    people[-1] = 300.0
    assert method(weekly(counts, people), LAST).expected == pytest.approx(3 * plain.expected, rel=1e-6)


def test_the_same_alone_together_and_with_any_number_of_threads() -> None:
    counts, weeks = seasonal(6), np.arange(LENGTH - 10, LENGTH)
    together, threads = noufaily(weekly(counts), weeks), get_num_threads()
    set_num_threads(1)
    alone = [noufaily(weekly(one), weeks).expected[0] for one in counts]
    set_num_threads(threads)
    assert together.expected.tolist() == np.stack(alone).tolist()


def test_months() -> None:
    counts = np.random.default_rng(1).poisson(6.0, (2, 80)).astype(float)
    counts[1, -1] = 30.0
    starts = (np.datetime64("2018-01") + np.arange(80)).astype("datetime64[D]")
    series = CountSeries(("quiet", "outbreak"), starts, MONTHS, counts, np.ones_like(counts))
    for method in (noufaily, farrington):
        assert method(series, np.array([79])).alarm[:, 0].tolist() == [False, True]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from([0.0, 0.0, 0.0, 0.5, 1.0, 7.0, 1000.0, 1e6, np.nan]), min_size=8, max_size=8),
    st.sampled_from([0.0, 1.0, 2.5, 1e6]),
    st.sampled_from(KINDS),
    st.sampled_from([1, 10]),
)
def test_whatever_was_counted_the_answer_is_finite(past: list[float], now: float, kind: Kind, levels: int) -> None:
    counts = np.resize(past, LENGTH)
    counts[-1] = now
    found = noufaily(weekly(counts), LAST, Season(5, 3, levels, 26), Bound(0.01, kind, least_cases=0))
    assert np.isfinite([found.expected, found.upper, found.p]).all()
    assert found.alarm[0, 0] == (found.state[0, 0] == JUDGED and now > found.upper[0, 0])
    assert 0 <= found.p[0, 0] <= 1
    if kind != "delta":
        assert found.alarm[0, 0] == (found.p[0, 0] <= 0.01)


def test_refused() -> None:
    with pytest.raises(Refusal, match=r"Too many levels \(60\) for 4[56] periods"):
        noufaily(weekly(seasonal(1)), LAST, Season(5, 3, 60, 26))
    with pytest.raises(Refusal, match="At least one year"):
        Season(0, 3, 10, 26)
    with pytest.raises(Refusal, match="alpha"):
        Bound(alpha=0.0)
