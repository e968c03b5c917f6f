"""What every scan is told and what it answers, whatever the shape of its windows."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Places:
    """Where things are: x and y float64[n] in one unit of length, or longitude and latitude in degrees."""

    x: NDArray[np.float64]
    y: NDArray[np.float64]
    geographic: bool = False  # distances then are great circles, in kilometres


@dataclass(frozen=True)
class Settings:
    """`max_size` is the largest share of the expected cases inside a window, `max_duration` of the intervals.

    `progress` is called with the share of the work done, from 0 to 1.
    """

    max_size: float = 0.5
    max_radius: float | None = None
    max_duration: float = 0.5
    replicates: int = 999
    seed: int = 1
    progress: Callable[[float], None] | None = None


@dataclass(frozen=True)
class Cluster:
    """A window with more cases than expected.

    `members` int32[k] are numbers of places, nearest to `centre` first; `radius` in the unit of the places, or
    kilometres; `first` and `last` the intervals of time it covers, both included, None where time was not asked for.
    """

    members: NDArray[np.int32]
    centre: int
    radius: float
    observed: int
    expected: float
    relative_risk: float  # inside against outside; infinite where all cases are inside
    llr: float
    p_value: float
    first: int | None = None
    last: int | None = None


@dataclass(frozen=True)
class Scan:
    """Clusters by falling LLR, no two of which share a place, and the maxima float64[R] of the replicates."""

    clusters: list[Cluster]
    maxima: NDArray[np.float64]
