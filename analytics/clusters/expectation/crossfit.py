"""Cross-fitting by employer: the rate of a worker is always that fitted to workers of other employers."""

import numpy as np
import pandas as pd  # type: ignore[import-untyped]
from numpy.typing import NDArray
from sklearn.model_selection import GroupKFold

from analytics.clusters.expectation.rates import Design, Floats, fitted_rates

FOLDS = 5


class CrossFit:
    """Rows sorted into strata and folds once, to be fitted for several exposures.

    `frame` has the columns of `design`; `employers` int64[rows] are their codes from 0, at least two of them.
    """

    def __init__(self, frame: pd.DataFrame, employers: NDArray[np.int64], design: Design) -> None:
        by = frame.groupby(design.columns, dropna=False, sort=True)
        self.stratum = by.ngroup().to_numpy()
        first = np.unique(self.stratum, return_index=True)[1]
        self.matrix = design.matrix(frame.iloc[first])
        self.folds = min(FOLDS, int(employers.max()) + 1)
        self.fold = _folds(employers, self.folds)

    def rates(self, exposure: Floats, harmed: Floats) -> Floats:
        """Harmed per unit of `exposure` of each row, float64[rows], by the other folds."""
        parts = self._table(exposure), self._table(harmed)
        others = ([np.delete(part, k, axis=0).sum(0) for part in parts] for k in range(self.folds))
        table = np.array([fitted_rates(self.matrix, *both) for both in others])
        rates: Floats = table[self.fold, self.stratum]
        return rates

    def _table(self, numbers: Floats) -> Floats:
        """Sums float64[folds, strata]."""
        strata = self.matrix.shape[0]
        sums: Floats = np.bincount(self.fold * strata + self.stratum, numbers, self.folds * strata).astype(float)
        return sums.reshape(self.folds, strata)


def _folds(employers: NDArray[np.int64], folds: int) -> NDArray[np.int64]:
    """The fold of each row: all rows of an employer in one, folds of about as many rows."""
    fold = np.zeros(len(employers), np.int64)
    for number, (_, rows) in enumerate(GroupKFold(folds).split(fold, groups=employers)):
        fold[rows] = number
    return fold
