"""Power of the flexible scan beside that of circles alone, on the same worlds, over shapes and sizes of clusters.

Chance is calibrated once for a geography and a total of cases: each further world costs one look at it.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analytics.clusters.evaluation.geography import shaped, uneven_places
from analytics.clusters.evaluation.scores import Overlap, mean_overlap, score
from analytics.clusters.evaluation.worlds import inject, raised, relative_risk_for
from analytics.clusters.scan.calibration import Calibration
from analytics.clusters.scan.flexible import best_by_kind, chance_alone, clusters_in, shapes_over
from analytics.clusters.scan.spatial import scan_spatial
from analytics.clusters.scan.surroundings import Windows
from analytics.clusters.scan.windows import Places, Settings
from analytics.clusters.significance import rank_p

ALPHA = 0.05
CASES = 600  # as in the benchmark of Kulldorff, Tango & Park (2003)
SPOTS = ((360.0, 280.0), (280.0, 200.0), (430.0, 360.0))  # a cluster lies around one of them, worlds evenly shared
SCORED = 50  # found clusters compared with the true one, at most, for each spot


@dataclass(frozen=True)
class Ground:
    """A geography with a total of cases, the windows over it and what chance brings there."""

    places: Places
    expected: NDArray[np.float64]
    windows: Windows
    chance: Calibration

    def p_values(self, worlds: NDArray[np.int64]) -> dict[str, NDArray[np.float64]]:
        """Of the first cluster of each of W worlds int64[W, n], float64[W]: by circles alone, and by any shape."""
        best = best_by_kind(self.windows, worlds)
        rounds = rank_p(best[:, 0], self.chance.first_maxima)
        return {"circles": rounds, "flexible": rank_p(self.chance.statistic(best), self.chance.maxima)}

    def first(self, detector: str, world: NDArray[np.int64]) -> NDArray[np.int32]:
        """Members of the first cluster in a world int64[n]."""
        if detector == "flexible":
            return next(clusters_in(self.windows, self.chance, world)).members
        llr, size = self.windows.best_circles(self.windows.located(world[None])[0])
        return self.windows.circles.members(int(llr.argmax()), int(size[llr.argmax()]))


def ground(seed: int, replicates: int = 2999) -> Ground:
    """Made places with CASES; many replicates, for what they err by is the same in all worlds."""
    places, population = uneven_places(seed)
    settings = Settings(replicates=replicates, seed=seed)
    windows = shapes_over(places, population, CASES, settings)
    anywhere = np.append(CASES, np.zeros(len(population) - 1, np.int64))  # chance depends on their sum only
    rounds = scan_spatial(places, anywhere, population, settings).maxima
    return Ground(places, population * (CASES / population.sum()), windows, chance_alone(windows, rounds, settings))


@dataclass(frozen=True)
class Trial:
    """One shape of so many places, as strong as a test told of the cluster would find with power `known`."""

    shape: str
    size: int
    known: float

    def rows(self, where: Ground, worlds: int, seed: int) -> list[dict[str, object]]:
        """A row of the power table for each detector."""
        spots = [self._at(where, spot, -(-worlds // len(SPOTS)), seed) for spot in SPOTS]
        risk = round(float(np.mean([each[0] for each in spots])), 2)
        told: dict[str, object] = {"shape": self.shape, "size": self.size, "relative_risk": risk}
        rows = []
        for detector in ("circles", "flexible"):
            power = float(np.mean([each[1][detector] <= ALPHA for each in spots]))
            overlap = mean_overlap([one for each in spots for one in each[2][detector]])
            rows.append({"detector": detector, **told, "power": power, **vars(overlap)})
        return rows

    def _at(
        self, where: Ground, spot: tuple[float, float], worlds: int, seed: int
    ) -> tuple[float, dict[str, NDArray[np.float64]], dict[str, list[Overlap]]]:
        """At one spot: relative risk, p-values by detector and, where significant, overlaps."""
        members, expected = shaped(where.places, self.shape, *spot, self.size), where.expected
        risk = relative_risk_for(expected[members].sum() / CASES, CASES, self.known)
        counts = inject(expected, raised(expected.shape, members, risk), CASES, worlds, seed + SPOTS.index(spot))
        p = where.p_values(counts)
        overlaps = {
            name: [score(where.first(name, world), members, expected) for world in counts[each <= ALPHA][:SCORED]]
            for name, each in p.items()
        }
        return risk, p, overlaps
