"""CUSUM by hand, and what it refuses."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.clusters.refusal import Refusal
from analytics.clusters.series.cusum import cusum


def test_poisson_by_hand() -> None:
    found = cusum(np.array([[0.0, 3.0, 3.0, np.nan, 0.0]]), np.ones((1, 5)), ratio=2.0, limit=2.0)
    gain = 3 * np.log(2) - 1
    assert found.total[0] == pytest.approx([0.0, gain, 2 * gain, 0.0, 0.0])
    assert found.alarm[0].tolist() == [False, False, True, False, False]


@given(st.lists(st.integers(0, 1000), min_size=1, max_size=20))
def test_poisson_is_the_limit_of_the_negative_binomial(cases: list[int]) -> None:
    counts, expected = np.array([cases], float), np.full((1, len(cases)), 2.0)
    poisson = cusum(counts, expected, 1.5, 1e9)
    assert cusum(counts, expected, 1.5, 1e9, dispersion=1e-7).total == pytest.approx(poisson.total, rel=1e-4, abs=1e-4)


@pytest.mark.parametrize(
    ("cases", "expected", "ratio"), [(1.0, 0.0, 2.0), (-1.0, 1.0, 2.0), (1.0, np.nan, 2.0), (1.0, 1.0, 1.0)]
)
def test_refused(cases: float, expected: float, ratio: float) -> None:
    with pytest.raises(Refusal):
        cusum(np.array([[cases]]), np.array([[expected]]), ratio, 2.0)
