"""From counts by place and time to clusters with their p: what all scans by circles and cylinders have in common."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analytics.clusters.scan.cylinder_maxima import cylinder_maxima
from analytics.clusters.scan.cylinder_nulls import Null
from analytics.clusters.scan.cylinders import Circles, best_cylinders
from analytics.clusters.scan.windows import Cluster, Scan, Settings
from analytics.clusters.significance import rank_p

FEWEST = 2  # one case is no cluster
ROUNDING = 1e-9  # equal LLR summed in another order are equal still
TIED = 9  # decimals up to which LLR are equal: of centres of one and the same window the first is told


@dataclass(frozen=True)
class Cells:
    """Counts int64[T, m] and expected float64[T, m] (people, where `population` is not infinite) by location."""

    circles: Circles
    runs: NDArray[np.int64]
    counts: NDArray[np.int64]
    expected: NDArray[np.float64]
    population: float = np.inf


def by_location(circles: Circles, values: NDArray[Any]) -> NDArray[np.float64]:
    """Values float64[n, T] of places as float64[T, m] of locations."""
    together = np.argsort(circles.location, kind="stable")
    starts = np.searchsorted(circles.location[together], np.arange(len(circles.points)))
    summed = np.add.reduceat(values[together].astype(np.float64), starts, axis=0)
    return np.ascontiguousarray(summed.T)


def scan_cylinders(cells: Cells, null: Null, settings: Settings) -> Scan:
    """Clusters by falling LLR, none sharing a place with an earlier one, p by rank among the replicates' maxima.

    Each centre gives its best cylinder of at least FEWEST cases, as SaTScan's "no geographical overlap".
    Without any case there is no cluster and all maxima are nought.
    """
    cases = int(cells.counts.sum())
    if not cases:
        return Scan([], np.zeros(settings.replicates))
    shape = (cells.circles, cells.runs, cases, cells.population, settings)
    maxima = cylinder_maxima(null, cells.expected, *shape)
    return Scan(apart(cells, lambda llr: rank_p(llr * (1 - ROUNDING), maxima)), maxima)


def apart(cells: Cells, chance: Callable[[NDArray[np.float64]], NDArray[np.float64]]) -> list[Cluster]:
    """Clusters by falling LLR, none sharing a place with an earlier one; `chance` gives p of LLR."""
    circles = cells.circles
    told = cells.counts, cells.expected, circles.order, circles.sizes, cells.runs, cells.population
    llr, size, run = best_cylinders(*told, FEWEST)
    p = chance(llr)
    taken, clusters = np.zeros(len(llr), bool), []
    for centre in np.argsort(-np.round(llr, TIED), kind="stable"):
        inside = circles.order[centre, : size[centre]]
        if llr[centre] > 0 and not taken[inside].any():
            taken[inside] = True
            found = int(size[centre]), int(run[centre]), float(llr[centre]), float(p[centre])
            clusters.append(_cluster(cells, int(centre), *found))
    return clusters


def _cluster(cells: Cells, centre: int, size: int, run: int, llr: float, p: float) -> Cluster:
    circles, cases = cells.circles, int(cells.counts.sum())
    first, last = (int(end) for end in cells.runs[run, :2])
    window = np.ix_(np.arange(first, last + 1), circles.order[centre, :size])
    observed, expected = int(cells.counts[window].sum()), float(cells.expected[window].sum())
    if np.isfinite(cells.population):
        expected *= cases / cells.population
    outside = (cases - observed) / (cases - expected)
    risk = observed / expected / outside if outside else float("inf")
    place = int(np.flatnonzero(circles.location == centre)[0])
    members, radius = circles.members(centre, size), circles.radius(centre, size)
    return Cluster(members, place, radius, observed, expected, risk, llr, p, first, last)
