"""Cross-fitted rates over distinct strata, against the textbook: the same regression on a row for each examination."""

import time
from typing import Any

import numpy as np
import pandas as pd

from analytics.clusters.expectation.crossfit import CrossFit
from analytics.clusters.expectation.expected import BY_STRATUM, expected_by_employer
from analytics.clusters.expectation.rates import Floats, fitted_rates
from tests.analytics.clusters.expectation.worlds import counted, people
from tests.benchmarks import timing

HAZARDS = 15  # of each of the four kinds
FEW, MANY = 3_000, 20_000  # employers, of some fifty workers each


def examinations(employers: int) -> pd.DataFrame:
    """One row for each worker: sixty hazards, as many institutions as there are for so many employers."""
    rng = np.random.default_rng(1)
    workers = people(rng, employers, max(employers // 100, 10))
    return workers.assign(hazard=workers.hazard + rng.integers(0, HAZARDS, len(workers)).astype(str))


def against_rows() -> dict[str, Any]:
    """Wanted: a million examinations in a few seconds, `million_s`; `apart` is the largest difference of log rates."""
    rng, workers = np.random.default_rng(2), examinations(FEW)
    rows = workers.assign(examined=1.0, harmed=(rng.random(len(workers)) < workers.rate).astype(float))
    line = timing.pair("expected counts", len(rows), lambda _: by_strata(rows), "a row each", lambda _: by_rows(rows))
    many = counted(rng, examinations(MANY))
    start = time.perf_counter()
    expected_by_employer(many)
    taken = {"million_n": int(many.examined.sum()), "million_s": round(time.perf_counter() - start, 2)}
    return {**line, **taken, "apart": float(np.abs(np.log(by_strata(rows) / by_rows(rows))).max())}


def by_strata(rows: pd.DataFrame) -> Floats:
    return _fit(rows).rates(rows.examined.to_numpy(), rows.harmed.to_numpy())


def by_rows(rows: pd.DataFrame) -> Floats:
    """The same folds and the same ridge."""
    fold, matrix = _fit(rows).fold, BY_STRATUM.matrix(rows)
    rates = np.empty(len(rows))
    for k in range(int(fold.max()) + 1):
        others = np.where(fold != k, 1.0, 0.0)
        rates[fold == k] = fitted_rates(matrix, others, others * rows.harmed.to_numpy())[fold == k]
    return rates


def _fit(rows: pd.DataFrame) -> CrossFit:
    return CrossFit(rows, pd.factorize(rows.employer_id)[0], BY_STRATUM)
