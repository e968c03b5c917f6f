"""What a subset scan is told and what it answers."""

from collections.abc import Hashable
from dataclasses import dataclass

import numpy as np
import pandas as pd  # type: ignore[import-untyped]
from numpy.typing import NDArray

from analytics.clusters.shrinkage.counts import Floats


@dataclass(frozen=True)
class Search:
    """`penalty` is the log-likelihood a value named must gain; `most` subsets; `replicates` may be 0 (no p-value)."""

    penalty: float = 2.0
    most: int = 3
    replicates: int = 99
    seed: int = 1


@dataclass(frozen=True)
class Subset:
    """Values of each attribute that is not left whole, cases, and expected at the rate of the rest of the table.

    `inside` bool[n] are its cells, without those of the subsets before it.
    """

    values: dict[str, list[Hashable]]
    inside: NDArray[np.bool_]
    observed: int
    expected: float
    score: float
    p_value: float | None = None

    def holds(self, table: pd.DataFrame) -> NDArray[np.bool_]:
        """Which rows bool[n] of a table have its values."""
        inside = np.ones(len(table), bool)
        for name, values in self.values.items():
            inside &= table[name].isin(values).to_numpy()
        return inside


@dataclass(frozen=True)
class Found:
    """Subsets by falling score, and the maxima float64[R] of the replicates, against which each is judged."""

    subsets: list[Subset]
    maxima: Floats
