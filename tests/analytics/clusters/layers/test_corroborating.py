"""What else speaks for a signal: shrunken ratios of its pairs, and the readings at its employers."""

from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from analytics.clusters.layers.corroborating import MEASURED, SHRUNKEN, corroborated
from analytics.clusters.layers.layer import Window
from analytics.clusters.shrinkage.table import shrink
from analytics.clusters.signals.alarm import Alarm
from tests.analytics.tables import frames

AS_OF, DAY = date(2026, 11, 1), date(2026, 5, 6)
WINDOW = Window(date(2024, 11, 1), AS_OF, 3, 2.0)
LEAD, NOISE = "2238", "3008"
ABOVE = ("0.08", "0.12", "0.04", "0.09", "0.2", "0.06")  # the limit is 0.05


def report(employer: int, *values: str, hazard: str = LEAD) -> dict[str, Any]:
    entry = {"hazards": [hazard], "workplace": "一车间", "post": "熔炼", "density_type": "01", "unit": "mg/m3",
             "measured_on": DAY, "compliance": "01"}  # fmt: skip
    results = [{**entry, "value": value} for value in values]
    return {"person": 1, "employer_id": employer, "reported_on": DAY, "results": results}


@pytest.fixture(scope="module")
def counts() -> pd.DataFrame:
    """Forty employers with about three of three expected, but 15 at employer 7."""
    observed = np.random.default_rng(1).poisson(3, 40)
    observed[6] = 15
    pairs = pd.DataFrame({"employer_id": range(1, 41), "hazard": LEAD, "observed": observed, "expected": 3.0})
    return pd.concat([pairs, pairs[:2].assign(hazard=NOISE)], ignore_index=True)


def alarm(hazard: str | None, *employers: int) -> Alarm:
    return Alarm("employer", "harmed", hazard, frozenset(employers), DAY, AS_OF, 15, 3, 1e-6)


def test_ratio_and_readings_of_the_pair(tmp_path: Path, counts: pd.DataFrame) -> None:
    reports = [report(7, *ABOVE), report(8, "0.2"), report(7, "0.001", hazard="2239")]
    told = corroborated(frames(tmp_path, measurement=reports), counts, WINDOW, [alarm(LEAD, 7)])
    assert list(told.index) == [(7, LEAD)]
    row, among_all = told.loc[(7, LEAD)], shrink(counts).iloc[6]
    assert row[SHRUNKEN].tolist() == pytest.approx(among_all[SHRUNKEN].tolist())
    assert 1 < row.eb05 < row.ebgm < min(row.eb95, 5)
    assert row.local_rate < 0.05
    assert (row.readings, row.above) == (6, 5)
    assert 0.5 < row.share < row.share_upper < 1
    assert 1 < row.p95 < row.p95_upper


def test_nothing_measured_is_not_a_low_level(tmp_path: Path, counts: pd.DataFrame) -> None:
    row = corroborated(frames(tmp_path), counts, WINDOW, [alarm(LEAD, 7)]).loc[(7, LEAD)]
    assert row.readings == 0
    assert row[MEASURED[1:]].isna().all()
    assert row.ebgm > 1


def test_which_pairs_are_told(tmp_path: Path, counts: pd.DataFrame) -> None:
    """All hazards of an employer where the alarm tells none; a pair that is not counted has readings only."""
    alarms = [alarm(None, 1, 2), alarm(LEAD, 2, 3), alarm(NOISE, 3)]
    told = corroborated(frames(tmp_path, measurement=[report(3, "0.2")]), counts, WINDOW, alarms)
    assert list(told.index) == [(n, hazard) for n in (1, 2, 3) for hazard in (LEAD, NOISE)]
    assert told.ebgm.isna().tolist() == [False] * 5 + [True]
    assert told.readings.tolist() == [0, 0, 0, 0, 1, 0]
    assert told.share_upper[(3, LEAD)] == 1, "a single reading tells nothing of the others"


def test_no_alarm_and_no_count(tmp_path: Path, counts: pd.DataFrame) -> None:
    seen = frames(tmp_path)
    assert corroborated(seen, counts, WINDOW, []).empty
    told = corroborated(seen, counts[:0], WINDOW, [alarm(LEAD, 7)])
    assert told.readings.tolist() == [0]
    assert told.ebgm.isna().all()
