"""Which pairs of observed and expected can be analysed, and equal or nearly equal pairs taken together."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analytics.clusters.refusal import Refusal

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Counts:
    """Pairs: `observed` whole numbers, `expected`, and how many pairs each stands for, all float64[n]."""

    observed: Floats
    expected: Floats
    weight: Floats

    @classmethod
    def of(cls, observed: ArrayLike, expected: ArrayLike) -> "Counts":
        """Each pair once. Raises Refusal for a count that is none and for cases where none can be expected."""
        cases, hoped = np.asarray(observed, float), np.asarray(expected, float)
        if not (np.isfinite(cases).all() and (cases >= 0).all() and (cases == np.floor(cases)).all()):
            raise Refusal("病例数必须是不小于零的整数。", "Cases must be whole numbers not below nought.")
        if not (np.isfinite(hoped).all() and (hoped >= 0).all()):
            raise Refusal("期望数必须是不小于零的数。", "Expected counts must be numbers not below nought.")
        if ((cases > 0) & (hoped == 0)).any():
            row = int(np.flatnonzero((cases > 0) & (hoped == 0))[0]) + 1
            raise Refusal(
                f"第 {row} 行有病例而期望数为零；请检查该行的人数。",
                f"Row {row} has cases but nothing expected; check its population.",
            )
        return cls(cases, hoped, np.ones(len(cases)))

    def squashed(self, step: float) -> "Counts":
        """Pairs of one count whose expectations are within about a factor exp(`step`) taken together, at their mean.

        Data squashing (DuMouchel & Pregibon 2001): a likelihood on some hundred points finds nearly the same prior.
        Only for expectations above nought.
        """
        level = np.rint(np.log(self.expected) / step)
        order = np.lexsort((level, self.observed))
        cases, level = self.observed[order], level[order]
        new = (np.diff(cases, prepend=-1.0) != 0) | (np.diff(level, prepend=np.inf) != 0)
        first = np.flatnonzero(new)
        weight = np.add.reduceat(self.weight[order], first)
        together = np.add.reduceat((self.weight * self.expected)[order], first)
        return Counts(cases[first], together / weight, weight)
