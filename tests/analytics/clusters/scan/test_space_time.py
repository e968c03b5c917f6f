"""Cylinders against a plain textbook that tries every one, and an injected one found with its dates."""

import numba
import numpy as np
import pytest
from numpy.typing import NDArray

from analytics.clusters.scan.permutation import scan_permutation
from analytics.clusters.scan.space_time import scan_space_time
from analytics.clusters.scan.windows import Places, Settings

Ints, Floats = NDArray[np.int64], NDArray[np.float64]


def _textbook(places: Places, cases: Ints, expected: Floats, longest: int, prospective: bool) -> float:
    """Highest LLR of all cylinders whose circle expects at most half of all."""
    total, intervals, best = cases.sum(), cases.shape[1], 0.0
    expected = expected * total / expected.sum()
    for centre in range(len(cases)):
        near = np.argsort(np.hypot(places.x - places.x[centre], places.y - places.y[centre]))
        for size in range(1, len(near) + 1):
            if expected[near[:size]].sum() > total / 2:
                break
            for first in range(intervals):
                for last in range(first, min(first + longest, intervals)):
                    if prospective and last < intervals - 1:
                        continue
                    c, e = (v[near[:size], first : last + 1].sum() for v in (cases, expected))
                    if c > e:
                        out = (total - c) * np.log((total - c) / (total - e)) if c < total else 0.0
                        best = max(best, c * np.log(c / e) + out)
    return best


@pytest.mark.parametrize("prospective", [True, False])
@pytest.mark.parametrize("seed", range(4))
def test_as_the_textbook(seed: int, prospective: bool) -> None:
    random = np.random.default_rng(seed)
    places = Places(random.random(9), random.random(9))
    expected = random.random((9, 6)) + 0.1
    cases = random.poisson(expected * 2)
    scan = scan_space_time(places, cases, expected, Settings(replicates=0), prospective=prospective)
    assert max([c.llr for c in scan.clusters], default=0.0) == pytest.approx(
        _textbook(places, cases, expected, 3, prospective)
    )


def test_injected_cylinder_with_its_dates_whatever_the_threads() -> None:
    random = np.random.default_rng(1)
    places = Places(np.arange(20.0), np.zeros(20))
    cases = random.poisson(2.0, (20, 10))
    cases[4:7, 3:6] += 8
    settings = Settings(replicates=199)
    scan = scan_space_time(places, cases, np.ones((20, 10)), settings, prospective=False)
    first = scan.clusters[0]
    assert (sorted(first.members), first.first, first.last, first.p_value) == ([4, 5, 6], 3, 5, 0.005)
    threads = numba.get_num_threads()
    numba.set_num_threads(1)
    alone = scan_space_time(places, cases, np.ones((20, 10)), settings, prospective=False)
    numba.set_num_threads(threads)
    assert np.array_equal(scan.maxima, alone.maxima)
    by_case = scan_permutation(places, cases, settings, prospective=False).clusters[0]
    assert (sorted(by_case.members), by_case.first, by_case.last) == ([4, 5, 6], 3, 5)
