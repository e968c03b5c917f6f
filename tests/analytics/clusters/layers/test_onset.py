"""What is new: found where a rate rose, not where it has always been high, nor where only more were examined."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analytics.clusters.layers.batches import Batches
from analytics.clusters.layers.hierarchies import Nodes
from analytics.clusters.layers.monthly import Monthly
from analytics.clusters.layers.onset import Windows, onset
from analytics.clusters.signals.alarm import Alarm
from tests.analytics.clusters.layers.pasts import LAST, WINDOW, employers, past, registered

STREAMS_OF_A_NIGHT = 75
BUDGET = 0.5 / STREAMS_OF_A_NIGHT  # of a stream each month


def alarms(folder: Path, told: pd.DataFrame, months: Monthly) -> list[Alarm]:
    return [alarm for alarm in onset(registered(folder, told), months, WINDOW).alarms if alarm.p <= BUDGET]


def windows(spread: float) -> tuple[Windows, np.ndarray]:
    """An employer with 2 harmed in 48 months and 6 in the last, as many examined in each."""
    rows = pd.DataFrame({"employer_id": 1, "hazard": "3008", "ago": range(49), "harmed": 0, "expected": 2.0})
    rows.loc[[0, 20, 30], "harmed"] = [6, 1, 1]
    batches = replace(Batches.of(rows, "expected"), spread=spread)
    told = Windows.of(batches, Nodes.of(batches.pairs, ["hazard", "employer_id"]))
    return told, told.nodes.sums(batches.observed)


def test_the_statistic_by_hand() -> None:
    """Nearly the binomial likelihood ratio: but for the half case that the time before is given."""
    told, observed = windows(0.0)
    assert told.before(observed)[0, 0] == pytest.approx(2.5 / 48)
    by_hand = 6 * np.log(6 / (8.5 / 49)) + 2.5 * np.log(2.5 / (8.5 * 48 / 49))
    assert told.surprise(observed)[0, 0] == pytest.approx(by_hand)
    moved, _ = windows(0.5)
    assert moved.surprise(observed)[0, 0] < by_hand


def test_a_rise_is_found_and_a_high_level_is_none(tmp_path: Path) -> None:
    """Employer 5 has six times what it had; employer 6 has always had more than that."""
    random = np.random.default_rng(11)
    told = employers(random, 300)
    told.loc[[5, 6], ["staff", "rate"]] = [[200, 0.03], [200, 0.20]]
    months = past(random, told, 0.1, rise=np.where(told.employer_id == 5, 6.0, 1.0))
    found = alarms(tmp_path, told, months)
    (alarm,) = [each for each in found if each.employers == {5}]
    assert (alarm.layer, alarm.where, alarm.hazard, alarm.last) == ("onset", "employer 5", told.hazard[5], LAST)
    assert 3 < alarm.observed / alarm.expected < 12
    assert all(5 in each.employers for each in found), "and who is alarmed of with it"


@pytest.mark.parametrize(("tree", "column"), [("territory", "division_code"), ("industry", "industry_code")])
def test_a_rise_of_many_small_employers_is_found_in_their_node(tmp_path: Path, tree: str, column: str) -> None:
    random = np.random.default_rng(12)
    told = employers(random, 600).assign(hazard="3008", rate=0.03)
    node = told[column].str[:4]
    one = node.value_counts().index[0]
    found = alarms(tmp_path, told, past(random, told, 0.1, rise=np.where(node == one, 4.0, 1.0)))
    assert any(alarm.where == f"{tree} {one}" for alarm in found), sorted({alarm.where for alarm in found})


def test_more_examined_is_not_more_harm(tmp_path: Path) -> None:
    """Everybody examined five times as often in the last year, at the rate there was."""
    random = np.random.default_rng(13)
    told = employers(random, 300)
    before = past(random, told.assign(staff=told.staff.clip(upper=100)), 0.1)
    now = past(random, told.assign(staff=told.staff * 5), 0.1).rows
    rows = pd.concat([before.rows[before.rows.ago >= 12], now[now.ago < 12]])
    assert alarms(tmp_path, told, Monthly(LAST, rows)) == []


def test_nobody_harmed_and_nobody_before(tmp_path: Path) -> None:
    told = employers(np.random.default_rng(1), 5)
    rows = pd.DataFrame({"employer_id": [1, 2], "hazard": "3008", "ago": 0, "harmed": [0, 0], "expected": 1.0})
    nobody = Monthly(LAST, rows.assign(steady=rows.expected))
    assert onset(registered(tmp_path, told), nobody, WINDOW).alarms == []
    first = Monthly(LAST, nobody.rows.assign(harmed=9))
    assert onset(registered(tmp_path, told), first, WINDOW).alarms == [], "who has no past is not compared with it"
