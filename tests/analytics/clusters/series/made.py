"""Series for tests: made ones, and weekly Salmonella Newport in Germany with the answers of R's surveillance 1.20.3."""

from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from analytics.clusters.series.counts import WEEKS, CountSeries

HERE = Path(__file__).parent
LENGTH, YEAR = 320, 365.25 / 7


def weekly(counts: ArrayLike, exposure: ArrayLike = 1.0) -> CountSeries:
    """Counts [series, weeks] or of one series, from the first of January 2018 on."""
    values = np.atleast_2d(np.asarray(counts, float))
    starts = np.datetime64("2018-01-01") + 7 * np.arange(values.shape[1])
    names = tuple(f"series {number}" for number in range(len(values)))
    return CountSeries(names, starts, WEEKS, values, np.broadcast_to(np.asarray(exposure, float), values.shape).copy())


def seasonal(series: int, mean: float = 4.0, seed: int = 1, dispersion: float = 1.5) -> NDArray[np.float64]:
    """Negative binomial counts [series, LENGTH] with a season and no trend."""
    means = mean * np.exp(0.5 * np.sin(2 * np.pi * np.arange(LENGTH) / YEAR)) * np.ones((series, 1))
    random = np.random.default_rng(seed)
    return random.negative_binomial(means / (dispersion - 1), 1 / dispersion).astype(float)


def newport() -> CountSeries:
    """528 weeks from 2004: the 16 Länder together."""
    return CountSeries.of(pd.read_csv(HERE / "newport.csv").assign(series="Germany"))


def newport_answers() -> pd.DataFrame:
    """Of weeks 366 to 521 (counted from 1): expected, upper, p and alarm by method, all at alpha 0.01, four years."""
    return pd.read_csv(HERE / "newport_answers.csv")
