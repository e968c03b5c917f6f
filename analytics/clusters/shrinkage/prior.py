"""What ratios are like among all pairs: a mixture of two gammas, fitted by maximum likelihood.

DuMouchel (1999), Bayesian data mining in large frequency tables, American Statistician 53:177-190: the ratio of a pair
is gamma(alpha_1, beta_1) with probability `share`, otherwise gamma(alpha_2, beta_2), and its count is Poisson.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import minimize
from scipy.special import digamma, expit, gammaln, logit, xlogy

from analytics.clusters.shrinkage.counts import Counts, Floats

LEAST_PAIRS = 20  # fewer say nothing about five parameters
SQUASHED = 0.1  # width of the first fit's points in log expected
STARTS = ((0.2, 0.1, 2.0, 4.0, 1 / 3), (5.0, 2.0, 5.0, 5.0, 0.1), (1.0, 0.2, 50.0, 50.0, 0.05))
BOUNDS = [(np.log(1e-2), np.log(1e5))] * 4 + [(logit(1e-4), logit(1 - 1e-4))]
STEPS, ARRIVED = 10, 1e-9  # of the exact fit: at most so many, until the gradient of a mean log-likelihood is so small
NUDGE = 1e-4


@dataclass(frozen=True)
class GammaMixture:
    """Ratio ~ share * gamma(alpha[0], beta[0]) + (1 - share) * gamma(alpha[1], beta[1]); beta is a rate."""

    alpha: tuple[float, float]
    beta: tuple[float, float]
    share: float

    @classmethod
    def at(cls, theta: Floats) -> "GammaMixture":
        """From log alpha_1, log beta_1, log alpha_2, log beta_2, logit share; the component of higher mean first."""
        a_1, b_1, a_2, b_2 = (float(value) for value in np.exp(theta[:4]))
        share = float(expit(theta[4]))
        if a_1 / b_1 >= a_2 / b_2:
            return cls((a_1, a_2), (b_1, b_2), share)
        return cls((a_2, a_1), (b_2, b_1), 1 - share)

    def log_chances(self, counts: Counts) -> Floats:
        """Log probability float64[2, n] of each count under either component: negative binomial (equation 4)."""
        alpha, beta = np.transpose([self.alpha]), np.transpose([self.beta])
        cases, total = counts.observed, beta + counts.expected
        ways = gammaln(alpha + cases) - gammaln(alpha) - gammaln(cases + 1)
        chances: Floats = ways - alpha * np.log1p(counts.expected / beta) + xlogy(cases, counts.expected / total)
        return chances

    def log_chance(self, counts: Counts) -> Floats:
        """Log probability float64[n] of each count."""
        first, second = self.log_chances(counts)
        chance: Floats = np.logaddexp(np.log(self.share) + first, np.log1p(-self.share) + second)
        return chance


DIFFUSE = GammaMixture((0.2, 2.0), (0.1, 4.0), 1 / 3)  # DuMouchel's own first guess: mean 1, and wide


@dataclass(frozen=True)
class Likelihood:
    """The likelihood of theta (see `GammaMixture.at`). `listed` where only pairs with a case were listed at all."""

    counts: Counts
    listed: bool = False

    @cached_property
    def distinct(self) -> tuple[Floats, NDArray[np.intp]]:
        """Counts that occur and, for each pair, which of them it has: their gamma functions are computed once."""
        values, places = np.unique(self.counts.observed, return_inverse=True)
        return values, places

    def component(self, alpha: float, beta: float) -> tuple[Floats, Floats, Floats]:
        """Log negative binomial less what no parameter changes, and its derivatives by log alpha and log beta."""
        values, places = self.distinct
        rise, slope = gammaln(alpha + values) - gammaln(alpha), digamma(alpha + values) - digamma(alpha)
        spread = np.log1p(self.counts.expected / beta)
        total, rate = alpha + self.counts.observed, beta + self.counts.expected
        log = rise[places] - alpha * spread - self.counts.observed * np.log(rate)
        return log, alpha * (slope[places] - spread), alpha - beta * total / rate

    def unseen(self, alpha: float, beta: float) -> tuple[Floats, Floats, Floats]:
        """Chance that a pair has no case; its derivatives by log alpha and log beta."""
        spread = np.log1p(self.counts.expected / beta)
        none = np.exp(-alpha * spread)
        by_beta = alpha * self.counts.expected / (beta + self.counts.expected)
        return none, -alpha * spread * none, by_beta * none

    def loss(self, theta: Floats) -> tuple[float, Floats]:
        """Minus the mean log-likelihood of a pair, and its gradient float64[5]."""
        (a_1, b_1, a_2, b_2), share = np.exp(theta[:4]), expit(theta[4])
        first, second = self.component(a_1, b_1), self.component(a_2, b_2)
        one, two = np.log(share) + first[0], np.log1p(-share) + second[0]
        log = np.logaddexp(one, two)
        own = np.exp(one - log)
        parts = [own * first[1], own * first[2], (1 - own) * second[1], (1 - own) * second[2], own - share]
        if self.listed:
            log, parts = self._given_a_case(theta, log, parts)
        weight = self.counts.weight / self.counts.weight.sum()
        mean, *gradient = ((weight * part).sum() for part in (log, *parts))  # not `@`: its threads cost more than it
        return -float(mean), -np.array(gradient)

    def _given_a_case(self, theta: Floats, log: Floats, parts: list[Floats]) -> tuple[Floats, list[Floats]]:
        """The same, given that there is at least one case."""
        (a_1, b_1, a_2, b_2), share = np.exp(theta[:4]), expit(theta[4])
        first, second = self.unseen(a_1, b_1), self.unseen(a_2, b_2)
        seen = 1 - share * first[0] - (1 - share) * second[0]
        slopes = [share * first[1], share * first[2], (1 - share) * second[1], (1 - share) * second[2]]
        slopes.append(share * (1 - share) * (first[0] - second[0]))
        return log - np.log(seen), [part + slope / seen for part, slope in zip(parts, slopes, strict=True)]


def fit(observed: ArrayLike, expected: ArrayLike, *, listed: bool = False) -> GammaMixture:
    """The prior most likely for pairs of observed and expected, `listed` where pairs without a case were left out.

    `share` is of all pairs, left out or not; openEBGM (DuMouchel & Pregibon 2001) leaves nought out of either gamma by
    itself, so that its share is of those listed. Fewer than LEAST_PAIRS pairs with something expected, or no case at
    all, get the DIFFUSE prior. Raises Refusal, see `Counts.of`.
    """
    counts = Counts.of(observed, expected)
    known = (counts.expected > 0) & (counts.observed > 0 if listed else True)
    counts = Counts(counts.observed[known], counts.expected[known], counts.weight[known])
    if len(counts.observed) < LEAST_PAIRS or not counts.observed.any():
        return DIFFUSE
    rough = Likelihood(counts.squashed(SQUASHED), listed)
    found = min((_descend(rough, _theta(start), 1e-12) for start in STARTS), key=lambda pair: pair[0])
    return GammaMixture.at(_refined(Likelihood(counts, listed), rough, found[1]))


def _theta(start: tuple[float, ...]) -> Floats:
    return np.array([*np.log(start[:4]), logit(start[4])])


def _refined(exact: Likelihood, rough: Likelihood, theta: Floats) -> Floats:
    """From the rough optimum to the exact one: Newton's steps with the rough curvature, which is cheap and near enough.

    Where they do not arrive (a flat likelihood, a bound) the descent goes on from the better of the two points.
    """
    sides = [(rough.loss(theta + side)[1] - rough.loss(theta - side)[1]) / (2 * NUDGE) for side in NUDGE * np.eye(5)]
    curvature, moved = np.array(sides), theta
    for _step in range(STEPS):
        gradient = exact.loss(moved)[1]
        if np.abs(gradient).max() < ARRIVED:
            return moved
        step = np.linalg.lstsq(curvature, gradient, rcond=None)[0]
        moved = np.clip(moved - step, *np.transpose(BOUNDS))
    better = min(theta, moved, key=lambda point: exact.loss(point)[0])
    return _descend(exact, better, 1e-15)[1]


def _descend(likelihood: Likelihood, theta: Floats, tolerance: float) -> tuple[float, Floats]:
    options = {"ftol": tolerance, "maxiter": 300}
    found = minimize(likelihood.loss, theta, jac=True, method="SLSQP", bounds=BOUNDS, options=options)
    return float(found.fun), found.x
