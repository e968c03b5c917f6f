"""Rates of harm by what a worker brings along: a Poisson regression with a ridge, over distinct strata.

Each hazard has a level and gradients of its own, drawn towards those common to all hazards. The ridge is a normal
prior on every log rate ratio, so that a category nobody else has stays at the baseline: the average of all others.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd  # type: ignore[import-untyped]
from numpy.typing import NDArray
from scipy import sparse
from sklearn.linear_model import PoissonRegressor
from sklearn.preprocessing import OneHotEncoder, SplineTransformer
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

Floats = NDArray[np.float64]

PRIOR_SD = 1.5  # of a log rate ratio: hazards differ by factors of some ten
OWN_SHARE = 0.4  # how far a hazard's own gradients may stray from the common ones, as a share of PRIOR_SD
KNOTS, DEGREE = 4, 2  # of the curve over a number; more would follow chance
STEPS, CLOSE = 3000, 2e-6  # of the regression: at most so many, until the gradient is so small
LEAST = 1e-9  # rate of a stratum: nought would be divided by
HALF = 0.5  # harmed workers where nobody was: a rate of nought would prove anything


@dataclass(frozen=True)
class Design:
    """Names of the columns that risk depends on: `categories`, and `numbers` by smooth curves.

    Each value of `hazard` has its own level and, as far as its numbers tell, its own gradients of all the others.
    """

    categories: tuple[str, ...] = ("sex", "exam_type")
    numbers: tuple[str, ...] = ("age_band", "exposure_band")
    hazard: str = "hazard"

    @property
    def columns(self) -> list[str]:
        return [self.hazard, *self.categories, *self.numbers]

    def matrix(self, strata: pd.DataFrame) -> sparse.csr_array:
        """Sparse float64[strata, features]: common gradients, levels of hazards, gradients of hazards."""
        parts = [_one_hot(strata[[name]]) for name in self.categories]
        parts += [_curve(strata[[name]]) for name in self.numbers]
        common = sparse.csr_array(sparse.hstack(parts)) if parts else sparse.csr_array((len(strata), 0))
        level = _one_hot(strata[[self.hazard]])
        return sparse.csr_array(sparse.hstack([common, level, OWN_SHARE * _products(level, common)]))


def fitted_rates(matrix: sparse.csr_array, examined: Floats, harmed: Floats) -> Floats:
    """Harmed per examined, float64[strata], by the regression on strata with `examined` above nought."""
    if not harmed.any():
        return np.full(len(harmed), HALF / max(examined.sum(), 1.0))
    seen = examined > 0
    weight = examined[seen]
    ridge = 1 / (PRIOR_SD**2 * weight.sum())  # scikit-learn divides the likelihood by the sum of weights
    model = PoissonRegressor(alpha=ridge, max_iter=STEPS, tol=CLOSE)
    with threadpool_limits(1):  # on so few numbers threads wait for each other longer than they work
        model.fit(matrix[seen], harmed[seen] / weight, sample_weight=weight)
    rates: Floats = np.clip(model.predict(matrix), LEAST, 1)
    return rates


def _one_hot(column: pd.DataFrame) -> sparse.csr_array:
    """What is not known is a category as well."""
    known = column.astype("string").fillna("").to_numpy(object)
    return sparse.csr_array(OneHotEncoder().fit_transform(known))


def _curve(column: pd.DataFrame) -> sparse.csr_array:
    """Splines over a number, and one more feature for where it is not known. A constant tells nothing."""
    numbers = column.to_numpy(float, na_value=np.nan)
    unknown = np.isnan(numbers)
    if len(np.unique(numbers[~unknown])) < 2:
        return sparse.csr_array(unknown.astype(float))
    splines = SplineTransformer(KNOTS, DEGREE, handle_missing="zeros", sparse_output=True).fit_transform(numbers)
    return sparse.csr_array(sparse.hstack([splines, unknown.astype(float)]))


def _products(level: sparse.csr_array, common: sparse.csr_array) -> sparse.csr_array:
    """Every feature of `common` for each level by itself; each row of `level` has one entry, of 1."""
    columns = level.indices.repeat(np.diff(common.indptr)) * common.shape[1] + common.indices
    shape = (common.shape[0], level.shape[1] * common.shape[1])
    return sparse.csr_array((common.data, columns, common.indptr), shape=shape)
