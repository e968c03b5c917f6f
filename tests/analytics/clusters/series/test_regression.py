"""The regression against a textbook that solves with a design matrix."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.clusters.series.baseline import Season, baselines
from analytics.clusters.series.fitting import Control
from analytics.clusters.series.regression import fits, trend_t
from tests.analytics.clusters.series import textbook
from tests.analytics.clusters.series.made import LENGTH, seasonal, weekly


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 1 << 30), st.floats(3, 200), st.floats(1.1, 5), st.sampled_from([1, 4, 10]))
def test_outbreaks_gaps_exposure(seed: int, mean: float, dispersion: float, levels: int) -> None:
    random = np.random.default_rng(seed)
    counts, exposure = seasonal(1, mean, seed, dispersion), random.uniform(0.5, 2, (1, LENGTH))
    counts[0, random.integers(0, LENGTH, 12)] *= 5
    counts[0, random.integers(0, LENGTH - 1, 12)] = np.nan
    season, series, last = Season(5, 3, levels, 26), weekly(counts, exposure), LENGTH - 1
    baseline = baselines(series, np.array([last]), season)
    found = fits(series, baseline, Control(levels, trend_t(1.0, 5, LENGTH), 2.58, False))
    right = textbook.fit(counts[0], exposure[0], series.starts, last, season)
    rate = right.expected / exposure[0, last]
    if rate > np.nanmax((counts / exposure)[0, textbook.baseline(series.starts, last, season)[0]]):
        assert found.slope[0, 0] == 0.0  # foresees more than was ever seen
    else:
        assert found.expected[0, 0] == pytest.approx(right.expected, rel=1e-6)
        assert found.dispersion[0, 0] == pytest.approx(right.dispersion, rel=1e-6)
        assert found.log_variance[0, 0] == pytest.approx(right.log_variance, rel=1e-6)


@pytest.mark.parametrize("p", [0.5, 0.05, 0.001])
def test_a_trend_is_kept_where_the_textbook_finds_it_significant(p: float) -> None:
    counts, season = seasonal(200, mean=6.0), Season(5, 3, 1, 3)
    series, last = weekly(counts), LENGTH - 1
    limit = trend_t(p, 5, LENGTH)
    found = fits(series, baselines(series, np.array([last]), season), Control(1, limit, 2.58, False))
    right = [textbook.fit(each, np.ones(LENGTH), series.starts, last, season) for each in counts]
    seen = counts[:, textbook.baseline(series.starts, last, season)[0]].max(axis=1)
    kept = [abs(fit.trend) > limit[33] and fit.expected <= most for fit, most in zip(right, seen, strict=True)]
    assert (found.slope[:, 0] != 0.0).tolist() == kept
