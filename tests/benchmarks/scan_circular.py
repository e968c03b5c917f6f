"""Circular scans against a careful textbook in numpy, and how many times faster they are than SaTScan was here."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.clusters.scan.spatial import scan_spatial
from analytics.clusters.scan.windows import Places, Settings
from tests.benchmarks import timing

NEW_YORK = Path(__file__).parents[1] / "analytics/clusters/scan/new_york.csv"
World = tuple[Places, NDArray[np.int64], NDArray[np.float64]]
REGIONS, CASES = 5_000, 10_000
SATSCAN_S = {"New York": 2.54, "regions": 33.5}  # SaTScan 10.3.2, two threads, on the machine of the reference answers
SHARE = 100  # the textbook is timed on one centre of so many


def against_textbook() -> list[dict[str, Any]]:
    """Wanted: New York, 9,999 replicates, 15 times SaTScan; 5,000 regions, 999 replicates, 25 times.

    `satscan` is that ratio, by its time in a table; the textbook's time is that of a share of its work, multiplied.
    """
    return [
        _line("New York", _new_york(), Settings(replicates=9_999), SHARE),
        _line("regions", regions(REGIONS, CASES), Settings(replicates=999), SHARE * 10),
    ]


def regions(many: int, cases: int) -> World:
    """Places at random with people by a lognormal law, and cases among them by chance."""
    random = np.random.default_rng(1)
    places, people = Places(random.random(many), random.random(many)), np.rint(random.lognormal(8, 1, many)) + 1
    return places, random.multinomial(cases, people / people.sum()), people


def _new_york() -> World:
    table = pd.read_csv(NEW_YORK)
    places = Places(table.x.to_numpy(float), table.y.to_numpy(float))
    return places, table.cases.to_numpy(np.int64), table.population.to_numpy(float)


def _line(name: str, world: World, settings: Settings, share: int) -> dict[str, Any]:
    line = timing.pair(
        f"circular scan, {name}",
        len(world[1]),
        lambda _: scan_spatial(*world, settings),
        f"numpy textbook, a {share}th",
        lambda turn: textbook(*world, settings.replicates, share, turn),
    )
    return {**line, "ratio": line["ratio"] * share, "satscan": round(SATSCAN_S[name] / line["ours_s"], 1)}


def textbook(
    places: Places, cases: NDArray[np.int64], people: NDArray[np.float64], replicates: int, share: int, seed: int
) -> NDArray[np.float64]:
    """Maxima over one centre in so many: sums over growing circles for all replicates at once, then logarithms."""
    total, random = cases.sum(), np.random.default_rng(seed)
    expected = people * (total / people.sum())
    counts = random.multinomial(total, expected / total, replicates).T
    best = np.zeros(replicates)
    for centre in range(0, len(cases), share):
        near = np.argsort((places.x - places.x[centre]) ** 2 + (places.y - places.y[centre]) ** 2)
        of = np.cumsum(expected[near])
        near, of = near[of <= total / 2], of[of <= total / 2][:, None]
        inside = np.cumsum(counts[near], axis=0)
        ratio = inside * np.log(np.maximum(inside, 1) / of)
        ratio += (total - inside) * np.log(np.maximum(total - inside, 1) / (total - of))
        np.maximum(best, np.where(inside > of, ratio, 0.0).max(axis=0, initial=0.0), out=best)
    return best
