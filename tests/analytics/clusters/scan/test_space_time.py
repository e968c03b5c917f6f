"""Cylinders against a plain textbook that tries every one, in the data and in each replicate; shapes of bad worlds."""

from collections.abc import Iterator
from dataclasses import replace

import numba
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from analytics.clusters.scan.cylinder_nulls import labelled, thrown
from analytics.clusters.scan.space_time import scan_space_time
from analytics.clusters.scan.windows import Places, Settings
from tests.analytics.clusters.scan.textbook import Textbook, replicates

THIRD = Settings(max_duration=1 / 3, replicates=5, seed=3)
LINE = Places(np.arange(20.0), np.zeros(20))
WORLDS, REPLICATES = 200, 99


@settings(max_examples=25, deadline=None)
@given(
    seed=st.integers(0, 10**6),
    places=st.integers(1, 9),
    intervals=st.sampled_from([1, 3, 6]),
    prospective=st.booleans(),
    model=st.sampled_from(["poisson", "bernoulli"]),
)
def test_as_the_textbook(seed: int, places: int, intervals: int, prospective: bool, model: str) -> None:
    random = np.random.default_rng(seed)
    where = Places(random.integers(0, 40, places) + random.random(places) / 8, random.random(places))
    people = random.integers(0, 9, (places, intervals)).astype(float)
    people[0, 0] += 4
    cases = random.binomial(people.astype(int), 0.3)
    cases[0, 0] += not cases.any()
    expected = people if model == "bernoulli" else people * (cases.sum() / people.sum())
    scan = scan_space_time(where, cases, people, THIRD, model, prospective)
    book = Textbook(where, people.sum(axis=1), max(intervals // 3, 1), prospective)
    crowd = people.sum() if model == "bernoulli" else None
    best = max([cluster.llr for cluster in scan.clusters], default=0.0)
    assert best == pytest.approx(book.highest(cases, expected, crowd, fewest=2), abs=1e-9)
    by_location = np.lexsort([where.y, where.x])
    null = (labelled if model == "bernoulli" else thrown)(people[by_location].T, 0)
    if not prospective:
        drawn = replicates(null, people.shape, int(cases.sum()), 3, 5)[:, np.argsort(by_location)]
        assert scan.maxima == pytest.approx([book.highest(each, expected, crowd) for each in drawn])


@pytest.mark.parametrize(("cases", "people"), [(3000, 40.0), (60_000, 400.0)])
def test_maxima_of_many_cases_as_the_textbook(cases: int, people: float) -> None:
    """Counts of sixteen bits, and of thirty-two where they do not fit; places added several at once."""
    random = np.random.default_rng(2)
    where = Places(random.random(60), random.random(60))
    crowd = np.floor(random.random((60, 2)) * people) + 30
    counts = random.multinomial(cases, (crowd / crowd.sum()).ravel()).reshape(60, 2)
    scan = scan_space_time(where, counts, crowd, replace(THIRD, max_duration=1.0), prospective=False)
    by_location = np.lexsort([where.y, where.x])
    drawn = replicates(thrown(crowd[by_location].T), (60, 2), cases, 3, 5)[:, np.argsort(by_location)]
    book = Textbook(where, crowd.sum(axis=1), 2)
    assert scan.maxima == pytest.approx([book.highest(each, crowd * (cases / crowd.sum())) for each in drawn])


def test_injected_cylinder_with_its_dates_whatever_the_threads() -> None:
    random = np.random.default_rng(1)
    cases = random.poisson(2.0, (20, 10))
    cases[4:7, 3:6] += 8
    told = Settings(replicates=199)
    scan = scan_space_time(LINE, cases, np.ones((20, 10)), told, prospective=False)
    first = scan.clusters[0]
    assert (sorted(first.members), first.first, first.last, first.p_value) == ([4, 5, 6], 3, 5, 0.005)
    threads = numba.get_num_threads()
    numba.set_num_threads(1)
    alone = scan_space_time(LINE, cases, np.ones((20, 10)), told, prospective=False)
    numba.set_num_threads(threads)
    assert np.array_equal(scan.maxima, alone.maxima)


@pytest.fixture
def one_thread() -> Iterator[None]:
    """Small scans one after another are done sooner by one thread than by two that wait for each other."""
    threads = numba.get_num_threads()
    numba.set_num_threads(1)
    yield
    numba.set_num_threads(threads)


@pytest.mark.usefixtures("one_thread")
@pytest.mark.parametrize("model", ["poisson", "bernoulli"])
def test_one_world_in_twenty_where_nothing_is(model: str) -> None:
    random, people = np.random.default_rng(5), np.full((12, 6), 20.0)
    where = Places(random.random(12), random.random(12))
    drawn = random.multivariate_hypergeometric(people.astype(int).ravel(), 80, WORLDS, method="count")
    worlds = drawn if model == "bernoulli" else random.multinomial(80, np.full(72, 1 / 72), WORLDS)
    few = Settings(replicates=REPLICATES)
    scans = [scan_space_time(where, each.reshape(12, 6), people, few, model) for each in worlds]
    alarms = sum(scan.clusters[0].p_value <= 0.05 if scan.clusters else False for scan in scans)
    low, high = stats.binom(WORLDS, 0.05).interval(0.998)
    assert low <= alarms <= high


def test_no_clusters_before_the_last_interval_in_a_prospective_scan() -> None:
    cases = np.zeros((20, 6), np.int64)
    cases[3, 1], cases[8, 5] = 30, 6
    found = scan_space_time(LINE, cases, np.ones((20, 6)), Settings(replicates=9)).clusters
    assert [(list(c.members), c.observed, c.first, c.last) for c in found] == [([8], 6, 5, 5)]


def test_empty_months_and_islands() -> None:
    """Months without anybody at risk add nothing, and a place far from all is a circle of its own."""
    cases, people = np.ones((20, 6), np.int64), np.ones((20, 6))
    cases[:, 4], people[:, 4] = 0, 0.0
    cases[19, 5] = 12
    far = Places(np.append(np.arange(19.0), 1e6), np.zeros(20))
    first = scan_space_time(far, cases, people, Settings(replicates=19)).clusters[0]
    assert (list(first.members), first.first, first.last, first.p_value) == ([19], 5, 5, 0.05)


def test_a_thousand_cases_in_one_cell() -> None:
    cases = np.ones((20, 6), np.int64)
    cases[7, 5] = 1000
    first = scan_space_time(LINE, cases, np.ones((20, 6)), Settings(replicates=99)).clusters[0]
    assert (list(first.members), first.observed, first.first, first.p_value) == ([7], 1000, 5, 0.01)
    assert np.isfinite([first.llr, first.relative_risk, first.expected]).all()


def test_all_cases_in_one_window_have_infinite_relative_risk() -> None:
    cases = np.zeros((20, 1), np.int64)
    cases[7, 0] = 5
    first = scan_space_time(LINE, cases, np.ones((20, 1)), Settings(replicates=99)).clusters[0]
    assert (first.observed, first.relative_risk, first.first, first.last) == (5, np.inf, 0, 0)
    assert first.llr == pytest.approx(5 * np.log(20))
