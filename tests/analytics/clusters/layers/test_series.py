"""The last month of an area: by the years where they are there, else by the months before, as by hand."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from analytics.clusters.layers.monthly import Monthly
from analytics.clusters.layers.series import judged, series
from analytics.clusters.series.counts import MONTHS, CountSeries
from analytics.clusters.series.noufaily import noufaily
from tests.analytics.clusters.layers.pasts import LAST, WINDOW, employers, past, registered


def counts(observed: "list[int] | np.ndarray", exposure: float = 100.0, name: str = "a") -> pd.DataFrame:
    starts = pd.date_range(end="2026-09-01", periods=len(observed), freq="MS")
    return pd.DataFrame({"series": name, "start": starts, "observed": observed, "exposure": exposure})


def test_few_months_by_hand() -> None:
    """Six cases in eight months, the two latest not looked at, and half a case; twice as many examined in the last."""
    rows = counts([1, 0, 1, 1, 0, 1, 1, 1, 1, 1, 9])
    rows.loc[rows.index[-1], "exposure"] = 200.0
    told = judged(CountSeries.of(rows, MONTHS), np.zeros(1)).loc["a"]
    mean, size = 6.5 * 200 / 800, 6.5
    assert told.expected == pytest.approx(mean)
    assert told.p == pytest.approx(stats.nbinom.sf(8, size, size / (size + mean)), rel=1e-6)


def test_five_years_by_noufaily_and_one_chance_for_all_series() -> None:
    random = np.random.default_rng(5)
    rows = pd.concat([counts(random.poisson(4, 62), name=name) for name in "abc"])
    one = CountSeries.of(rows, MONTHS)
    told, by_itself = judged(one, np.zeros(3)), noufaily(one, np.array([61]))
    assert told.expected.to_numpy() == pytest.approx(by_itself.expected[:, 0])
    single = 1 - (1 - told.p.to_numpy()) ** (1 / 3)
    assert (single >= by_itself.p[:, 0] - 1e-12).all()
    assert (single > by_itself.p[:, 0] + 1e-3).any(), "nor more surprising than the months before say"
    high = CountSeries.of(rows.assign(observed=rows.observed.where(rows.start < "2026-09-01", 15)), MONTHS)
    assert (judged(high, np.ones(3)).p > 10 * judged(high, np.zeros(3)).p).all(), "in batches that differ"


def test_too_few_months_or_nobody_examined_are_not_judged() -> None:
    assert judged(CountSeries.of(counts([1, 1, 1, 1, 1, 1, 1, 1, 9]), MONTHS), np.zeros(1)).empty
    rows = pd.concat([counts([1] * 20), counts([1] * 20, name="b")[:-1]])
    assert judged(CountSeries.of(rows, MONTHS), np.zeros(2)).index.tolist() == ["a"]


def test_a_city_whose_last_month_is_high(tmp_path: Path) -> None:
    """A fifth of those examined there in the month are harmed; elsewhere as ever."""
    random = np.random.default_rng(6)
    told = employers(random, 400).assign(rate=0.03, hazard="3008", season=np.arange(400) % 12)
    rows = past(random, told, 0.0).rows
    city = told.division_code.str[:4]
    there = city[told.season == 0].value_counts().index[0]
    high = (rows.ago == 0) & (city[rows.employer_id] == there).to_numpy()
    risen = rows.assign(harmed=rows.harmed.where(~high, (rows.expected / 5).round().astype(int)))
    found = [each for each in series(registered(tmp_path, told), Monthly(LAST, risen), WINDOW).alarms if each.p < 0.005]
    (alarm,) = [each for each in found if each.where != "37"]
    assert (alarm.layer, alarm.where, alarm.hazard, alarm.last) == ("series", there, "3008", LAST)
    assert alarm.employers <= set(told.employer_id[city == there])
    assert alarm.observed == risen.harmed[high].sum()


def test_nobody_examined_in_the_last_month(tmp_path: Path) -> None:
    told = employers(np.random.default_rng(1), 3)
    rows = pd.DataFrame({"employer_id": [1], "hazard": "3008", "ago": 1, "harmed": 4, "expected": 9.0, "steady": 9.0})
    assert series(registered(tmp_path, told), Monthly(LAST, rows), WINDOW).alarms == []
