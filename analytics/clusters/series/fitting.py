"""Quasi-Poisson regression of one baseline, fitted twice: past outbreaks are weighed down in between.

By their Anscombe residuals (Farrington et al. 1996; Noufaily et al. 2013).
"""

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from analytics.clusters.series.least_squares import CASES, SUMS, TIME, WEIGHT, Work, estimate, fit

MET = 1e-9  # a row with a leverage this near 1 is met by the fit and has no residual


class Control(NamedTuple):
    """How to fit: levels of the season, t over which a trend is kept by degrees of freedom, residual to weigh down."""

    levels: int
    trend_t: NDArray[np.float64]
    residual: float
    as_surveillance: bool


class Fitted(NamedTuple):
    """Mean and weight of each row, sums of the weights by level, information of the slope, dispersion."""

    mean: NDArray[np.float64]
    weight: NDArray[np.float64]
    sums: NDArray[np.float64]
    information: float
    dispersion: float


@njit(cache=True, error_model="numpy")
def _scatter(rows, mean, weight):  # type: ignore[no-untyped-def]
    """Sum of the squared relative residuals, weighted."""
    total = 0.0
    for row in range(len(mean)):
        relative = rows.cases[row] / mean[row] - 1.0 if mean[row] > 0.0 else -1.0
        total += weight[row] * relative * relative
    return total


@njit(cache=True, error_model="numpy")
def _weigh_down(rows, fitted, over, omega):  # type: ignore[no-untyped-def]
    """Fill omega: 1 / residual^2 where the residual is over the limit, else 1, scaled to sum to the number of rows."""
    for row in range(len(omega)):
        omega[row] = 1.0
        if rows.cases[row] > fitted.mean[row]:
            of = rows.level[row]
            apart = rows.time[row] - fitted.sums[TIME, of] / fitted.sums[WEIGHT, of]
            leverage = fitted.weight[row] * (1.0 / fitted.sums[WEIGHT, of] + apart * apart / fitted.information)
            third, free = np.cbrt(fitted.mean[row]), max(1.0 - leverage, MET)
            residual = 1.5 * (np.cbrt(rows.cases[row]) ** 2 - third * third)
            residual /= np.sqrt(third * fitted.dispersion * free)
            if free > MET and residual > over:
                omega[row] = 1.0 / (residual * residual)
    omega *= len(omega) / omega.sum()


@njit(cache=True, error_model="numpy")
def regression(rows, freedom, trend, control):  # type: ignore[no-untyped-def]
    """Log mean at time 0 of the last level, its variance, dispersion, slope, its error; infinite error: none found.

    Long, for what the fits before and after the weighing down share. R's surveillance 1.20.3 takes weights one step old
    and, for the errors, a dispersion by omega instead of the weights.
    """
    number = len(rows.cases)
    mean = np.empty(number)
    work = Work(np.ones(number), np.empty(control.levels), np.empty((2, number)), np.empty((2, SUMS, control.levels)))
    for weighed in (False, True):
        slope, information, step = fit(rows, work, trend, control.as_surveillance)
        if step == 0:
            return 0.0, 0.0, 1.0, 0.0, np.inf
        used, every_level = step % 2, work.sums[0, CASES].min() > 0.0
        for row in range(number):
            mean[row] = work.weight[used, row] / work.omega[row]
        if control.as_surveillance and every_level:
            used = 1 - used
        else:
            slope, information = estimate(work.sums[used], trend, work.intercept)
        weight, sums = work.weight[used], work.sums[used]
        dispersion = max(_scatter(rows, mean, weight) / freedom, 1.0)
        if not weighed:
            _weigh_down(rows, Fitted(mean, weight, sums, information, dispersion), control.residual, work.omega)
    sampling = _scatter(rows, mean, work.omega) / freedom if control.as_surveillance else dispersion
    centre = sums[TIME, -1] / sums[WEIGHT, -1]
    variance = sampling * (1.0 / sums[WEIGHT, -1] + centre * centre / information)
    return work.intercept[-1], variance, dispersion, slope, np.sqrt(sampling / information)
