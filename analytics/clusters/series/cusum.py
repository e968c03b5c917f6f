"""Cumulated sums of log likelihood ratios of counts, Poisson or negative binomial (Höhle & Paul 2008).

For small lasting rises, where the expected counts are known from elsewhere.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from analytics.clusters.refusal import Refusal

Floats = NDArray[np.float64]


class Sums(NamedTuple):
    """Arrays [series, periods]: the sum at the end of each period, and whether it went over the limit."""

    total: Floats
    alarm: NDArray[np.bool_]


def cusum(counts: Floats, expected: Floats, ratio: float, limit: float, dispersion: float = 0.0) -> Sums:
    """Sums for a rise of the mean to `ratio` times `expected`; after an alarm the sum starts again from nought.

    The variance is mean + dispersion * mean^2, Poisson at nought. A count not reported (NaN) leaves the sum unchanged.
    Raises Refusal for a ratio not above 1, a limit not above 0, a negative dispersion, cases or expected count, and for
    cases where none is expected.
    """
    _refuse(counts, expected, ratio, limit, dispersion)
    gain = np.nan_to_num(_log_ratio(counts, expected, ratio, dispersion))
    total, alarm, now = np.empty_like(gain), np.empty(gain.shape, bool), np.zeros(len(gain))
    for period in range(gain.shape[1]):
        now = np.maximum(now + gain[:, period], 0.0)
        total[:, period], alarm[:, period] = now, now > limit
        now = np.where(now > limit, 0.0, now)
    return Sums(total, alarm)


def _log_ratio(counts: Floats, expected: Floats, ratio: float, dispersion: float) -> Floats:
    """Log likelihood of the raised mean less that of the expected one."""
    if dispersion == 0.0:
        poisson: Floats = counts * np.log(ratio) - (ratio - 1.0) * expected
        return poisson
    change = np.log1p(dispersion * ratio * expected) - np.log1p(dispersion * expected)
    negative_binomial: Floats = counts * (np.log(ratio) - change) - change / dispersion
    return negative_binomial


def _refuse(counts: Floats, expected: Floats, ratio: float, limit: float, dispersion: float) -> None:
    if not (ratio > 1 and limit > 0 and dispersion >= 0):
        raise Refusal(
            "倍数应大于 1，界限应大于 0，离散度不能为负。",
            "The ratio must be above 1, the limit above 0, the dispersion not negative.",
        )
    if (counts < 0).any() or np.isinf(counts).any() or not (np.isfinite(expected) & (expected >= 0)).all():
        raise Refusal("病例数和期望数应为有限的非负数。", "Cases and expected counts must be finite and not negative.")
    if ((counts > 0) & (expected == 0)).any():
        raise Refusal("有病例而期望数为零。", "Cases where none is expected.")
