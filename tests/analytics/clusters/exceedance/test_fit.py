"""The censored fit against scipy's own, tolerance factors against printed ones, and how often the limits hold."""

import numpy as np
import pytest
from scipy import stats

from analytics.clusters.exceedance.censored import Normals, fit_normals
from analytics.clusters.exceedance.confidence import chance_of, percentile, share_above


def one(x: np.ndarray, below: np.ndarray) -> Normals:
    return fit_normals(x, below, np.zeros(len(x), np.int64))


@pytest.mark.parametrize(("n", "share", "mean"), [(6, 0.3, 1.0), (20, 0.6, -50.0), (200, 0.9, 0.0), (20, 0.0, 1e4)])
def test_the_fit_is_scipys(n: int, share: float, mean: float) -> None:
    x = np.random.default_rng(n).normal(mean, 2, n)
    limit = np.quantile(x, share)
    below = x < limit
    found = one(np.maximum(x, limit), below)
    mu, sigma = stats.norm.fit(stats.CensoredData(uncensored=x[~below], left=np.full(below.sum(), limit)))
    assert (found.a / found.b)[0] == pytest.approx(mu, rel=1e-3, abs=2e-3)
    assert (1 / found.b)[0] == pytest.approx(sigma, rel=2e-3)


def test_groups_do_not_know_each_other() -> None:
    random = np.random.default_rng(2)
    x, group = random.normal(0, 1, 60) * np.repeat([1, 9, 0.1], 20), np.repeat([0, 1, 2], 20)
    below = random.random(60) < 0.4
    together = fit_normals(x, below, group)
    for n in range(3):
        assert one(x[group == n], below[group == n]).a[0] == pytest.approx(together.a[n], rel=1e-6)


# One-sided tolerance factors for 95 % of all with 95 % confidence, as printed in tables (Hahn & Meeker 1991)
FACTORS = {5: 4.203, 6: 3.708, 10: 2.911, 20: 2.396}


@pytest.mark.parametrize("n", FACTORS)
def test_a_percentile_of_detected_values_has_the_exact_limit(n: int) -> None:
    x = np.random.default_rng(n).normal(3, 2, n)
    _level, upper = percentile(one(x, np.zeros(n, bool)), 0.95)
    assert upper[0] == pytest.approx(x.mean() + FACTORS[n] * x.std(ddof=1), rel=2e-3)


@pytest.mark.parametrize("detected", [1.0, 0.8, 0.5])
@pytest.mark.parametrize("n", [6, 20])
def test_the_limits_hold_as_often_as_they_say(n: int, detected: float) -> None:
    """2,000 groups with a true share of 0.05 above nought; groups with fewer than three detected are not fitted."""
    mean, groups = stats.norm.ppf(0.05), 2000
    x = np.random.default_rng(7).normal(mean, 1, (groups, n))
    limit = mean + stats.norm.isf(detected) if detected < 1 else -np.inf
    x = x[(x > limit).sum(axis=1) >= 3]
    below = (x <= limit).ravel()
    found = fit_normals(np.maximum(x, limit).ravel(), below, np.repeat(np.arange(len(x)), n))
    assert (share_above(found)[1] >= 0.05).mean() >= 0.935
    assert (percentile(found, 0.95)[1] >= mean + stats.norm.ppf(0.95)).mean() >= 0.925
    assert (chance_of(found, 0.05) <= 0.05).mean() <= 0.09
