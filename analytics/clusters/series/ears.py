"""EARS C1, C2 and C3: a count against mean and deviation of the seven periods before (Hutwagner et al. 2003).

C2 leaves out the two latest of them, and C3 sums how far C2 was over 1 in these and the judged period. For series too
short to have a season.
"""

from typing import Literal

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray
from scipy import stats

from analytics.clusters.refusal import Refusal
from analytics.clusters.series.counts import CountSeries
from analytics.clusters.series.judgement import JUDGED, NOT_REPORTED, TOO_SHORT, Judgement, judgement

Method = Literal["C1", "C2", "C3"]
BASELINE, LAG, MEMORY = 7, 2, 2
ALPHA: dict[Method, float] = {"C1": 0.001, "C2": 0.001, "C3": 0.025}  # Salmon et al. 2016
LEAST_DEVIATION = 0.5  # of rare cases: else one case after seven periods without is an alarm
Floats = NDArray[np.float64]


def ears(
    series: CountSeries,
    judged: NDArray[np.int64],
    method: Method,
    alpha: float | None = None,
    least_deviation: float = LEAST_DEVIATION,
    as_surveillance: bool = False,
) -> Judgement:
    """Judgement of every series in the judged rows, by cases alone (exposure is not used).

    A baseline needs all of its periods, else TOO_SHORT. `alpha` is one-sided; Refusal where it or the least deviation
    is not above 0. C3 never alarms without a case. R's surveillance 1.20.3 leaves the judged period out of C3.
    """
    alpha = ALPHA[method] if alpha is None else alpha
    if not (0 < alpha < 1 and least_deviation > 0):
        raise Refusal("alpha 应在 0 与 1 之间，最小标准差应大于 0。", "alpha in (0, 1), least deviation above 0.")
    z = float(stats.norm.isf(alpha))
    mean, deviation = _baseline(series.counts, 0 if method == "C1" else LAG)
    deviation = np.maximum(deviation, least_deviation)
    score, upper = (series.counts - mean) / deviation, mean + z * deviation
    if method == "C3":
        earlier = _sum_before(_over_one(score))
        if as_surveillance:
            score, upper = earlier, series.counts + (z - earlier) * deviation
        else:
            score, upper = earlier + _over_one(score), np.where(earlier > z, 0.0, upper + (1.0 - earlier) * deviation)
    return _judgement(*(of[:, judged] for of in (series.counts, mean, np.maximum(upper, 0.0), stats.norm.sf(score))))


def _baseline(counts: Floats, lag: int) -> tuple[Floats, Floats]:
    """Mean and sample deviation of the baseline of every period, NaN where a part of it is missing."""
    before = np.hstack([np.full((len(counts), BASELINE + lag), np.nan), counts])
    window = sliding_window_view(before, BASELINE, axis=1)[:, : counts.shape[1]]
    return window.mean(axis=2), window.std(axis=2, ddof=1)


def _over_one(score: Floats) -> Floats:
    """How far over 1, not below nought; nought where not known."""
    over: Floats = np.fmax(score - 1.0, 0.0)
    return over


def _sum_before(over: Floats) -> Floats:
    """Sum over the MEMORY periods before each one."""
    periods = over.shape[1]
    earlier = np.hstack([np.zeros((len(over), MEMORY)), over])
    total: Floats = sum((earlier[:, back : back + periods] for back in range(MEMORY)), np.zeros_like(over))
    return total


def _judgement(cases: Floats, mean: Floats, upper: Floats, p: Floats) -> Judgement:
    state = np.where(np.isnan(cases), NOT_REPORTED, np.where(np.isnan(mean), TOO_SHORT, JUDGED)).astype(np.int8)
    return judgement(cases, mean, upper, p, state)
