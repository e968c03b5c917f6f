"""What cannot be scanned is refused in Chinese and English, whatever the scan."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from analytics.clusters.refusal import Refusal
from analytics.clusters.scan.permutation import scan_permutation
from analytics.clusters.scan.space_time import scan_space_time
from analytics.clusters.scan.spatial import scan_spatial
from analytics.clusters.scan.windows import Places, Settings

LINE = Places(np.arange(4.0), np.zeros(4))
FEW = Settings(replicates=9)
NOWHERE = Places(np.array([0.0, np.nan, 2, 3]), np.zeros(4))
SHORT = Places(np.arange(4.0), np.zeros(3))


@pytest.mark.parametrize(
    ("cases", "expected", "model", "why"),
    [
        ([1, 0, 0, 0], [0.0, 1, 1, 1], "poisson", "有病例而期望数或人口为零"),
        ([-1, 0, 0, 0], [1.0, 1, 1, 1], "poisson", "不小于零的整数"),
        ([1.5, 0, 0, 0], [1.0, 1, 1, 1], "poisson", "不小于零的整数"),
        ([1, 0, 0, 0], [np.nan, 1, 1, 1], "poisson", "不能全为零"),
        ([1, 0, 0, 0], [1, -1, 1, 1], "poisson", "不能全为零"),
        ([0, 0, 0, 0], [0.0, 0, 0, 0], "poisson", "不能全为零"),
        ([3, 0, 0, 0], [2.0, 1, 1, 1], "bernoulli", "不少于病例数"),
        ([1, 0, 0, 0], [2.5, 1, 1, 1], "bernoulli", "人口须是整数"),
        ([1, 0, 0, 0], [1.0, 1, 1, 1], "normal", "没有这种模型：normal"),
        ([1, 0, 0, 0], [1.0, 1, 1], "poisson", "须一一对应"),
        ([1, 0, 0], [1.0, 1, 1], "poisson", "须一一对应"),
        ([], [], "poisson", "须一一对应"),
    ],
)
def test_counts_refused(cases: list[float], expected: list[float], model: str, why: str) -> None:
    with pytest.raises(Refusal, match=why) as refused:
        scan_spatial(LINE, np.array(cases), np.array(expected), FEW, model)
    assert refused.value.en.isascii()


@pytest.mark.parametrize("places", [NOWHERE, SHORT])
def test_places_refused(places: Places) -> None:
    cases = np.ones((4, 3), np.int64)
    with pytest.raises(Refusal):
        scan_space_time(places, cases, np.ones((4, 3)), FEW)
    with pytest.raises(Refusal):
        scan_permutation(places, cases, FEW)


@pytest.mark.parametrize(
    "wrong",
    [
        {"max_size": 0.0},
        {"max_size": 1.1},
        {"max_size": np.nan},
        {"max_duration": 0.0},
        {"max_duration": 2.0},
        {"max_radius": -1.0},
        {"max_radius": np.nan},
        {"replicates": -1},
    ],
)
def test_settings_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(Refusal, match="窗口上限"):
        scan_permutation(LINE, np.ones((4, 3), np.int64), replace(FEW, **wrong))
