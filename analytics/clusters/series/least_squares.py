"""Poisson regression on one factor and one slope by iterated weighted least squares (McCullagh & Nelder 1989, 2.5).

log E(y) = log exposure + intercept[level] + slope * time. Within a step both have a closed form (Frisch & Waugh 1933),
and all it takes of the rows are three sums of the weights by level.
"""

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

STEPS, TOLERANCE = 25, 1e-8
START = 0.1  # added to each count for R's first step, so that it has a logarithm
# sums over the rows of a level: as counted, then weighted by omega * mean
CASES, EXPOSURE, CASES_TIME, WEIGHT, TIME, TIME_TIME, RESPONSE, TIME_RESPONSE = range(8)
SUMS = 8


class Rows(NamedTuple):
    """What a regression is fitted to, one value a row; `saturated`: log likelihood where each row has its mean."""

    cases: NDArray[np.float64]
    time: NDArray[np.int64]
    level: NDArray[np.int32]
    exposure: NDArray[np.float64]
    saturated: NDArray[np.float64]


class Work(NamedTuple):
    """What a fit fills. Weights and sums of two steps: [step % 2] at the estimate, the other one what it came from."""

    omega: NDArray[np.float64]  # given: how much each row counts
    intercept: NDArray[np.float64]
    weight: NDArray[np.float64]  # [2, rows]: omega * mean
    sums: NDArray[np.float64]  # [2, 8, levels]


@njit(cache=True, error_model="numpy")
def _start(rows, work):  # type: ignore[no-untyped-def]
    """Best fit without a trend, each level's cases by its exposure; returns the saturated log likelihood."""
    sums, saturated = work.sums[0], 0.0
    sums[:] = 0.0
    for row in range(len(rows.cases)):
        of, cases = rows.level[row], work.omega[row] * rows.cases[row]
        sums[CASES, of] += cases
        sums[CASES_TIME, of] += cases * rows.time[row]
        sums[EXPOSURE, of] += work.omega[row] * rows.exposure[row]
        saturated += work.omega[row] * rows.saturated[row]
    work.sums[1] = sums
    for of in range(len(work.intercept)):
        work.intercept[of] = np.log(sums[CASES, of] / sums[EXPOSURE, of]) if sums[CASES, of] > 0.0 else 0.0
    return saturated


@njit(cache=True, error_model="numpy")
def _at_estimate(rows, work, slope, step):  # type: ignore[no-untyped-def]
    """Fill weights and sums at the estimate; returns its log likelihood. Long: the one loop that takes time."""
    weight, sums = work.weight[step % 2], work.sums[step % 2]
    sums[WEIGHT:] = 0.0
    growth, of, now, ratio = 1.0, -1, 0, np.exp(slope)
    for row in range(len(rows.cases)):
        if rows.level[row] == of and rows.time[row] == now + 1:
            growth *= ratio  # most rows follow each other: a product, not an exponential
        else:
            growth = np.exp(work.intercept[rows.level[row]] + slope * rows.time[row])
        of, now = rows.level[row], rows.time[row]
        if sums[CASES, of] > 0.0:  # the mean of a level without cases is nought and tells nothing of the slope
            weight[row] = work.omega[row] * growth * rows.exposure[row]
            sums[WEIGHT, of] += weight[row]
            sums[TIME, of] += weight[row] * now
            sums[TIME_TIME, of] += weight[row] * now * now
        else:
            weight[row] = 0.0
    likelihood = 0.0
    for of in range(len(work.intercept)):
        linear, one = work.intercept[of], sums[:, of]
        one[RESPONSE] = linear * one[WEIGHT] + slope * one[TIME] + one[CASES] - one[WEIGHT]
        one[TIME_RESPONSE] = linear * one[TIME] + slope * one[TIME_TIME] + one[CASES_TIME] - one[TIME]
        likelihood += linear * one[CASES] + slope * one[CASES_TIME] - one[WEIGHT]
    return likelihood


@njit(cache=True, error_model="numpy")
def _at_counts(rows, work):  # type: ignore[no-untyped-def]
    """The same for R's first step, where every mean is the count itself."""
    weight, sums = work.weight[0], work.sums[0]
    sums[WEIGHT:] = 0.0
    likelihood = 0.0
    for row in range(len(rows.cases)):
        of, now, mean = rows.level[row], rows.time[row], rows.cases[row] + START
        linear = np.log(mean / rows.exposure[row])
        weight[row] = work.omega[row] * mean if sums[CASES, of] > 0.0 else 0.0
        response = weight[row] * (linear - START / mean)
        sums[WEIGHT, of] += weight[row]
        sums[TIME, of] += weight[row] * now
        sums[TIME_TIME, of] += weight[row] * now * now
        sums[RESPONSE, of] += response
        sums[TIME_RESPONSE, of] += response * now
        likelihood += weight[row] * (rows.cases[row] / mean * linear - 1.0)
    return likelihood


@njit(cache=True, error_model="numpy")
def estimate(sums, trend, intercept):  # type: ignore[no-untyped-def]
    """Slope and its information (0 and infinity without a trend); fills the intercepts."""
    spread, covered = 0.0, 0.0
    for of in range(sums.shape[1]):
        if sums[CASES, of] > 0.0:
            spread += sums[TIME_TIME, of] - sums[TIME, of] * sums[TIME, of] / sums[WEIGHT, of]
            covered += sums[TIME_RESPONSE, of] - sums[TIME, of] * sums[RESPONSE, of] / sums[WEIGHT, of]
    slope, information = (covered / spread, spread) if trend else (0.0, np.inf)
    for of in range(sums.shape[1]):
        if sums[CASES, of] > 0.0:
            intercept[of] = (sums[RESPONSE, of] - slope * sums[TIME, of]) / sums[WEIGHT, of]
    return slope, information


@njit(cache=True, error_model="numpy")
def fit(rows, work, trend, from_counts):  # type: ignore[no-untyped-def]
    """Slope, its information, and the step reached, 0 where none converges; begun from the level means or as R does."""
    saturated = _start(rows, work)
    slope, information, before = 0.0, np.inf, np.inf
    for step in range(STEPS + 1):
        at_counts = from_counts and step == 0
        deviance = 2.0 * (saturated - (_at_counts(rows, work) if at_counts else _at_estimate(rows, work, slope, step)))
        if not np.isfinite(deviance):
            break
        if abs(deviance - before) < TOLERANCE * (abs(deviance) + START):
            return slope, information, step
        slope, information = estimate(work.sums[step % 2], trend, work.intercept)
        before = deviance
    return 0.0, np.inf, 0
