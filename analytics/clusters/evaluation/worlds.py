"""Worlds of counts under the null and with a cluster put in, of the same total, and how strong a cluster to put in.

Strength as in the benchmark of Kulldorff, Tango & Park (Computational Statistics & Data Analysis 2003;42:665): a test
told where the cluster is would find it with given power, so clusters of all sizes and shapes are equally hard.
"""

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, stats

from analytics.clusters.draws import multinomial


def null_worlds(expected: NDArray[np.float64], cases: int, worlds: int, seed: int) -> NDArray[np.int64]:
    """Counts int64[worlds, ...] of `cases` thrown by expected counts: float64[n] of places, or [T, n] in intervals."""
    thrown = multinomial(expected.ravel(), cases, worlds, seed).T
    return np.ascontiguousarray(thrown, np.int64).reshape(worlds, *expected.shape)


def raised(
    shape: tuple[int, ...], members: NDArray[np.int32], relative_risk: float, first: int = 0, last: int | None = None
) -> NDArray[np.float64]:
    """Risk of each place [n], or in each interval [T, n]: the members' raised from `first` to `last` included."""
    risk = np.ones(shape)
    if len(shape) == 1:
        risk[members] = relative_risk
    else:
        risk[first : None if last is None else last + 1, members] = relative_risk
    return risk


def inject(
    expected: NDArray[np.float64], risk: NDArray[np.float64], cases: int, worlds: int, seed: int
) -> NDArray[np.int64]:
    """As `null_worlds`, with expected counts times `risk` of the same shape: a cluster takes cases from elsewhere."""
    return null_worlds(expected * risk, cases, worlds, seed)


def relative_risk_for(share: float, cases: int, power: float = 0.999, alpha: float = 0.05) -> float:
    """Relative risk at which the one-sided binomial test of a known window, `share` of the expected, has `power`."""
    critical = stats.binom.isf(alpha, cases, share)

    def lacking(logarithm: float) -> float:
        inside = share * np.exp(logarithm)
        return float(stats.binom.sf(critical, cases, inside / (inside + 1 - share))) - power

    return float(np.exp(optimize.brentq(lacking, 0.0, 20.0)))
