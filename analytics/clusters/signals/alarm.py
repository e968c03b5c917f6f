"""What a detector says of one window, in the same words whatever the detector, and how one alarm explains another."""

from dataclasses import dataclass
from datetime import date

import numpy as np
from scipy import stats

INTERVAL = 0.95


@dataclass(frozen=True)
class Alarm:
    """More `observed` than `expected` among the `employers`, from `first` to `last`, both included.

    `p` holds for everything the detector looked at in this stream (the maximum of all windows, or a q-value);
    `hazard` is None where the window holds several. `where` names the node, places or subset in the detector's words.
    """

    layer: str
    outcome: str
    hazard: str | None
    employers: frozenset[int]
    first: date
    last: date
    observed: float
    expected: float
    p: float
    where: str = ""

    @property
    def ratio(self) -> float:
        """Observed to expected; infinite where nothing was expected."""
        return self.observed / self.expected if self.expected > 0 else float("inf")

    @property
    def strength(self) -> float:
        """Log likelihood ratio of a Poisson count with this mean; nought where there is no excess."""
        if self.observed <= self.expected:
            return 0.0
        floor = np.finfo(float).tiny
        return float(self.observed * np.log(self.observed / max(self.expected, floor)) - self.observed + self.expected)

    def interval(self) -> tuple[float, float]:
        """The exact interval of the ratio (Garwood 1936)."""
        if self.expected <= 0:
            return float("inf"), float("inf")
        tail = (1 - INTERVAL) / 2
        low = float(stats.chi2.ppf(tail, 2 * self.observed)) / 2 if self.observed > 0 else 0.0
        return low / self.expected, float(stats.chi2.isf(tail, 2 * (self.observed + 1)) / 2 / self.expected)


def overlap(one: frozenset[int], other: frozenset[int]) -> float:
    """Shared employers as a share of all that either has (Jaccard); nought where both are empty."""
    return len(one & other) / len(one | other) if one | other else 0.0


def same_matter(one: Alarm, other: Alarm) -> bool:
    """Whether both can be about one harm: one outcome, one hazard or one of them not told, periods that meet."""
    hazards = one.hazard is None or other.hazard is None or one.hazard == other.hazard
    return hazards and one.outcome == other.outcome and one.first <= other.last and other.first <= one.last
