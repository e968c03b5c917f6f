"""Cylinders of space-time scans: circles of places, nearest first, over runs of intervals of time."""

from dataclasses import dataclass

import numpy as np
from numba import njit, prange
from numpy.typing import NDArray

from analytics.clusters.scan.nearest import ROUNDING, nearest
from analytics.clusters.scan.windows import Places, Settings

EARTH_KM = 6367.0


@dataclass(frozen=True)
class Circles:
    """Circles around each of m locations; places at one point are one location, for no circle can part them.

    `location` int64[n] is the location of each place, `order` int32[m, k] the locations nearest to each centre, itself
    first, of which the first `sizes` int64[m] make its largest circle; `points` float64[m, 2 or 3] in the plane, or on
    the sphere of `EARTH_KM`.
    """

    location: NDArray[np.int64]
    order: NDArray[np.int32]
    sizes: NDArray[np.int64]
    points: NDArray[np.float64]
    geographic: bool

    def members(self, centre: int, size: int) -> NDArray[np.int32]:
        """Numbers of the places in a circle of `size` locations, nearest first."""
        found = [np.flatnonzero(self.location == each) for each in self.order[centre, :size]]
        return np.concatenate(found).astype(np.int32)

    def radius(self, centre: int, size: int) -> float:
        """In the unit of the coordinates, or kilometres along the great circle."""
        chord = float(np.linalg.norm(self.points[self.order[centre, size - 1]] - self.points[centre]))
        return _along(chord) if self.geographic else chord


def circles(places: Places, weights: NDArray[np.float64], settings: Settings) -> Circles:
    """Circles holding at most `max_size` of the weights float64[n] and reaching no farther than `max_radius`.

    Rows of `order` beyond their size are not filled.
    """
    points, location = np.unique(_points(places), axis=0, return_inverse=True)
    location = location.ravel()
    weight = np.bincount(location, weights).astype(np.float64)
    cap = settings.max_size * weight.sum() * (1 + ROUNDING)
    farthest = _reach(settings.max_radius, places.geographic) ** 2 * (1 + ROUNDING)
    order, sizes = nearest(points, weight, cap, farthest)
    return Circles(location, order, sizes, points, places.geographic)


def spans(intervals: int, max_duration: float, prospective: bool) -> NDArray[np.int64]:
    """Runs of whole intervals, int64[s, 3]: first, last, and the one by which each grew from the run before it.

    A run of one interval begins anew. Prospective runs end in the last interval. At least one interval is allowed.
    """
    longest = max(int(max_duration * intervals + ROUNDING), 1)
    last = intervals - 1
    if prospective:
        return np.array([(last - more, last, last - more) for more in range(longest)], np.int64)
    runs = [(first, end, end) for first in range(intervals) for end in range(first, min(first + longest, intervals))]
    return np.array(runs, np.int64)


def _points(places: Places) -> NDArray[np.float64]:
    if not places.geographic:
        return np.column_stack([places.x, places.y]).astype(np.float64)
    longitude, latitude = np.radians(places.x), np.radians(places.y)
    level = np.cos(latitude)
    return EARTH_KM * np.column_stack([level * np.cos(longitude), level * np.sin(longitude), np.sin(latitude)])


def _along(chord: float) -> float:
    return 2 * EARTH_KM * float(np.arcsin(min(chord / (2 * EARTH_KM), 1.0)))


def _reach(radius: float | None, geographic: bool) -> float:
    if radius is None:
        return np.inf
    return 2 * EARTH_KM * float(np.sin(min(radius / (2 * EARTH_KM), np.pi / 2))) if geographic else radius


@njit(cache=True)
def likelihood_ratio(cases, expected, all_cases, population):  # type: ignore[no-untyped-def]
    """LLR of a window with more than its share (Kulldorff 1997, eq. 1 and 2), nought without excess.

    With an infinite population, Poisson; else Bernoulli, where `expected` is the window's share of the population.
    """
    boundless = np.isinf(population)
    share = expected if boundless else all_cases * expected / population
    if cases <= share:
        return 0.0
    ratio = _parted(cases, share, all_cases)
    if not boundless:
        ratio += _parted(expected - cases, expected - share, population - all_cases)
    return max(ratio, 0.0)


@njit(cache=True, inline="always")
def _parted(inside, expected, whole):  # type: ignore[no-untyped-def]
    outside, elsewhere = whole - inside, whole - expected
    first = inside * np.log(inside / expected) if inside > 0 else 0.0
    return first + (outside * np.log(outside / elsewhere) if outside > 0 else 0.0)


@njit(cache=True, parallel=True)
def best_cylinders(counts, expected, order, sizes, runs, population, fewest=1):  # type: ignore[no-untyped-def]  # noqa: PLR0913, PLR0917
    """Each centre's cylinder of highest LLR: (llr float64[m], size and run int64[m]); of equals the first met.

    Only cylinders of at least `fewest` cases count.
    `counts` int64[T, m], `expected` float64[T, m] by location. A LLR is at most its chi-square, which needs no
    logarithm and rules out nearly every window.
    """
    all_cases, needed = counts.sum(), runs[:, 0].min()  # no run holds an interval before it
    whole = float(all_cases) if np.isinf(population) else population
    healthy = all_cases if np.isinf(population) else all_cases * (whole - all_cases) / whole
    cases, shares, later = counts[needed:].T.copy(), expected[needed:].T.copy(), runs - needed
    best, size, run = np.zeros(len(sizes)), np.zeros(len(sizes), np.int64), np.zeros(len(sizes), np.int64)
    for centre in prange(len(sizes)):
        inside, share, highest = np.zeros(cases.shape[1]), np.zeros(cases.shape[1]), 0.0
        for near in range(sizes[centre]):
            place = order[centre, near]
            for interval in range(len(inside)):
                inside[interval] += cases[place, interval]
                share[interval] += shares[place, interval]
            found, of = 0.0, 0.0
            for span in range(len(later)):
                grew = later[span, 2]
                if later[span, 0] == later[span, 1]:
                    found, of = 0.0, 0.0
                found += inside[grew]
                of += share[grew]
                excess = found * whole - of * all_cases
                bound = highest * healthy * (1 - ROUNDING) * of * (whole - of)
                if excess * abs(excess) > bound and found >= fewest:
                    llr = likelihood_ratio(found, of, all_cases, population)
                    if llr > highest:
                        highest, size[centre], run[centre] = llr, near + 1, span
        best[centre] = highest
    return best, size, run
