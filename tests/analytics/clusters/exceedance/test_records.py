"""Readings of measurement reports: which can be compared, what was below detection, noise as energy."""

from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from analytics.clusters.exceedance.records import exceedances, readings
from tests.analytics.tables import frames

AS_OF, DAY = date(2026, 11, 1), date(2026, 5, 6)


def reading(value: str, hazard: str = "2238", unit: str = "mg/m3", **more: Any) -> dict[str, Any]:
    return {
        "hazards": [hazard], "workplace": "一车间", "post": "熔炼", "density_type": "01", "unit": unit, "value": value,
        "measured_on": DAY, "compliance": "01", **more,
    }  # fmt: skip


def report(*entries: dict[str, Any]) -> dict[str, Any]:
    return {"person": 1, "reported_on": DAY, "results": list(entries)}


READ: dict[str, tuple[dict[str, Any], list[tuple[float, bool, float]]]] = {
    "a number": (reading("0.02"), [(0.02, False, 0.05)]),
    "below detection": (reading("<0.01"), [(0.01, True, 0.05)]),
    "with a full-width sign": (reading(" ＜ 0.01"), [(0.01, True, 0.05)]),
    "noise by its energy": (reading("88", "3008", "dB(A)"), [(10**8.8, False, 10**8.5)]),
    "not detected at what limit": (reading("未检出"), []),
    "another unit": (reading("20", unit="ug/m3"), []),
    "no limit of that kind": (reading("0.02", density_type="02"), []),
    "of two hazards together": (reading("0.02", hazards=["2238", "2239"]), []),
    "before the window": (reading("0.02", measured_on=date(2024, 10, 1)), []),
    "after the day": (reading("0.02", measured_on=date(2026, 11, 2)), []),
    "nought": (reading("0"), []),
}


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    """All of READ at once, each case at a post of its own."""
    entries = [{**entry, "post": case} for case, (entry, _) in READ.items()]
    return readings(frames(tmp_path_factory.mktemp("readings"), measurement=[report(*entries)]), AS_OF).to_pandas()


@pytest.mark.parametrize("case", READ)
def test_readings(case: str, found: pd.DataFrame) -> None:
    _, expected = READ[case]
    rows = found.loc[found.post == case, ["value", "below", "limit"]].to_numpy()
    for told, wanted in zip(rows, expected, strict=True):
        assert tuple(told) == pytest.approx(wanted)


def test_the_post_above_its_limit(tmp_path: Path) -> None:
    good = [reading(value, post="包装") for value in ("0.002", "<0.001", "0.003", "0.001", "0.002", "<0.001")]
    bad = [reading(value) for value in ("0.08", "0.12", "0.04", "0.09", "0.2", "0.06")]
    found = exceedances(frames(tmp_path, measurement=[report(*good, *bad)]), AS_OF).set_index("post")
    assert (found.above["熔炼"], found.detected["包装"], found.method["熔炼"]) == (5, 4, "lognormal")
    assert found.p["熔炼"] < 0.001
    assert found.p["包装"] > 0.5
    assert found.share_upper["包装"] < 0.1 < found.share["熔炼"]
