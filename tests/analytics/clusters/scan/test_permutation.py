"""The scan of cases alone: as the textbook, blind to what is only in places or only in times, five in a hundred."""

import numba
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from analytics.clusters.scan.cylinder_nulls import permuted
from analytics.clusters.scan.permutation import scan_permutation
from analytics.clusters.scan.windows import Places, Settings
from tests.analytics.clusters.scan.textbook import Floats, Ints, Textbook, replicates

LINE = Places(np.arange(20.0), np.zeros(20))


def _expected(cases: Ints) -> Floats:
    expected: Floats = np.outer(cases.sum(axis=1), cases.sum(axis=0)) / cases.sum()
    return expected


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10**6), st.booleans())
def test_as_the_textbook(seed: int, prospective: bool) -> None:
    random = np.random.default_rng(seed)
    where = Places(random.random(8), random.random(8))
    cases = random.poisson(1.5, (8, 6))
    scan = scan_permutation(where, cases, Settings(replicates=5, seed=3), prospective)
    book = Textbook(where, cases.sum(axis=1).astype(float), 3, prospective)
    best = max([cluster.llr for cluster in scan.clusters], default=0.0)
    assert best == pytest.approx(book.highest(cases, _expected(cases), fewest=2))
    if not prospective:
        by_location = np.lexsort([where.y, where.x])
        drawn = replicates(permuted(cases[by_location].T), cases.shape, int(cases.sum()), 3, 5)
        drawn = drawn[:, np.argsort(by_location)]
        assert (drawn.sum(axis=1) == cases.sum(axis=0)).all()
        assert (drawn.sum(axis=2) == cases.sum(axis=1)).all()
        assert scan.maxima == pytest.approx([book.highest(each, _expected(cases)) for each in drawn])


def test_injected_cylinder_with_its_dates() -> None:
    cases = np.random.default_rng(1).poisson(2.0, (20, 10))
    cases[4:7, 3:6] += 8
    first = scan_permutation(LINE, cases, Settings(replicates=199), prospective=False).clusters[0]
    assert (sorted(first.members), first.first, first.last, first.p_value) == ([4, 5, 6], 3, 5, 0.005)


def test_busy_places_and_busy_months_are_no_clusters() -> None:
    busy = np.outer(np.where(np.arange(20) == 4, 10, 1), np.where(np.arange(6) == 5, 8, 1))
    assert scan_permutation(LINE, busy, Settings(replicates=9)).clusters == []


def test_one_interval_has_nothing_to_say_nor_has_no_case() -> None:
    assert scan_permutation(LINE, np.arange(20)[:, None], Settings(replicates=9)).clusters == []
    empty = scan_permutation(LINE, np.zeros((20, 3), np.int64), Settings(replicates=9))
    assert (empty.clusters, empty.maxima.tolist()) == ([], [0.0] * 9)


def test_one_world_in_twenty_where_nothing_is() -> None:
    threads = numba.get_num_threads()
    numba.set_num_threads(1)
    random = np.random.default_rng(5)
    where = Places(random.random(12), random.random(12))
    scans = [scan_permutation(where, random.poisson(1.5, (12, 6)), Settings(replicates=99)) for _world in range(200)]
    numba.set_num_threads(threads)
    alarms = sum(scan.clusters[0].p_value <= 0.05 if scan.clusters else False for scan in scans)
    low, high = stats.binom(200, 0.05).interval(0.998)
    assert low <= alarms <= high
