"""How well what was found fits what was put in: where, and when."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Overlap:
    """Shares of people from 0 to 1 (Takahashi, Kulldorff, Tango & Yih, Int J Health Geographics 2008;7:14)."""

    sensitivity: float  # of those in the true cluster, found
    predictive_value: float  # of those found, in the true cluster
    tanimoto: float  # of those in either, in both


def score(found: NDArray[np.int32], truth: NDArray[np.int32], people: NDArray[np.float64]) -> Overlap:
    """Overlap of members found (none: nought throughout) and true, weighed by people float64[n] or expected cases."""
    both = people[np.intersect1d(found, truth)].sum()
    either = people[np.union1d(found, truth)].sum()
    return Overlap(
        *(float(both / whole) if whole else 0.0 for whole in (people[truth].sum(), people[found].sum(), either))
    )


def mean_overlap(scores: list[Overlap]) -> Overlap:
    """Mean of each share; nought of no scores."""
    if not scores:
        return Overlap(0.0, 0.0, 0.0)
    rows = [(one.sensitivity, one.predictive_value, one.tanimoto) for one in scores]
    return Overlap(*(float(share) for share in np.mean(rows, axis=0)))


@dataclass(frozen=True)
class Delay:
    """Of worlds with a cluster from some interval on: how many were seen, how late, how often before there was one."""

    seen: float  # share of worlds with an alarm at or after the start
    median: float  # intervals from the start to the first such alarm, of worlds seen; infinite if fewer than half are
    early: float  # false alarms for each interval before the start


def delay(alarms: NDArray[np.bool_], start: int) -> Delay:
    """From alarms bool[W, T] of W worlds in T intervals, the cluster starting in interval `start`."""
    after = alarms[:, start:]
    seen = after.any(axis=1)
    waited = np.where(seen, after.argmax(axis=1), np.inf)
    early = float(alarms[:, :start].mean()) if start else 0.0
    return Delay(float(seen.mean()), float(np.quantile(waited, 0.5, method="higher")), early)
