"""Protecting tables of a province before they are published: hazards by city, by county, and the month after."""

import time
from collections.abc import Sequence
from typing import Any

import pandas as pd

from analytics.disclosure import Layout, Publication, publish
from tests.analytics.disclosure.made import CITY_HAZARD, COUNTY_HAZARD, THRESHOLD, province
from tests.memory import forget_peak, peak_mib


def cities() -> dict[str, Any]:
    """Wanted: at most 2 s for 16 cities and 12 hazards, with margins."""
    return _one("protect 16 cities by 12 hazards", province(16, 16, 12, level=3.0), CITY_HAZARD)


def counties() -> dict[str, Any]:
    """Wanted: at most 60 s for 16 cities, 153 counties and 12 hazards, with margins."""
    return _one("protect 153 counties by 12 hazards", province(16, 153, 12), COUNTY_HAZARD)


def second_month() -> dict[str, Any]:
    """Wanted: at most 60 s for the same tables a month later, cumulative, given those of the first month."""
    atoms = province(16, 153, 12, months=2)
    layouts = [Layout("cases", COUNTY_HAZARD, until=("month", month)) for month in (1, 2)]
    first = publish(atoms[atoms.month == 1], layouts[:1], THRESHOLD)
    name = "protect the second month of 153 counties by 12 hazards"
    return _timed(name, atoms, layouts[1], [first])


def _one(name: str, atoms: pd.DataFrame, by: Sequence[tuple[str, ...]]) -> dict[str, Any]:
    return _timed(name, atoms, Layout("cases", tuple(by)), [])


def _timed(name: str, atoms: pd.DataFrame, layout: Layout, before: Sequence[Publication]) -> dict[str, Any]:
    forget_peak()
    start = time.perf_counter()
    found = publish(atoms, [layout], THRESHOLD, [each.record for each in before])
    taken = time.perf_counter() - start
    hidden = [
        sum(int(each.sum()) for each in flags) for flags in (found.protected.primary, found.protected.complementary)
    ]
    return {"name": name, "n": len(found.frame), "ours_s": round(taken, 4), "peer": None, "peer_s": None, "ratio": None,
            "peak_mib": peak_mib(), "primary": hidden[0], "complementary": hidden[1]}  # fmt: skip
