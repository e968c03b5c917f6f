"""p by rank, the Gumbel tail and recurrence."""

import numpy as np
import pytest
from scipy import stats

from analytics.clusters.significance import Gumbel, rank_p, recurrence_days


@pytest.mark.parametrize(
    ("observed", "p"),
    [(0.0, 1.0), (1.0, 1.0), (1.5, 0.8), (4.0, 0.4), (4.1, 0.2), (99.0, 0.2)],
)
def test_rank_counts_ties_against_the_observed(observed: float, p: float) -> None:
    assert rank_p([observed], np.array([4.0, 1.0, 3.0, 2.0]))[0] == pytest.approx(p)


def test_gumbel_is_found_again_in_its_own_draws() -> None:
    maxima = stats.gumbel_r.rvs(5, 1.5, size=20_000, random_state=np.random.default_rng(1))
    fitted = Gumbel.of(maxima)
    assert fitted.location == pytest.approx(5, abs=0.05)
    assert fitted.scale == pytest.approx(1.5, abs=0.05)
    assert fitted.p([5.0, 9.0]) == pytest.approx([0.6321, 0.0671], rel=0.05)  # 1 - exp(-1), 1 - exp(-exp(-4 / 1.5))


def test_maxima_all_equal_give_no_number_that_is_none() -> None:
    assert list(Gumbel.of(np.array([2.0, 2.0, 2.0])).p([1.0, 2.0, 3.0])) == [1.0, 1.0, 0.0]


def test_recurrence() -> None:
    assert list(recurrence_days([0.5, 0.001], 30)) == [60.0, 30_000.0]
