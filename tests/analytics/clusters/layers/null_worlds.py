"""How often each layer of a night alarms by chance, in worlds where nobody is worse than others alike.

`python -m tests.analytics.clusters.layers.null_worlds 1000` prints the shares at 5 % in as many worlds of each kind;
the whole way of harm, with all it learns, takes some two seconds a world.
"""

import sys
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

import ibis
import numpy as np
import pandas as pd

from analytics.clusters.layers import changed as changing
from analytics.clusters.layers import harmed as harming
from analytics.clusters.layers.layer import Layer, Window
from analytics.clusters.layers.tails import learnt
from analytics.clusters.layers.trees import trees
from analytics.clusters.within_worker.changes import changes
from analytics.clusters.within_worker.markers import BY_NAME
from analytics.frames import Frames
from tests.analytics.clusters.expectation.worlds import counted, people
from tests.analytics.clusters.within_worker.worlds import District

EMPLOYERS, COUNTIES = 80, 12
WINDOW = Window(date(2022, 12, 31), date(2024, 12, 31), 0, 0.0)  # whatever is found is shown
MARKER = BY_NAME["hearing_2_3_4_khz"]
World = Callable[[Frames, int], dict[str, Layer]]


def register(folder: Path) -> Frames:
    """Employers in twelve counties of four cities; nothing else is read of the snapshot."""
    numbers = np.arange(EMPLOYERS)
    codes = [f"37{number % 4 + 1:02}{number % COUNTIES + 1:02}" for number in numbers]
    table = pd.DataFrame({"employer_id": numbers, "division_code": codes, "industry_code": "3391"})
    table.to_parquet(folder / "employer.parquet")
    return Frames(ibis.duckdb.connect(), folder)


def of_harmed(frames: Frames, seed: int) -> dict[str, Layer]:
    """Employers and territories of one hazard, from what was counted: rates and institutions are learnt."""
    rng = np.random.default_rng(seed)
    workers = people(rng, EMPLOYERS).assign(hazard="noise", sex="1", exam_type="02")
    cells = ibis.memtable(counted(rng, workers))
    with patch.object(harming, "counted", lambda *_: cells):
        return _looked_at(frames, harming.harmed_counts(frames, WINDOW))


def of_counts(frames: Frames, seed: int, spread: float) -> dict[str, Layer]:
    """The same from what is expected of each employer, whose true ratios have the variance `spread`."""
    rng = np.random.default_rng(seed)
    expected = np.exp(rng.normal(1.5, 0.8, EMPLOYERS))
    ratio = rng.gamma(1 / spread, spread, EMPLOYERS) if spread else 1.0
    rows = pd.DataFrame({"employer_id": range(EMPLOYERS), "hazard": "noise", "examined": 100, "expected": expected})
    return _looked_at(frames, learnt(rows.assign(observed=rng.poisson(ratio * expected)), ["hazard"]))


def of_change(frames: Frames, seed: int) -> dict[str, Layer]:
    """Audiograms of five years of a district where nobody loses more than others do."""
    found = changes(District(seed).audiograms(), MARKER, WINDOW.first, WINDOW.last)
    stream = found.assign(marker=MARKER.name, hazard="3008")
    with patch.object(changing, "changes", lambda *_: stream):
        return {"change": changing.changed(frames, WINDOW)}


def _looked_at(frames: Frames, counts: pd.DataFrame) -> dict[str, Layer]:
    return {"employer": harming.employers(counts, WINDOW), "territory": trees(frames, counts, WINDOW)}


WORLDS: dict[str, World] = {
    "all alike": partial(of_counts, spread=0.0),
    "employers differ": partial(of_counts, spread=0.1),
    "change": of_change,
    "learnt": of_harmed,
}


def alarmed(world: World, seeds: Iterable[int], level: float = 0.05) -> dict[str, float]:
    """For each layer the share of the worlds, of one stream each, with an alarm of p up to the level."""
    loud: list[dict[str, bool]] = []
    with TemporaryDirectory() as folder:
        frames = register(Path(folder))
        for seed in seeds:
            layers = world(frames, seed)
            assert all(layer.streams == 1 for layer in layers.values())
            loud += [{name: any(each.p <= level for each in layer.alarms) for name, layer in layers.items()}]
    return {name: float(np.mean([each[name] for each in loud])) for name in loud[0]}


def table(worlds: int) -> Iterator[str]:
    for name, world in WORLDS.items():
        yield f"{name:18}" + "  ".join(f"{of} {share:.3f}" for of, share in alarmed(world, range(worlds)).items())


if __name__ == "__main__":
    for line in table(int(sys.argv[1])):
        print(line, flush=True)
