"""How many of the pairs called raised are not: p of counts, share of true nulls, q-values, local false discovery rate.

Counts are few, so p-values are coarse and a uniform null does not hold; what p can be under the null is computed.
"""

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats
from scipy.special import pdtr

from analytics.clusters.shrinkage.counts import Counts, Floats
from analytics.clusters.shrinkage.prior import GammaMixture


def excess_p(observed: ArrayLike, expected: ArrayLike) -> Floats:
    """Chance float64[n] of at least so many cases where the ratio is one: upper Poisson tail, 1 without a case."""
    counts = Counts.of(observed, expected)
    p: Floats = stats.poisson.sf(counts.observed - 1, counts.expected)
    return p


def null_share(observed: ArrayLike, expected: ArrayLike) -> float:
    """Share of pairs that are not raised, at most 1 (Storey 2002, equation 6, with lambda 1/2).

    Storey divides the p-values above 1/2, nearly all of true nulls, by as many as a uniform p would give; here by as
    many as each pair's own Poisson gives, so that pairs with little expected do not make it 1 whatever the others are.
    """
    counts = Counts.of(observed, expected)
    if not len(counts.observed):
        return 1.0
    median = _median(counts.expected)  # p is above 1/2 up to there
    return float(min(1.0, (counts.observed <= median).sum() / pdtr(median, counts.expected).sum()))


def _median(expected: Floats) -> Floats:
    """Least number with half of the Poisson up to it: the first above mean - log 2, or the next (Choi 1994)."""
    low = np.maximum(np.ceil(expected - np.log(2)), 0)
    median: Floats = np.where(pdtr(low, expected) >= 0.5, low, low + 1)
    return median


def q_values(p: ArrayLike, null_share: float = 1.0) -> Floats:
    """The least false discovery rate float64[n] at which each is called: Benjamini & Hochberg (1995), times the share
    of true nulls (Storey 2002)."""
    values = np.asarray(p, float)
    if not len(values):
        return values
    q: Floats = null_share * stats.false_discovery_control(values)
    return q


def local_rate(prior: GammaMixture, observed: ArrayLike, expected: ArrayLike, null_share: float = 1.0) -> Floats:
    """Chance float64[n] that a pair with this very count is not raised (Efron 2001), at most 1; 1 without an excess.

    Share of true nulls, times the Poisson chance of the count, over its chance among all pairs (the fitted mixture).
    """
    counts = Counts.of(observed, expected)
    ordinary = stats.poisson.logpmf(counts.observed, counts.expected)
    log_rate = np.log(null_share) + ordinary - prior.log_chance(counts) if null_share > 0 else -np.inf
    excess = counts.observed > counts.expected
    rate: Floats = np.where(excess, np.exp(np.minimum(log_rate, 0.0)), 1.0)
    return rate
