"""Several kinds of windows in one test: each judged by what chance brings it, all on the scale of the first."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

CHANCE = 0.95  # windows of a kind are measured from this quantile of their best: even chances at a level of 5 %


@dataclass(frozen=True)
class Calibration:
    """What chance brings each of K kinds: the LLR that so many replicates stay below, float64[K].

    `first_maxima` float64[R] are those of the first kind by itself, `maxima` those of all in one test.
    """

    levels: NDArray[np.float64]
    first_maxima: NDArray[np.float64]
    maxima: NDArray[np.float64]

    def rated(self, llr: NDArray[np.float64]) -> NDArray[np.float64]:
        """LLR float64[K, ...], as LLR of the first kind that are as far above what chance brings."""
        rated: NDArray[np.float64] = llr + (self.levels[0] - self.levels).reshape(-1, *[1] * (llr.ndim - 1))
        return rated

    def statistic(self, best: NDArray[np.float64]) -> NDArray[np.float64]:
        """The largest rated LLR, float64[W], of the best windows float64[W, K] of each kind in W worlds."""
        largest: NDArray[np.float64] = self.rated(best.T).max(axis=0)
        return largest


def calibrated(chance: NDArray[np.float64]) -> Calibration:
    """From the best windows float64[R, K] of each kind in R replicates; without any, all LLR are left as they are."""
    levels = np.quantile(chance, CHANCE, axis=0) if len(chance) else np.zeros(chance.shape[1])
    unranked = Calibration(levels, chance[:, 0], np.empty(0))
    return Calibration(levels, chance[:, 0], unranked.statistic(chance))
