"""What cannot be scanned is refused in a sentence before it is scanned."""

import numpy as np
from numpy.typing import NDArray

from analytics.clusters.refusal import Refusal
from analytics.clusters.scan.windows import Places, Settings


def admit_cases(places: Places, cases: NDArray[np.int64], settings: Settings) -> None:
    """Raises Refusal unless each place has coordinates and whole cases [n, T], and the settings make sense."""
    _need(
        len(places.x) == len(places.y) == len(cases) and cases.ndim == 2 and cases.size > 0,
        "地点与病例须一一对应，且至少一个地点、一个时段。",
        "Places and cases must match, with at least one place and one interval.",
    )
    _need(
        bool(np.isfinite(places.x).all() and np.isfinite(places.y).all()),
        "有地点缺少坐标或坐标不是数。",
        "A place has no coordinates, or they are no numbers.",
    )
    _need(
        bool(((cases >= 0) & (np.rint(cases) == cases)).all() and np.isfinite(cases).all()),
        "病例数须是不小于零的整数。",
        "Cases must be whole numbers not below nought.",
    )
    radius = 1.0 if settings.max_radius is None else settings.max_radius
    _need(
        0 < settings.max_size <= 1 and 0 < settings.max_duration <= 1 and radius >= 0 and settings.replicates >= 0,
        "窗口上限须大于 0 且不超过 1，半径和模拟次数不能为负。",
        "Largest shares must be above 0 and at most 1; radius and replicates not below nought.",
    )


def admit_expected(cases: NDArray[np.int64], expected: NDArray[np.float64], model: str) -> None:
    """Raises Refusal unless the expected, or for Bernoulli the people, could have brought these cases."""
    _need(
        model in ("poisson", "bernoulli"),
        f"没有这种模型：{model}；可选 poisson、bernoulli。",
        f"No such model: {model}; poisson or bernoulli.",
    )
    _need(
        cases.shape == expected.shape,
        "病例与期望数（或人口）须一一对应。",
        "Cases and expected (or population) must match.",
    )
    _need(
        bool(np.isfinite(expected).all() and (expected >= 0).all() and expected.sum() > 0),
        "期望数或人口须是不小于零的数，且不能全为零。",
        "Expected or population must be numbers not below nought, not all nought.",
    )
    _need(
        not bool((cases[expected == 0] > 0).any()),
        "有地点有病例而期望数或人口为零。",
        "A place has cases but no expected or population.",
    )
    _need(
        model == "poisson" or bool((cases <= expected).all() and (np.rint(expected) == expected).all()),
        "人口须是整数，且不少于病例数。",
        "Population must be whole numbers, and not below the cases.",
    )


def _need(holds: bool, zh: str, en: str) -> None:
    if not holds:
        raise Refusal(zh, en)
