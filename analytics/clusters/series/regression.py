"""Expected counts of many series and periods at once, each from its own baseline: season, trend, overdispersion.

A trend is kept where it is significant and foresees no higher rate than was ever seen (Farrington et al. 1996).
Where the same time of year never had a case, the count is negative binomial by the prior of Jeffreys (Gamma of 1/2).
"""

from typing import NamedTuple

import numpy as np
from numba import njit, prange
from numpy.typing import NDArray
from scipy import stats

from analytics.clusters.series.baseline import Baselines
from analytics.clusters.series.counts import CountSeries
from analytics.clusters.series.fitting import Control, regression
from analytics.clusters.series.judgement import NOT_REPORTED, TOO_SHORT
from analytics.clusters.series.least_squares import Rows

TREND_YEARS = 3
LEAST_REPORTED = 0.5  # of the baseline: with less, what is missing decides


class Fits(NamedTuple):
    """Of each series and judged period, float64[series, m]; noughts where `state` is not JUDGED.

    `log_variance` is the variance of the logarithm of `expected`, `slope` the trend per period, nought where not kept.
    """

    expected: NDArray[np.float64]
    log_variance: NDArray[np.float64]
    dispersion: NDArray[np.float64]
    slope: NDArray[np.float64]
    state: NDArray[np.int8]


@njit(cache=True, error_model="numpy")
def _rows(counts, exposure, judged, rows, level):  # type: ignore[no-untyped-def]
    """The reported rows of a baseline, time counted from the judged period."""
    most = len(rows)
    kept = Rows(np.empty(most), np.empty(most, np.int64), np.empty(most, np.int32), np.empty(most), np.empty(most))
    number = 0
    for place in range(most):
        row = rows[place]
        cases = counts[row]
        if not np.isnan(cases):
            kept.cases[number], kept.time[number], kept.level[number] = cases, row - judged, level[place]
            kept.exposure[number] = exposure[row]
            kept.saturated[number] = cases * np.log(cases / exposure[row]) - cases if cases > 0.0 else 0.0
            number += 1
    return Rows(
        kept.cases[:number], kept.time[:number], kept.level[:number], kept.exposure[:number], kept.saturated[:number]
    )


@njit(cache=True, error_model="numpy")
def _judged(rows, exposure, control):  # type: ignore[no-untyped-def]
    """Expected count, variance of its logarithm, dispersion, slope; -1 expected where the baseline is too short."""
    present, cases, exposed, most = np.zeros(control.levels, np.int64), 0.0, 0.0, 0.0
    for row in range(len(rows.cases)):
        present[rows.level[row]] = 1
        if rows.level[row] == control.levels - 1:
            cases, exposed = cases + rows.cases[row], exposed + rows.exposure[row]
        most = max(most, rows.cases[row] / rows.exposure[row])
    freedom = len(rows.cases) - present.sum()
    if freedom < 2 or not present[-1]:
        return -1.0, 0.0, 0.0, 0.0
    if cases == 0.0:
        return 0.5 * exposure / exposed, 0.0, 1.0 + exposure / exposed, 0.0
    for trend in (1, 0):
        log_mean, variance, dispersion, slope, error = regression(rows, freedom - trend, trend, control)
        if abs(slope) > control.trend_t[freedom - 1] * error and np.exp(log_mean) <= most:
            break
    return np.exp(log_mean) * exposure, variance, dispersion, slope


@njit(cache=True, error_model="numpy", parallel=True)
def _fits(counts, exposure, baselines, control):  # type: ignore[no-untyped-def]
    """Numbers float64[series, m, 4] and states int8[series, m] of Fits. Long: numba shares one loop among threads."""
    numbers = np.zeros((len(counts), len(baselines.judged), 4))
    state = np.zeros((len(counts), len(baselines.judged)), np.int8)
    for point in prange(state.size):
        one, period = point // len(baselines.judged), point % len(baselines.judged)
        at, first, end = baselines.judged[period], baselines.starts[period], baselines.starts[period + 1]
        if np.isnan(counts[one, at]):
            state[one, period] = NOT_REPORTED
            continue
        rows = _rows(counts[one], exposure[one], at, baselines.rows[first:end], baselines.level[first:end])
        found = _judged(rows, exposure[one, at], control)
        if found[0] < 0.0 or len(rows.cases) < LEAST_REPORTED * (end - first):
            state[one, period] = TOO_SHORT
        else:
            for column in range(4):
                numbers[one, period, column] = found[column]
    return numbers, state


def fits(series: CountSeries, baselines: Baselines, control: Control) -> Fits:
    """Fits of every series to each baseline, whose last level is that of the judged period."""
    counts, exposure = (np.ascontiguousarray(of) for of in (series.counts, series.exposure))  # one kind is compiled
    numbers, state = _fits(counts, exposure, baselines, control)
    expected, log_variance, dispersion, slope = np.moveaxis(numbers, 2, 0)
    return Fits(expected, log_variance, dispersion, slope, state)


def trend_t(p: float, years: int, rows: int) -> NDArray[np.float64]:
    """Student's t of two-sided `p` for 0 to `rows` degrees of freedom; infinite (no trend) below three years."""
    t: NDArray[np.float64] = stats.t.isf(p / 2 if years >= TREND_YEARS else 0.0, np.arange(1, rows + 1))
    return np.concatenate([[np.inf], t])
