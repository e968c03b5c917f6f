"""Expected counts of harmed workers: each employer by what happens to others alike, at the same institution."""

import numpy as np
import pandas as pd  # type: ignore[import-untyped]

from analytics.clusters.expectation.checks import check
from analytics.clusters.expectation.crossfit import CrossFit
from analytics.clusters.expectation.institutions import confounded, factors
from analytics.clusters.expectation.rates import HALF, Design, Floats

CELL = ["employer_id", "institution_id", "month", "hazard"]
BY_STRATUM = Design()


def expected_by_employer(counts: pd.DataFrame) -> pd.DataFrame:
    """`expected_counts` of what `counting.counted` counts."""
    return expected_counts(counts, BY_STRATUM)


def expected_counts(frame: pd.DataFrame, design: Design = BY_STRATUM) -> pd.DataFrame:
    """`unscaled_counts`, so scaled that `expected` sums to `harmed`, or to HALF where nobody was."""
    table = unscaled_counts(frame, design)
    if not (table.examined > 0).any():
        return table
    return table.assign(expected=table.expected * (max(table.harmed.sum(), HALF) / table.expected.sum()))


def unscaled_counts(frame: pd.DataFrame, design: Design = BY_STRATUM) -> pd.DataFrame:
    """The same rows with `expected`, in which a row's own employer has no part, `confounded` and `baseline`.

    `frame`: employer_id, institution_id, month (any day of it), the columns of `design`, examined, harmed.
    `confounded`: the row's institution cannot be told from its employer. `baseline`: nobody else has the hazard, so
    that of the average hazard is expected; of a single employer, its own rate. Raises Refusal.
    """
    check(frame, design)
    seen = frame.examined.to_numpy(float) > 0
    some = frame[seen].reset_index(drop=True)
    cells = _cells(some, design)
    table = frame.assign(expected=0.0, confounded=confounded(frame).to_numpy(bool), baseline=True)
    table.loc[seen, "expected"] = _expected(some, cells, design)
    table.loc[seen, "baseline"] = cells.groupby("hazard").employer_id.transform("nunique").to_numpy() < 2
    return table


def _expected(frame: pd.DataFrame, cells: pd.DataFrame, design: Design) -> Floats:
    """Rates, then institutions given the rates, then rates given the institutions."""
    examined, harmed = (frame[name].to_numpy(float) for name in ("examined", "harmed"))
    if cells.employer_id.nunique() < 2:
        own: Floats = examined * max(harmed.sum(), HALF) / max(examined.sum(), 1.0)
        return own
    fit = CrossFit(frame, cells.employer_id.to_numpy(), design)
    raw = cells.assign(harmed=harmed, expected=examined * fit.rates(examined, harmed))
    factor = factors(raw.groupby(CELL, as_index=False).sum())[cells.groupby(CELL).ngroup()]
    expected: Floats = examined * np.minimum(factor * fit.rates(examined * factor, harmed), 1)
    return expected


def _cells(frame: pd.DataFrame, design: Design) -> pd.DataFrame:
    """CELL of each row in whole numbers: codes from 0, months in sequence."""
    names = {"employer_id": "employer_id", "institution_id": "institution_id", "hazard": design.hazard}
    codes = {name: pd.factorize(frame[of], sort=True, use_na_sentinel=False)[0] for name, of in names.items()}
    days = pd.to_datetime(frame.month)
    return pd.DataFrame({**codes, "month": (days.dt.year * 12 + days.dt.month).to_numpy(np.int64)})
