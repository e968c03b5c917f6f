"""Purely spatial scan by circles: M. Kulldorff, A spatial scan statistic, Communications in Statistics: Theory and
Methods 1997;26:1481-1496. A circle is a cylinder over the only interval there is."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from analytics.clusters.scan.space_time import scan_space_time
from analytics.clusters.scan.windows import Places, Scan, Settings


def scan_spatial(
    places: Places,
    cases: NDArray[np.int64],
    expected: NDArray[np.float64],
    settings: Settings,
    model: str = "poisson",
) -> Scan:
    """Circles, nearest places first, of at most `max_size` of the expected, for more cases than expected.

    `cases` int64[n], `expected` float64[n], rescaled to sum to the cases; for model "bernoulli" it is the whole
    number of people, cases among them. Raises Refusal for what cannot be scanned.
    """
    only = (places, np.reshape(cases, (-1, 1)), np.reshape(expected, (-1, 1)))
    scan = scan_space_time(*only, settings, model)
    return Scan([replace(cluster, first=None, last=None) for cluster in scan.clusters], scan.maxima)
