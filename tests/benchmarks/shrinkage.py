"""Empirical Bayes over 17,189 pairs, against the textbook: scipy's own distributions, no squashing, bisection."""

from typing import Any

import numpy as np
import pandas as pd
from scipy import optimize, special, stats

from analytics.clusters.shrinkage.prior import STARTS
from analytics.clusters.shrinkage.table import shrink
from tests.benchmarks import timing

PAIRS = 17_189  # as many as the table openEBGM, the field's R package, is shown with; it took 3.1 s
HALVINGS = 50


def pairs() -> pd.DataFrame:
    random = np.random.default_rng(1)
    raised = random.random(PAIRS) < 0.07
    ratio = np.where(raised, random.gamma(3.2, 2.5, PAIRS), random.gamma(2.0, 0.53, PAIRS))
    expected = np.exp(random.normal(-1.5, 1.5, PAIRS))
    return pd.DataFrame({"observed": random.poisson(ratio * expected), "expected": expected})


def against_textbook() -> dict[str, Any]:
    """Wanted: at most 0.15 s, a twentieth of openEBGM's time; `apart` is the largest relative difference of EBGM."""
    table = pairs()
    line = timing.pair("empirical Bayes", PAIRS, lambda _: shrink(table), "scipy, textbook", lambda _: textbook(table))
    return {**line, "apart": float(np.abs(shrink(table).ebgm / textbook(table).ebgm - 1).max())}


def textbook(table: pd.DataFrame) -> pd.DataFrame:
    observed, expected = table.observed.to_numpy(), table.expected.to_numpy()

    def chances(theta: np.ndarray) -> np.ndarray:
        shape, rate = np.exp(theta[[0, 2]]), np.exp(theta[[1, 3]])
        share = np.array([theta[4], 1 - theta[4]])
        successes = rate / (rate + expected[:, None])
        return share * stats.nbinom.pmf(observed[:, None], shape, successes)

    start = np.array([*np.log(STARTS[0][:4]), STARTS[0][4]])
    limits = [(-4.0, 6.0)] * 4 + [(1e-4, 1 - 1e-4)]
    fitted = optimize.minimize(
        lambda theta: -np.log(chances(theta).sum(axis=1)).mean(), start, bounds=limits, options={"gtol": 1e-7}
    ).x
    parts = chances(fitted)
    share = parts / parts.sum(axis=1, keepdims=True)
    shape, rate = np.exp(fitted[[0, 2]]) + observed[:, None], np.exp(fitted[[1, 3]]) + expected[:, None]
    log_mean = (share * (special.digamma(shape) - np.log(rate))).sum(axis=1)
    bounds = {name: _bisected(share, shape, rate, p) for name, p in (("eb05", 0.05), ("eb95", 0.95))}
    return table.assign(ebgm=np.exp(log_mean), **bounds)


def _bisected(share: np.ndarray, shape: np.ndarray, rate: np.ndarray, p: float) -> np.ndarray:
    low, high = np.full(PAIRS, -50.0), np.full(PAIRS, 10.0)
    for _halving in range(HALVINGS):
        middle = (low + high) / 2
        below = (share * stats.gamma.cdf(np.exp(middle)[:, None], shape, scale=1 / rate)).sum(axis=1) < p
        low, high = np.where(below, middle, low), np.where(below, high, middle)
    return np.exp(high)
