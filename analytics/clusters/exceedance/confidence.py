"""How sure a fitted share above the limit and a fitted percentile are, exact where every value was detected.

With all values known, sqrt(n) mean / sd is noncentral t, from which follow the limits of a share (Hewett & Ganser 1997,
Appl Occup Environ Hyg 12:132) and of a percentile (one-sided tolerance limit; Hahn & Meeker 1991). Values below
detection tell less: n is then the number of detected values that would have told as much, by the variance of the
estimate, which is n itself where all were detected.
"""

import numpy as np
from numpy.typing import ArrayLike
from scipy import special, stats

from analytics.clusters.exceedance.censored import Normals, Vector

CONFIDENCE = 0.95
LEAST = 1.5  # values' worth: with less than one degree of freedom there is no spread to speak of
FARTHEST = 40.0  # standard deviations between mean and limit
HALVINGS = 60


def worth(variance: Vector, z: ArrayLike) -> Vector:
    """How many detected values tell as much of mean + z sd as this `variance`, in units of the sd."""
    return np.asarray(np.maximum((1 + np.asarray(z, float) ** 2 / 2) / variance, LEAST), float)


def share_above(fitted: Normals) -> tuple[Vector, Vector, Vector]:
    """Share above nought, its upper confidence limit, and the values' worth of what tells it.

    Values are to be logarithms of multiples of the limit, so that a is the distance from the limit.
    """
    n = worth(fitted.var_a, fitted.a)
    return special.ndtr(fitted.a), special.ndtr(_upper(_t(fitted.a, n), n)), n


def chance_of(fitted: Normals, share: float) -> Vector:
    """p of a share above nought as seen or higher where the true one is `share`."""
    n = worth(fitted.var_a, fitted.a)
    tail = stats.nct.sf(_t(fitted.a, n), n - 1, np.sqrt(n) * special.ndtri(share))
    return np.asarray(np.clip(np.nan_to_num(tail), 0.0, 1.0), float)


def percentile(fitted: Normals, share: float) -> tuple[Vector, Vector]:
    """The value that `share` of all lie below, and its upper confidence limit."""
    z = float(special.ndtri(share))
    mean, sd = fitted.a / fitted.b, 1 / fitted.b
    level = mean + z * sd
    # d level / d a = sd, d level / d b = -(a + z) sd^2; in units of the sd
    slope = -(fitted.a + z) * sd
    n = worth(fitted.var_a + 2 * slope * fitted.cov_ab + slope**2 * fitted.var_b, z)
    factor = stats.nct.ppf(CONFIDENCE, n - 1, np.sqrt(n) * z) / np.sqrt(n)
    return level, mean + np.asarray(factor, float) * sd * np.sqrt(n / (n - 1))


def _t(a: Vector, n: Vector) -> Vector:
    """Maximum likelihood divides by n, the t statistic by n - 1."""
    return a * np.sqrt(n - 1)


def _upper(t: Vector, n: Vector) -> Vector:
    """The a under which a statistic of at most `t` is as rare as 1 - CONFIDENCE, by halving; nct falls with a."""
    low, high = np.full(len(t), -FARTHEST), np.full(len(t), FARTHEST)
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        likely = special.nctdtr(n - 1, np.sqrt(n) * middle, t) > 1 - CONFIDENCE
        low, high = np.where(likely, middle, low), np.where(likely, high, middle)
    return high
