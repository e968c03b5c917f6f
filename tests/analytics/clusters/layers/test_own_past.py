"""The own past: a trade's and an employer's usual level is expected again, and worlds without news vary as they do."""

import numpy as np
import pandas as pd
import pytest

from analytics.clusters.layers.own_past import OwnPast
from analytics.clusters.layers.subsets import ATTRIBUTES, judged


def world(seed: int) -> pd.DataFrame:
    """120 employers of three trades, the second with thrice what the model says, and employers that differ."""
    random = np.random.default_rng(seed)
    level = np.array([1.0, 3.0, 1.0])[np.arange(120) % 3] * random.gamma(4, 1 / 4, 120)
    rows = pd.DataFrame([(e, band, recent) for e in range(120) for band in "0123" for recent in (False, True)],
                        columns=["employer_id", "exposure_band", "recent"])  # fmt: skip
    trade = rows.employer_id % 3
    rows = rows.assign(hazard=trade.map({0: "a", 1: "a", 2: "b"}), industry=trade.astype(str), age_band="3", size="02")
    rows = rows.assign(city=(rows.employer_id % 7).astype(str), expected=np.where(rows.recent, 0.5, 2.0))
    return rows.assign(observed=random.poisson(rows.expected * level[rows.employer_id]).astype(float))


def test_the_usual_level_of_a_trade_is_expected_again() -> None:
    rows = world(1)
    told = OwnPast.of(rows, rows.recent.to_numpy(bool)).rows.groupby("industry")[["observed", "expected"]].sum()
    assert (told.observed / told.expected).to_numpy() == pytest.approx(1, abs=0.25)
    assert told.expected["1"] > 2 * told.expected["0"]


def test_worlds_without_news_have_the_mean_and_vary_by_employer() -> None:
    rows = world(2)
    past = OwnPast.of(rows, rows.recent.to_numpy(bool))
    worlds = np.array([past.drawn(np.random.default_rng(n)) for n in range(400)])
    assert worlds.mean() == pytest.approx(past.rows.expected.mean(), rel=0.05)
    same = past.rows.employer_id.to_numpy() == 0
    ratios = (worlds / past.rows.expected.to_numpy())[:, same]
    assert ratios.std(axis=0).min() > 0.1


def test_employers_that_differ_are_no_subset() -> None:
    """One world in twenty alarms at 0.05: of 20 more than four come once in 400."""
    alarms = 0
    for seed in range(20):
        rows = world(100 + seed)
        found = judged(OwnPast.of(rows, rows.recent.to_numpy(bool)), replicates=19)
        alarms += bool((found.p <= 0.05).any())
    assert alarms <= 4
    assert set(ATTRIBUTES) <= set(rows)
