"""Space-time scan where only cases are known: M. Kulldorff et al., A space-time permutation scan statistic for disease
outbreak detection, PLoS Medicine 2005;2:e59."""

import numpy as np
from numpy.typing import NDArray

from analytics.clusters.scan.admission import admit_cases
from analytics.clusters.scan.cylinder_clusters import Cells, by_location, scan_cylinders
from analytics.clusters.scan.cylinder_nulls import permuted
from analytics.clusters.scan.cylinders import circles, spans
from analytics.clusters.scan.windows import Places, Scan, Settings


def scan_permutation(places: Places, cases: NDArray[np.int64], settings: Settings, prospective: bool = True) -> Scan:
    """Cylinders with more of the cases int64[n, T] than the place's and the interval's totals let expect.

    The circles' cap is a share of all cases. Under the null the cases take each other's times, both totals kept.
    Raises Refusal for what cannot be scanned.
    """
    admit_cases(places, cases, settings)
    around = circles(places, cases.sum(axis=1).astype(np.float64), settings)
    counts = by_location(around, cases).astype(np.int64)
    expected = np.outer(counts.sum(axis=1), counts.sum(axis=0)) / max(counts.sum(), 1)
    runs = spans(cases.shape[1], settings.max_duration, prospective)
    return scan_cylinders(Cells(around, runs, counts, expected), permuted(counts, int(runs[:, 0].min())), settings)
