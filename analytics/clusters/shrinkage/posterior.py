"""What the ratio of one pair is, given its count and what ratios are like among all: EBGM, EB05, EB95, Pr(ratio > r).

DuMouchel (1999), equations 7 to 11: the posterior is again a mixture of two gammas, with shapes alpha + observed and
rates beta + expected, its share that of the first component in the chance of the count.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import digamma, expit, gammainc, gammaincc, gammaln, logit, ndtri, xlogy

from analytics.clusters.shrinkage.counts import Counts, Floats
from analytics.clusters.shrinkage.prior import GammaMixture

CLOSE, MOST_STEPS = 1e-10, 100  # of a quantile: its probability's error, and the steps until then (some five)
LEAST = 1e-300  # a quantile below is given as this


@dataclass(frozen=True)
class Posterior:
    """Of n pairs: `share` float64[n] of the first component, `shape` and `rate` float64[2, n]."""

    share: Floats
    shape: Floats
    rate: Floats

    @classmethod
    def of(cls, prior: GammaMixture, observed: ArrayLike, expected: ArrayLike) -> "Posterior":
        """Raises Refusal, see `Counts.of`. A pair with nothing expected keeps the prior."""
        counts = Counts.of(observed, expected)
        first, second = prior.log_chances(counts)
        shape, rate = np.add.outer(prior.alpha, counts.observed), np.add.outer(prior.beta, counts.expected)
        return cls(expit(logit(prior.share) + first - second), shape, rate)

    def mixed(self, parts: Floats) -> Floats:
        """The two components' values float64[2, n] weighed by their shares."""
        mixture: Floats = self.share * parts[0] + (1 - self.share) * parts[1]
        return mixture

    @property
    def ebgm(self) -> Floats:
        """Geometric mean of the ratio (equation 10)."""
        ebgm: Floats = np.exp(self.mixed(digamma(self.shape) - np.log(self.rate)))
        return ebgm

    def above(self, ratio: float) -> Floats:
        """Probability that the ratio is more than `ratio`."""
        return self.mixed(gammaincc(self.shape, self.rate * ratio))

    def quantile(self, p: float) -> Floats:
        """The ratio below which it lies with probability `p`; EB05 and EB95 (equation 11).

        Halley's steps on the logarithm, halving the bracket where one would leave it. By Markov's inequality the
        quantile is not above mean / (1 - p).
        """
        mean = self.mixed(self.shape / self.rate)
        low, high = np.full(len(mean), np.log(LEAST)), np.log(mean / (1 - p))
        at, open_ = np.clip(self._guess(p, mean), low, high), np.arange(len(mean))
        for _step in range(MOST_STEPS):
            some = Posterior(self.share[open_], self.shape[:, open_], self.rate[:, open_])
            error, step = some._step(at[open_], p)
            low[open_] = np.where(error < 0, at[open_], low[open_])
            high[open_] = np.where(error > 0, at[open_], high[open_])
            still = np.abs(error) > CLOSE
            open_, wanted = open_[still], (at[open_] - step)[still]
            if not len(open_):
                break
            inside = (wanted > low[open_]) & (wanted < high[open_])  # never where the step is no number
            at[open_] = np.where(inside, wanted, (low[open_] + high[open_]) / 2)
        quantile: Floats = np.exp(at)
        return quantile

    def _step(self, log_ratio: Floats, p: float) -> tuple[Floats, Floats]:
        """Probability below a ratio less `p`, and how far Halley's method goes back from the ratio's logarithm."""
        scaled = self.rate * np.exp(log_ratio)
        density = np.exp(xlogy(self.shape, scaled) - scaled - gammaln(self.shape))
        error, slope = self.mixed(gammainc(self.shape, scaled)) - p, self.mixed(density)
        with np.errstate(all="ignore"):  # a slope of nought far out
            step = error / slope
            bend = step * self.mixed(density * (self.shape - scaled)) / slope / 2
            return error, step / np.clip(1 - bend, 0.5, 2)  # at most so far from Newton's, or it crawls far out

    def _guess(self, p: float, mean: Floats) -> Floats:
        """Log quantile of the one gamma with the mixture's mean and variance, by Wilson & Hilferty (1931)."""
        spread = self.mixed(self.shape * (self.shape + 1) / self.rate**2) - mean**2
        ninth = spread / mean**2 / 9
        root = np.maximum(1 - ninth + ndtri(p) * np.sqrt(ninth), 0.05)
        guess: Floats = np.log(mean) + 3 * np.log(root)
        return guess
