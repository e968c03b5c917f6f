"""How long the prospective space-time scan, looking once a month, takes to see clusters of given risk and duration.

Each look is at the latest PERIOD months. Chance is calibrated once, at the mean number of cases of such a period.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analytics.clusters.evaluation.geography import shaped, uneven_places
from analytics.clusters.evaluation.scores import Overlap, delay, mean_overlap, score
from analytics.clusters.evaluation.worlds import inject, null_worlds, raised
from analytics.clusters.scan.cylinder_clusters import by_location
from analytics.clusters.scan.cylinders import Circles, best_cylinders, circles, spans
from analytics.clusters.scan.space_time import scan_space_time
from analytics.clusters.scan.windows import Places, Settings

PERIOD, BEFORE, AFTER = 24, 6, 12  # months: of a look, of looks before the cluster starts, and from its start on
START = PERIOD - 1 + BEFORE
PLACES, MONTHLY = 100, 60  # cases a month in all places
MIDDLE = (360.0, 280.0)
ALPHA = 0.05


@dataclass(frozen=True)
class Watch:
    """Places with their expected float64[n] of a month, circles and runs of months, and the LLR an alarm needs."""

    places: Places
    expected: NDArray[np.float64]
    circles: Circles
    runs: NDArray[np.int64]
    critical: float

    def look(self, counts: NDArray[np.int64]) -> NDArray[np.int32] | None:
        """Members of the best cylinder in counts int64[PERIOD, n], None where it is no alarm."""
        share = np.outer(self.expected, np.full(PERIOD, counts.sum() / self.expected.sum() / PERIOD))
        cells = by_location(self.circles, counts.T).astype(np.int64), by_location(self.circles, share)
        llr, size, _run = best_cylinders(*cells, self.circles.order, self.circles.sizes, self.runs, np.inf)
        centre = int(llr.argmax())
        return self.circles.members(centre, int(size[centre])) if llr[centre] > self.critical else None


def watch(seed: int, replicates: int = 2999) -> Watch:
    """Over made places; a look alarms by chance with ALPHA."""
    places, population = uneven_places(seed, PLACES)
    expected = population * (MONTHLY / population.sum())
    settings = Settings(replicates=replicates, seed=seed)
    cases = np.zeros((PLACES, PERIOD), np.int64)
    cases[0] = MONTHLY  # where they are does not matter to what chance brings
    chance = scan_space_time(places, cases, np.repeat(expected[:, None], PERIOD, axis=1), settings).maxima
    runs = spans(PERIOD, settings.max_duration, prospective=True)
    return Watch(places, expected, circles(places, expected, settings), runs, float(np.quantile(chance, 1 - ALPHA)))


def false_looks(over: Watch, worlds: int, seed: int) -> float:
    """Share of null worlds, each looked at once, with an alarm."""
    months = np.tile(over.expected, (PERIOD, 1))
    return float(np.mean([over.look(w) is not None for w in null_worlds(months, MONTHLY * PERIOD, worlds, seed)]))


@dataclass(frozen=True)
class Outbreak:
    """A circular cluster of so many places whose risk is raised for so many months."""

    size: int
    relative_risk: float
    months: int

    def row(self, over: Watch, worlds: int, seed: int) -> dict[str, object]:
        """A row of the power table: power is the share seen within AFTER months, by an alarm that meets the cluster."""
        expected = np.tile(over.expected, (START + AFTER, 1))
        members = shaped(over.places, "circle", *MIDDLE, self.size)
        risk = raised(expected.shape, members, self.relative_risk, START, START + self.months - 1)
        total = int(np.rint((expected * risk).sum()))
        worlds_seen = [_seen(over, world, members) for world in inject(expected, risk, total, worlds, seed)]
        late = delay(np.array([alarms for alarms, _ in worlds_seen]), BEFORE)
        overlap = mean_overlap([each for _, each in worlds_seen if each])
        told = {"detector": "prospective", "shape": "circle", "size": self.size, "months": self.months}
        timed = {"months_to_detect": late.median, "false_alarms_a_month": late.early}
        return {**told, "relative_risk": self.relative_risk, "power": late.seen, **vars(overlap), **timed}


def _seen(
    over: Watch, counts: NDArray[np.int64], members: NDArray[np.int32]
) -> tuple[NDArray[np.bool_], Overlap | None]:
    """Alarms bool[BEFORE + AFTER] up to the first that meets the cluster, and how that overlaps it."""
    alarms = np.zeros(BEFORE + AFTER, bool)
    for at in range(len(alarms)):
        found = over.look(counts[at : at + PERIOD])
        alarms[at] = found is not None and (at < BEFORE or bool(np.isin(members, found).any()))
        if found is not None and alarms[at] and at >= BEFORE:
            return alarms, score(found, members, over.expected)
    return alarms, None
