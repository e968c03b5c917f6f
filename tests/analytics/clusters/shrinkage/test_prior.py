"""The fitted prior: its gradient, a prior found again, the exact optimum, and data that say nothing."""

import numpy as np
import pytest
from scipy.optimize import approx_fprime

from analytics.clusters.refusal import Refusal
from analytics.clusters.shrinkage.counts import Counts
from analytics.clusters.shrinkage.prior import DIFFUSE, GammaMixture, Likelihood, fit

TRUE = GammaMixture((4.0, 3.0), (0.8, 4.0), 0.1)  # means 5 and 0.75


def drawn(pairs: int, seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    part = (random.random(pairs) >= TRUE.share).astype(int)
    ratio = random.gamma(np.array(TRUE.alpha)[part], 1 / np.array(TRUE.beta)[part])
    expected = np.exp(random.normal(0, 1.3, pairs))
    return random.poisson(ratio * expected), expected


def theta_of(prior: GammaMixture) -> np.ndarray:
    (a_1, a_2), (b_1, b_2) = prior.alpha, prior.beta
    return np.array([*np.log([a_1, b_1, a_2, b_2]), np.log(prior.share / (1 - prior.share))])


@pytest.mark.parametrize("listed", [False, True])
def test_gradient_is_that_of_the_loss(listed: bool) -> None:
    observed, expected = drawn(300)
    kept = observed > 0 if listed else observed >= 0
    likelihood = Likelihood(Counts.of(observed[kept], expected[kept]), listed)
    theta = np.array([0.1, -0.3, 0.4, 0.2, -1.0])
    by_differences = approx_fprime(theta, lambda point: likelihood.loss(point)[0], 1e-7)
    assert likelihood.loss(theta)[1] == pytest.approx(by_differences, abs=1e-6)


@pytest.mark.parametrize("listed", [False, True])
def test_a_known_prior_is_found_again(listed: bool) -> None:
    observed, expected = drawn(40_000)
    kept = observed > 0 if listed else observed >= 0
    found = fit(observed[kept], expected[kept], listed=listed)
    assert found.share == pytest.approx(TRUE.share, rel=0.15)
    assert np.divide(found.alpha, found.beta) == pytest.approx(np.divide(TRUE.alpha, TRUE.beta), rel=0.08)
    assert found.alpha == pytest.approx(TRUE.alpha, rel=0.25)


def test_it_is_the_optimum_of_all_pairs_not_of_squashed_ones() -> None:
    observed, expected = drawn(5_000)
    gradient = Likelihood(Counts.of(observed, expected)).loss(theta_of(fit(observed, expected)))[1]
    assert np.abs(gradient).max() < 1e-8


def test_squashing_keeps_pairs_cases_and_expected() -> None:
    observed, expected = drawn(1_000)
    few = Counts.of(observed, expected).squashed(0.5)
    assert len(few.weight) < 200
    assert few.weight.sum() == 1_000
    assert few.weight @ few.observed == observed.sum()
    assert few.weight @ few.expected == pytest.approx(expected.sum())


@pytest.mark.parametrize(
    ("observed", "expected"),
    [([], []), ([3, 0], [1.0, 2.0]), ([0] * 50, [1.0] * 50), ([0] * 50, [0.0] * 50)],
    ids=["none", "two pairs", "no case", "nothing expected"],
)
def test_data_that_say_nothing_get_the_diffuse_prior(observed: list[int], expected: list[float]) -> None:
    assert fit(observed, expected) == DIFFUSE


@pytest.mark.parametrize(
    ("observed", "expected", "said"),
    [
        ([1.5], [1.0], "whole numbers"),
        ([-1], [1.0], "whole numbers"),
        ([float("nan")], [1.0], "whole numbers"),
        ([1], [-1.0], "not below nought"),
        ([1], [float("inf")], "not below nought"),
        ([0, 2], [0.0, 0.0], "Row 2"),
    ],
)
def test_what_is_no_count_is_refused(observed: list[float], expected: list[float], said: str) -> None:
    with pytest.raises(Refusal, match=said):
        fit(observed, expected)


def test_pure_chance_is_drawn_to_one() -> None:
    expected = np.exp(np.random.default_rng(3).normal(0, 1, 3_000))
    found = fit(np.random.default_rng(4).poisson(expected), expected)
    mean = found.share * found.alpha[0] / found.beta[0] + (1 - found.share) * found.alpha[1] / found.beta[1]
    assert mean == pytest.approx(1, abs=0.05)
