"""EBGM, EB05, EB95 and tails against direct integration of the posterior."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from scipy.integrate import simpson

from analytics.clusters.shrinkage.posterior import Posterior
from analytics.clusters.shrinkage.prior import DIFFUSE, GammaMixture

Function = Callable[[np.ndarray], np.ndarray]
TYPICAL = GammaMixture((4.0, 1.9), (0.47, 1.8), 0.064)
PAIRS = [(0, 0.0), (0, 0.01), (0, 4.0), (1, 0.02), (3, 1.0), (12, 2.5), (40, 39.0), (1000, 10.0)]


def integrated(prior: GammaMixture, observed: int, expected: float, what: Function, upto: float = 400.0) -> float:
    """Mean of `what`, nought above `upto`: by quadrature of prior times Poisson over the logarithm of the ratio."""

    def total(function: Function, end: float) -> float:
        at = np.linspace(-150, np.log(end), 100_001)
        ratio = np.exp(at)
        parts = stats.gamma.pdf(ratio[:, None], prior.alpha, scale=1 / np.array(prior.beta))
        density = parts @ [prior.share, 1 - prior.share]
        return float(simpson(density * ratio * stats.poisson.pmf(observed, expected * ratio) * function(ratio), at))

    return total(what, upto) / total(np.ones_like, 400.0)


@pytest.mark.parametrize("prior", [TYPICAL, DIFFUSE], ids=["typical", "diffuse"])
@pytest.mark.parametrize(("observed", "expected"), PAIRS)
def test_geometric_mean(prior: GammaMixture, observed: int, expected: float) -> None:
    ours = Posterior.of(prior, [observed], [expected]).ebgm[0]
    assert ours == pytest.approx(np.exp(integrated(prior, observed, expected, np.log)), rel=1e-6)


@pytest.mark.parametrize(("observed", "expected"), PAIRS)
def test_tail_and_quantiles(observed: int, expected: float) -> None:
    posterior = Posterior.of(TYPICAL, [observed], [expected])
    quantiles = {p: posterior.quantile(p)[0] for p in (0.05, 0.95)}
    for p, ratio in [*quantiles.items(), (1 - posterior.above(1.5)[0], 1.5)]:
        assert integrated(TYPICAL, observed, expected, np.ones_like, ratio) == pytest.approx(p, abs=1e-6)


@given(
    st.tuples(st.floats(0.01, 1e4), st.floats(0.01, 1e4)),
    st.tuples(st.floats(0.01, 1e4), st.floats(0.01, 1e4)),
    st.floats(1e-4, 1 - 1e-4),
    st.lists(st.tuples(st.integers(0, 5_000), st.floats(1e-3, 5_000)), min_size=1, max_size=20),
)
def test_quantiles_hold_for_any_prior(
    alpha: tuple[float, float], beta: tuple[float, float], share: float, pairs: list[tuple[int, float]]
) -> None:
    posterior = Posterior.of(GammaMixture(alpha, beta, share), *np.transpose(pairs))
    low, middle, high = (posterior.quantile(p) for p in (0.05, 0.5, 0.95))
    for p, ratio in [(0.05, low), (0.5, middle), (0.95, high)]:
        below = posterior.mixed(stats.gamma.cdf(ratio, posterior.shape, scale=1 / posterior.rate))
        assert ((np.abs(below - p) < 1e-8) | (ratio < 1e-299)).all()  # there the quantile is as good as nought
    assert ((low <= middle) & (middle <= high)).all()


def test_few_cases_are_drawn_to_the_others_and_many_are_not() -> None:
    few, many = Posterior.of(TYPICAL, [2, 400], [0.5, 100.0]).ebgm  # both four times the expected
    assert few < 2
    assert 3.8 < many < 4
