"""Noufaily's regression for one series and week as a textbook has it: a design matrix and numpy's solver."""

from itertools import pairwise
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.clusters.series.baseline import Season

Floats = NDArray[np.float64]
STEPS, TOLERANCE = 50, 1e-12


class Fit(NamedTuple):
    """Of the judged week: the mean, the variance of its logarithm, the dispersion; the t of the trend."""

    expected: float
    log_variance: float
    dispersion: float
    trend: float


def baseline(starts: NDArray[np.datetime64], at: int, season: Season) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Rows and their levels: in each year the window around the same date is the last, the weeks between are shared."""
    level = np.full(len(starts), -1)
    dates = [pd.Timestamp(starts[at]) - pd.DateOffset(years=year) for year in range(season.years + 1)]
    same = [int(np.argmin(abs(starts - date.to_datetime64()))) for date in dates]
    for later, earlier in pairwise(same):
        level[earlier - season.half_window : earlier + season.half_window + 1] = season.levels - 1
        between = np.arange(earlier + season.half_window + 1, later - season.half_window)
        for number, part in enumerate(np.array_split(between, max(season.levels - 1, 1))):
            level[part] = number if season.levels > 1 else -1
    rows = np.flatnonzero(level[: at - season.recent_left_out] >= 0)
    return rows, level[rows]


def regression(cases: Floats, exposure: Floats, design: Floats, residual: float) -> tuple[Floats, Floats, float]:
    """Coefficients, their covariance, dispersion, after one weighing down of rows with a larger Anscombe residual."""
    omega = np.ones(len(cases))
    for weighed in (False, True):
        coefficients = _least_squares(cases, exposure, design, omega)
        mean = exposure * np.exp(design @ coefficients)
        weight = omega * mean
        inverse = np.linalg.inv(design.T @ (weight[:, None] * design))
        freedom = len(cases) - design.shape[1]
        dispersion = max(float((weight * (cases / mean - 1) ** 2).sum()) / freedom, 1.0)
        if not weighed:
            leverage = weight * np.einsum("ij,jk,ik->i", design, inverse, design)
            apart = 1.5 * (cases ** (2 / 3) - mean ** (2 / 3)) / mean ** (1 / 6)
            apart /= np.sqrt(dispersion * (1 - leverage))
            omega = np.where(apart > residual, np.maximum(apart, residual) ** -2, 1.0)
            omega *= len(omega) / omega.sum()
    return coefficients, dispersion * inverse, dispersion


def _least_squares(cases: Floats, exposure: Floats, design: Floats, omega: Floats) -> Floats:
    linear, before = np.log((cases + 0.1) / exposure), np.inf
    for _step in range(STEPS):
        mean = exposure * np.exp(linear)
        weight = omega * mean
        response = linear + (cases - mean) / mean
        coefficients = np.linalg.solve(design.T @ (weight[:, None] * design), design.T @ (weight * response))
        linear = design @ coefficients
        if abs(coefficients - before).max() < TOLERANCE:
            break
        before = coefficients
    return np.asarray(coefficients)


def fit(cases: Floats, exposure: Floats, starts: NDArray[np.datetime64], at: int, season: Season) -> Fit:
    """With a trend, past outbreaks weighed down from 2.58."""
    rows, level = baseline(starts, at, season)
    known = ~np.isnan(cases[rows])
    rows, level = rows[known], level[known]
    design = np.column_stack([level[:, None] == np.arange(season.levels), rows - at]).astype(float)
    coefficients, covariance, dispersion = regression(cases[rows], exposure[rows], design, 2.58)
    here = season.levels - 1
    expected = float(exposure[at] * np.exp(coefficients[here]))
    trend = float(coefficients[-1] / np.sqrt(covariance[-1, -1]))
    return Fit(expected, float(covariance[here, here]), dispersion, trend)
