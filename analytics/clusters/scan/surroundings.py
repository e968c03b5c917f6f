"""The windows of a flexible scan over given places: circles, and for other shapes ellipses and who is next to whom."""

from dataclasses import dataclass

import numpy as np
from numba import njit, prange, uint64
from numpy.typing import NDArray

from analytics.clusters.draws import draw_cell, guide_table, next_unit, seed_state
from analytics.clusters.scan.cylinders import EARTH_KM, Circles, best_cylinders, circles
from analytics.clusters.scan.ellipses import NOBODY, ellipses, nearest_peopled
from analytics.clusters.scan.growth import Surroundings
from analytics.clusters.scan.windows import Places, Settings

ADJACENT = 6  # next to each other: one is among the six nearest of the other, about the neighbours of a county
ONE_RUN = np.zeros((1, 3), np.int64)


@dataclass(frozen=True)
class Windows:
    """Circles and irregular windows over the same m locations."""

    circles: Circles
    around: Surroundings

    @property
    def at_risk(self) -> NDArray[np.float64]:
        """Expected cases by location, or people where the population is not infinite, float64[1, m]."""
        around = self.around
        scale = 1.0 if np.isinf(around.population) else around.population / around.cases
        people: NDArray[np.float64] = around.expected[None] * scale
        return people if scale == 1.0 else np.rint(people)

    def located(self, counts: NDArray[np.int64]) -> NDArray[np.int64]:
        """Counts int64[W, n] of places added up by location, int64[W, m]."""
        summed = np.zeros((len(counts), len(self.circles.points)), np.int64)
        np.add.at(summed.T, self.circles.location, counts.T)
        return summed

    def best_circles(self, counts: NDArray[np.int64]) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
        """Each centre's circle of highest LLR for counts int64[m]: the LLR float64[m], and its size in locations."""
        told = counts[None], self.at_risk, self.circles.order, self.circles.sizes, ONE_RUN
        llr, size, _ = best_cylinders(*told, self.around.population)
        return llr, size

    def replicates(self, seed: int, first: int, many: int) -> NDArray[np.int64]:
        """Counts int64[many, m] under the null, the very ones the scan of circles draws."""
        dealt = np.zeros((many, len(self.circles.points)), np.int64)
        people = np.zeros(0) if np.isinf(self.around.population) else self.at_risk[0]
        _deal(dealt, first, np.uint64(seed), *guide_table(self.at_risk[0]), people, self.around.cases)
        return dealt

    def distances(self, centre: int, members: NDArray[np.int64]) -> NDArray[np.float64]:
        """Of locations from a centre, in the unit of the places, or kilometres along the great circle."""
        chord = np.linalg.norm(self.circles.points[members] - self.circles.points[centre], axis=1)
        along: NDArray[np.float64] = 2 * EARTH_KM * np.arcsin(np.minimum(chord / (2 * EARTH_KM), 1.0))
        return along if self.circles.geographic else chord


def windows(
    places: Places, expected: NDArray[np.float64], cases: int, settings: Settings, most: int, population: float
) -> Windows:
    """All windows within the settings' size and radius, ellipses of at most `most` locations.

    `expected` float64[n] sums to `cases`; `population` is infinite for Poisson counts.
    """
    rounds = circles(places, expected, settings)
    weight = np.bincount(rounds.location, expected).astype(np.float64)
    reach = np.inf if settings.max_radius is None else settings.max_radius
    if places.geographic and np.isfinite(reach):
        reach = 2 * EARTH_KM * np.sin(min(reach / (2 * EARTH_KM), np.pi / 2))
    reach, cap = reach * (1 + 1e-9), settings.max_size * cases * (1 + 1e-9)
    long = ellipses(rounds, weight, most, reach, cap)
    adjacent = _adjacent(nearest_peopled(rounds.points, weight > 0, ADJACENT + 1)[0])
    shape = (long.order, long.sizes, long.ratio, adjacent, rounds.points)
    return Windows(rounds, Surroundings(weight, *shape, reach**2, cap, cases, population))


@njit(cache=True, parallel=True)
def _deal(dealt, first, seed, cumulative, guide, people, cases):  # type: ignore[no-untyped-def]  # noqa: PLR0913, PLR0917
    """Put `cases` by chance into each row of `dealt`; where there are whole `people`, nobody is a case twice."""
    for replicate in prange(len(dealt)):
        state, counts, left = np.empty(4, np.uint64), dealt[replicate], cases
        seed_state(state, seed, uint64(first + replicate))
        while left:
            cell = draw_cell(state, cumulative, guide)
            if not len(people) or next_unit(state) * people[cell] >= counts[cell]:
                counts[cell] += 1
                left -= 1


def _adjacent(near: NDArray[np.int32]) -> NDArray[np.int32]:
    """Who is next to whom, both ways, int32[m, a] with -1 where there are no more; nobody for whom has no people."""
    one, other = np.repeat(np.arange(len(near)), near.shape[1]), near.ravel()
    peopled = near[one, 0] == one
    told = np.column_stack([one, other])[peopled & (other != NOBODY) & (other != one)]
    both = np.unique(np.concatenate([told, told[:, ::-1]]), axis=0)
    place = np.arange(len(both)) - np.searchsorted(both[:, 0], both[:, 0])
    adjacent = np.full((len(near), place.max(initial=0) + 1), NOBODY, np.int32)
    adjacent[both[:, 0], place] = both[:, 1]
    return adjacent
