"""Scans as the textbook has them: every circle over every run of intervals, one by one, in plain numpy."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analytics.clusters.draws import seed_state
from analytics.clusters.scan.cylinder_nulls import Null, deal
from analytics.clusters.scan.windows import Places

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
ROUNDING = 1e-9


@dataclass(frozen=True)
class Textbook:
    """Cylinders whose circle holds at most `max_size` of weights float64[n], over at most `longest` intervals."""

    places: Places
    weights: Floats
    longest: int
    prospective: bool = False
    max_size: float = 0.5

    def windows(self, intervals: int) -> Iterator[tuple[Ints, slice]]:
        """Members and intervals of each."""
        for x, y in zip(self.places.x, self.places.y, strict=True):
            distance = np.hypot(self.places.x - x, self.places.y - y)
            for radius in np.unique(distance):
                members = np.flatnonzero(distance <= radius)
                if self.weights[members].sum() > self.max_size * self.weights.sum() * (1 + ROUNDING):
                    break
                for last in range(intervals - 1 if self.prospective else 0, intervals):
                    for first in range(max(0, last - self.longest + 1), last + 1):
                        yield members, slice(first, last + 1)

    def highest(self, cases: Ints, expected: Floats, people: float | None = None, fewest: int = 0) -> float:
        """Highest LLR of windows of at least `fewest` of cases int64[n, T], by expected or people float64[n, T]."""
        total = float(cases.sum())
        found = [0.0]
        for members, when in self.windows(cases.shape[1]):
            c, e = float(cases[members, when].sum()), float(expected[members, when].sum())
            if c >= fewest:
                found.append(bernoulli(c, e, total, people) if people else poisson(c, e, total))
        return max(found)


def poisson(c: float, e: float, cases: float) -> float:
    """Kulldorff 1997, for expected that sum to the cases."""
    return _entropy(c, e) + _entropy(cases - c, cases - e) if c > e * (1 + ROUNDING) else 0.0


def bernoulli(c: float, n: float, cases: float, people: float) -> float:
    """Kulldorff 1997: cases and others inside and outside, against one rate everywhere."""
    rate = cases / people
    inside = _entropy(c, n * rate) + _entropy(n - c, n * (1 - rate))
    outside = _entropy(cases - c, (people - n) * rate)
    outside += _entropy(people - n - cases + c, (people - n) * (1 - rate))
    return inside + outside if c > n * rate * (1 + ROUNDING) else 0.0


def _entropy(count: float, expected: float) -> float:
    return count * float(np.log(count / expected)) if count > 0 else 0.0


def replicates(null: Null, shape: tuple[int, int], cases: int, seed: int, many: int) -> Ints:
    """The very draws of a scan by location and interval, int64[many, m, T]; all intervals needed."""
    state, drawn = np.empty(4, np.uint64), np.zeros((many, *shape), np.int64)
    for replicate in range(many):
        counts = np.zeros((shape[0] * shape[1] + 1, 1), np.uint64)
        seed_state(state, np.uint64(seed), np.uint64(replicate))
        deal(counts, 0, 32, cases, state, null)
        drawn[replicate] = counts[:-1, 0].reshape(shape)
    return drawn
