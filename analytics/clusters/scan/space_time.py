"""Space-time scan by cylinders, retrospective or prospective: M. Kulldorff, Prospective time periodic geographical
disease surveillance using a scan statistic, Journal of the Royal Statistical Society A 2001;164:61-72."""

import numpy as np
from numpy.typing import NDArray

from analytics.clusters.scan.admission import admit_cases, admit_expected
from analytics.clusters.scan.cylinder_clusters import Cells, by_location, scan_cylinders
from analytics.clusters.scan.cylinder_nulls import labelled, thrown
from analytics.clusters.scan.cylinders import circles, spans
from analytics.clusters.scan.windows import Places, Scan, Settings


def scan_space_time(
    places: Places,
    cases: NDArray[np.int64],
    expected: NDArray[np.float64],
    settings: Settings,
    model: str = "poisson",
    prospective: bool = True,
) -> Scan:
    """Circles, capped by their share of the expected of the whole period, over runs of whole intervals.

    `cases` int64[n, T], `expected` float64[n, T], rescaled to sum to the cases (equation 1 is conditional on them);
    for model "bernoulli" it is the whole number of people, cases among them. Prospective runs end in the last
    interval. Raises Refusal for what cannot be scanned.
    """
    admit_cases(places, cases, settings)
    admit_expected(cases, expected, model)
    around = circles(places, expected.sum(axis=1), settings)
    counts = by_location(around, cases).astype(np.int64)
    at_risk, population = by_location(around, expected), float(expected.sum())
    runs = spans(cases.shape[1], settings.max_duration, prospective)
    if model == "bernoulli":
        return scan_cylinders(
            Cells(around, runs, counts, at_risk, population), labelled(at_risk, int(runs[:, 0].min())), settings
        )
    share = at_risk * (counts.sum() / population)
    return scan_cylinders(Cells(around, runs, counts, share), thrown(at_risk, int(runs[:, 0].min())), settings)
