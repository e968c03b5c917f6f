"""Noufaily's method over 200 series, against the textbook: one design matrix a week, numpy's solver for each series."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from analytics.clusters.series.bound import Bound
from analytics.clusters.series.counts import WEEKS, CountSeries
from analytics.clusters.series.noufaily import RESIDUAL, SEASONS, noufaily
from tests.analytics.clusters.series import textbook
from tests.benchmarks import timing

SERIES, PERIODS, JUDGED = 200, 350, 20
SURVEILLANCE_MS = 20.0  # R surveillance 1.20.3, farringtonFlexible with ten levels, for one week of one series

Floats, Rows = NDArray[np.float64], NDArray[np.int64]


def counted() -> CountSeries:
    """Weekly counts, negative binomial, of means from 0.5 to 20, with a season and here and there an outbreak."""
    random = np.random.default_rng(1)
    season = np.exp(0.5 * np.sin(2 * np.pi * np.arange(PERIODS) * 7 / 365.25))
    means = np.exp(random.uniform(np.log(0.5), np.log(20), (SERIES, 1))) * season
    means[random.random(means.shape) < 0.01] *= 4
    counts = random.negative_binomial(means / 0.5, 1 / 1.5).astype(float)
    starts = np.datetime64("2018-01-01") + 7 * np.arange(PERIODS)
    return CountSeries(tuple(map(str, range(SERIES))), starts, WEEKS, counts, np.ones_like(counts))


def against_textbook() -> dict[str, Any]:
    """Wanted: at most 0.06 ms a week of a series; `surveillance_ratio`, to R's time, at least 200.

    `apart` is the largest relative difference of the expected counts, `other_bounds` how many upper bounds differ.
    """
    series, weeks = counted(), np.arange(PERIODS - JUDGED, PERIODS)
    points = SERIES * JUDGED
    line = timing.pair(
        "Noufaily",
        points,
        lambda _: noufaily(series, weeks),
        "numpy, textbook",
        lambda _: textbook_bounds(series, weeks),
    )
    ms, found = line["ours_s"] / points * 1000, noufaily(series, weeks)
    expected, upper = textbook_bounds(series, weeks)
    return {
        **line,
        "ms_a_point": round(ms, 4),
        "surveillance_ratio": round(SURVEILLANCE_MS / ms),
        "apart": float(np.abs(found.expected / expected - 1).max()),
        "other_bounds": int((found.upper != upper).sum()),
    }


def textbook_bounds(series: CountSeries, weeks: Rows) -> tuple[Floats, Floats]:
    """Expected and upper bound [series, weeks]; a trend that foresees more than was ever seen is left out."""
    season, dispersion = SEASONS[WEEKS], np.empty((SERIES, len(weeks)))
    expected = np.empty_like(dispersion)
    for week, at in enumerate(weeks):
        rows, level = textbook.baseline(series.starts, int(at), season)
        factor = (level[:, None] == np.arange(season.levels)).astype(float)
        for one, counts in enumerate(series.counts[:, rows]):
            expected[one, week], dispersion[one, week] = _fitted(counts, factor, rows - at)
    wide = np.maximum(dispersion - 1.0, 1e-12)
    negative_binomial = stats.nbinom.isf(Bound().alpha, expected / wide, 1 / (1 + wide))
    return expected, np.where(dispersion > 1, negative_binomial, stats.poisson.isf(Bound().alpha, expected))


def _fitted(counts: Floats, factor: Floats, time: Rows) -> tuple[float, float]:
    for design in (np.column_stack([factor, time]), factor):
        coefficients, _, dispersion = textbook.regression(counts, np.ones(len(counts)), design, RESIDUAL)
        expected = float(np.exp(coefficients[factor.shape[1] - 1]))
        if expected <= counts.max():
            break
    return expected, dispersion
