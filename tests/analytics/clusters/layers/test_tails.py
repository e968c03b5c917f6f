"""How surprising a count is: by hand, with employers that differ, with clusters that hide each other, and by chance."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from analytics.clusters.layers.tails import learnt, tail, usual, within_stream


def rows(observed: list[float], expected: list[float], spread: float = 0.0) -> pd.DataFrame:
    return pd.DataFrame({"observed": observed, "expected": expected, "spread": spread})


def learned(told: pd.DataFrame) -> pd.DataFrame:
    return learnt(told.assign(hazard="noise"), ["hazard"])


def test_poisson_where_nobody_differs() -> None:
    told = rows([2, 0, 1, 1], [1.0, 1.0, 1.0, 1.0])
    assert tail(told) == pytest.approx(stats.poisson.sf([1, -1, 0, 0], 1.0))


def test_negative_binomial_where_they_do() -> None:
    """Mean 10 and variance 10 + 0.5 * 100: by the moments of what the tail says."""
    counts = np.arange(1, 400)
    above = tail(rows(list(counts.astype(float)), [10.0] * len(counts), 0.5))
    mean, second = above.sum(), ((2 * counts - 1) * above).sum()
    assert (mean, second - mean**2) == pytest.approx((10, 60), rel=1e-6)


def test_what_usual_employers_differ_by_is_learnt() -> None:
    rng = np.random.default_rng(3)
    expected = np.exp(rng.normal(2, 0.5, 2000))
    told = learned(rows(list(rng.poisson(1.2 * expected * rng.gamma(10, 0.1, 2000)).astype(float)), list(expected)))
    assert told.spread.iloc[0] == pytest.approx(0.1, rel=0.2)
    assert (told.expected / expected).iloc[0] == pytest.approx(1.2, rel=0.05)


def test_the_chance_holds_for_the_whole_stream() -> None:
    told = rows([5, 0, 0, 0], [1.0, 1.0, 1.0, 1.0])
    assert within_stream(told)[0] == pytest.approx(1 - (1 - tail(told, 0.5)[0]) ** 4)
    assert within_stream(rows([0], [0.1]))[0] == pytest.approx(1 - np.exp(-0.1) / 2)


def test_clusters_that_hide_each_other_are_not_learnt_from() -> None:
    """Two of ten employers hold most of all cases: held against the mean of all, neither stands out by much."""
    told = learned(rows([40, 40, *[4] * 8], [11.2] * 10))
    assert told.expected.to_numpy() == pytest.approx(4, rel=0.2)
    assert within_stream(told)[0] < 0.01


def test_nothing_known_is_no_number_out_of_range() -> None:
    told = learned(rows([0, 0, 3], [0.0, 0.0, 0.0]))
    assert np.isfinite(told.expected).all()
    assert usual(rows([0], [0.0]), 0.01).all()


def test_without_clusters_one_stream_in_twenty_alarms() -> None:
    """1,000 worlds of 80 employers that do not differ, and are known not to."""
    rng = np.random.default_rng(5)
    expected = np.exp(rng.normal(1.5, 0.8, 80))
    worlds = rng.poisson(expected, (1000, 80)).astype(float)
    told = [rows(list(world), list(expected)) for world in worlds]
    alarmed = sum(bool(within_stream(each).min() <= 0.05) for each in told)
    assert 0.036 <= alarmed / 1000 <= 0.064, alarmed
