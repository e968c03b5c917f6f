"""The flexible scan against circles on the same worlds, outbreaks seen in time, false alarms, and their picture."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analytics.clusters.evaluation import power
from analytics.clusters.evaluation.power_plot import power_plot
from analytics.clusters.evaluation.prospective import Outbreak, Watch, false_looks, watch
from analytics.clusters.evaluation.spatial_power import CASES, Ground, Trial, ground
from analytics.clusters.evaluation.worlds import null_worlds
from analytics.clusters.refusal import Refusal


@pytest.fixture(scope="module")
def where() -> Ground:
    return ground(1, replicates=499)


@pytest.fixture(scope="module")
def over() -> Watch:
    return watch(1, replicates=499)


def _powers(where: Ground, shape: str, worlds: int = 240) -> tuple[float, float]:
    rows = Trial(shape, 16, 0.999).rows(where, worlds, seed=3)
    return tuple(float(row["power"]) for row in rows)  # type: ignore[return-value,arg-type]


def test_long_clusters_are_found_more_often_than_by_circles(where: Ground) -> None:
    circles, flexible = _powers(where, "ribbon")
    assert flexible >= circles + 0.05


def test_circular_clusters_are_found_about_as_often(where: Ground) -> None:
    circles, flexible = _powers(where, "circle")
    assert circles > 0.8
    assert flexible >= circles - 0.02


def test_what_is_found_of_a_ribbon(where: Ground) -> None:
    circles, flexible = Trial("ribbon", 16, 0.999).rows(where, 60, seed=4)
    assert (circles["detector"], flexible["detector"]) == ("circles", "flexible")
    assert flexible["tanimoto"] > circles["tanimoto"]
    assert 0 < flexible["predictive_value"] <= 1


def test_false_alarms_are_as_many_as_meant(where: Ground, over: Watch) -> None:
    """Four hundred worlds at 5 %: from 2 to 9 % in 999 of 1,000 such tests."""
    p = where.p_values(null_worlds(where.expected, CASES, 400, 9))
    shares = [*(float((each <= 0.05).mean()) for each in p.values()), false_looks(over, 400, 9)]
    assert all(0.02 < share < 0.09 for share in shares), shares


def test_strong_outbreaks_are_seen_soon_and_weak_ones_late(over: Watch) -> None:
    strong, weak = (Outbreak(6, risk, 12).row(over, 30, seed=5) for risk in (4.0, 1.2))
    assert strong["power"] == 1.0
    assert strong["months_to_detect"] <= 1
    assert weak["power"] < 0.7
    assert strong["sensitivity"] > 0.6


def test_the_table_and_its_picture(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name, value in {"SIZES": (8,), "KNOWN": (0.999,), "OUTBREAK_SIZES": (6,), "RISKS": (3.0,)}.items():
        monkeypatch.setattr(power, name, value)
    done: list[float] = []
    table = power.power_table(3, seed=1, progress=done.append)
    assert list(table.columns) == power.COLUMNS
    assert table.detector.value_counts().to_dict() == {"circles": 6, "flexible": 6, "prospective": 2}
    assert table.power.between(0, 1).all()
    assert done[-1] == 1.0
    assert np.all(np.diff(done) > 0)
    pd.testing.assert_frame_equal(table, power.power_table(3, seed=1))
    power_plot(table, tmp_path / "power.png")
    assert (tmp_path / "power.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize("table", [power.power_table, power.false_alarms])
def test_no_worlds_are_refused(table) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(Refusal):
        table(0, 1)
