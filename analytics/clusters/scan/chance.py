"""What chance brings in one geography and exposure, kept for the many streams of a night that share them.

Given how many cases there are, the largest LLR of the null depends on the places and the shares of the expected alone,
so its Gumbel law (Abrams, Kulldorff & Kleinman, International Journal of Health Geographics 2010;9:61) is fitted once
on a grid of case counts; a stream then needs no replicates.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from analytics.clusters.scan.admission import admit_cases, admit_expected
from analytics.clusters.scan.cylinder_clusters import Cells, apart, by_location
from analytics.clusters.scan.cylinder_maxima import cylinder_maxima
from analytics.clusters.scan.cylinder_nulls import thrown
from analytics.clusters.scan.cylinders import Circles, circles, spans
from analytics.clusters.scan.windows import Places, Scan, Settings
from analytics.clusters.significance import Gumbel

FEWEST = 4  # below so few cases the law is taken as that of so many


@dataclass(frozen=True)
class Chance:
    """Laws of the largest LLR by number of cases, for `expected` float64[n, T] of places."""

    places: Places
    expected: NDArray[np.float64]
    circles: Circles
    runs: NDArray[np.int64]
    at_risk: NDArray[np.float64]  # by interval and location, sums to 1
    cases: NDArray[np.int64]
    laws: tuple[Gumbel, ...]

    @classmethod
    def of(
        cls,
        places: Places,
        expected: NDArray[np.float64],
        settings: Settings,
        most: int,
        prospective: bool = True,
    ) -> "Chance":
        """Fitted to the settings' replicates (at least two) at each doubling of FEWEST cases up to `most`.

        Raises Refusal for what cannot be scanned.
        """
        told = replace(settings, replicates=max(settings.replicates, 2))
        admit_cases(places, np.zeros(expected.shape, np.int64), told)
        admit_expected(np.zeros(expected.shape, np.int64), expected, "poisson")
        around = circles(places, expected.sum(axis=1), told)
        at_risk, runs = by_location(around, expected), spans(expected.shape[1], told.max_duration, prospective)
        at_risk /= at_risk.sum()
        null = thrown(at_risk, int(runs[:, 0].min()))
        grid = FEWEST * 2 ** np.arange(max(most - 1, FEWEST).bit_length() - FEWEST.bit_length() + 2)
        maxima = [cylinder_maxima(null, at_risk * many, around, runs, int(many), np.inf, told) for many in grid]
        return cls(places, expected, around, runs, at_risk, grid, tuple(Gumbel.of(each) for each in maxima))

    def law(self, cases: int) -> Gumbel:
        """Of so many cases: location and scale by the logarithm of the count, between those of the grid."""
        at, grid = np.log(np.clip(cases, self.cases[0], self.cases[-1])), np.log(self.cases)
        location = np.interp(at, grid, [law.location for law in self.laws])
        return Gumbel(float(location), float(np.interp(at, grid, [law.scale for law in self.laws])))

    def scan(self, cases: NDArray[np.int64]) -> Scan:
        """Clusters in one stream's cases int64[n, T], as `scan_space_time` finds them; p by the law, no maxima.

        Raises Refusal for cases that are none, or fall where nothing is expected.
        """
        admit_cases(self.places, cases, Settings())
        admit_expected(cases, self.expected, "poisson")
        counts = by_location(self.circles, cases).astype(np.int64)
        total = int(counts.sum())
        if not total:
            return Scan([], np.zeros(0))
        law = self.law(total)
        cells = Cells(self.circles, self.runs, counts, self.at_risk * total)
        return Scan(apart(cells, law.p), np.zeros(0))
