"""The circular scan against SaTScan 10.3.2's published behaviour on New York's leukaemia, and what it refuses."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analytics.clusters.refusal import Refusal
from analytics.clusters.scan.spatial import scan_spatial
from analytics.clusters.scan.windows import Places, Scan, Settings

NEW_YORK = pd.read_csv(Path(__file__).with_name("new_york.csv"))
LINE = Places(np.arange(4.0), np.zeros(4))


def _new_york(geographic: bool, settings: Settings) -> Scan:
    x, y = ("longitude", "latitude") if geographic else ("x", "y")
    places = Places(NEW_YORK[x].to_numpy(float), NEW_YORK[y].to_numpy(float), geographic)
    return scan_spatial(places, NEW_YORK.cases.to_numpy(np.int64), NEW_YORK.population.to_numpy(float), settings)


def test_new_york_as_satscan() -> None:
    told = _new_york(False, Settings(replicates=999)).clusters[:3]
    assert [(len(c.members), c.observed, round(c.expected, 2)) for c in told] == [
        (37, 117, 70.61),
        (11, 47, 25.31),
        (16, 44, 23.83),
    ]
    assert [c.llr for c in told] == pytest.approx([15.005562, 7.851015, 7.199672], abs=1e-6)
    assert told[0].relative_risk == pytest.approx(1.834, abs=5e-4)
    assert told[0].p_value <= 0.003
    assert 0.03 < told[1].p_value < 0.085


def test_new_york_on_the_sphere() -> None:
    first = _new_york(True, Settings(replicates=0)).clusters[0]
    assert (len(first.members), first.p_value) == (31, 1.0)
    assert first.llr == pytest.approx(14.780276, abs=1e-6)


@pytest.mark.parametrize(
    ("cases", "expected", "model"),
    [
        ([1, 0, 0, 0], [0.0, 1, 1, 1], "poisson"),
        ([-1, 0, 0, 0], [1.0, 1, 1, 1], "poisson"),
        ([1, 0, 0, 0], [np.nan, 1, 1, 1], "poisson"),
        ([0, 0, 0, 0], [0.0, 0, 0, 0], "poisson"),
        ([3, 0, 0, 0], [2.0, 1, 1, 1], "bernoulli"),
        ([1, 0, 0, 0], [1.0, 1, 1, 1], "normal"),
        ([1, 0, 0], [1.0, 1, 1], "poisson"),
    ],
)
def test_refused(cases: list[int], expected: list[float], model: str) -> None:
    with pytest.raises(Refusal):
        scan_spatial(LINE, np.array(cases), np.array(expected), Settings(replicates=9), model)


def test_places_at_one_point_enter_together() -> None:
    places = Places(np.array([0.0, 0, 5, 9, 14]), np.zeros(5))
    scan = scan_spatial(places, np.array([4, 5, 1, 0, 0]), np.ones(5), Settings(replicates=9))
    assert [(sorted(c.members), c.observed, c.radius) for c in scan.clusters] == [([0, 1], 9, 0.0)]


def test_no_cases_no_cluster() -> None:
    assert scan_spatial(LINE, np.zeros(4, np.int64), np.ones(4), Settings(replicates=9)).clusters == []
