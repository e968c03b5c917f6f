"""How surprising an employer's count is among those of its stream.

Employers differ by more than chance, by level and age of their plants. What is usual, and how much the usual ones
differ, is learnt by moments from those that do not stand out (A. Cameron & P. Trivedi, Journal of Applied Econometrics
1986;1:29-53), and a count is held against that as a negative binomial. So clusters neither raise what they are held
against nor widen it; and who is far from what is usual is meant to be seen, be it new or not.
"""

import numpy as np
import pandas as pd  # type: ignore[import-untyped]
from numpy.typing import NDArray
from scipy import stats

Floats = NDArray[np.float64]
# Chance below which a count is not one to learn from: first few are trusted, for several clusters hide each other, then
# who no longer stands out is taken back (the forward search of A. Atkinson & M. Riani, Robust Diagnostic Regression
# Analysis, Springer 2000).
STANDS_OUT = (0.1, 0.01)
HALF = 0.5  # cases where there is none: a rate of nought would prove anything
LEAST = 1e-9  # spread, below which nobody differs
SURE = 1 - np.finfo(float).eps


def usual(rows: pd.DataFrame, limit: float) -> "pd.Series[bool]":
    """Rows whose `observed` does not stand out from `expected` at first sight."""
    return pd.Series(stats.poisson.sf(rows.observed - 1, rows.expected) >= limit, rows.index)


def learnt(rows: pd.DataFrame) -> pd.DataFrame:
    """`rows` of one stream with `expected` scaled to what is usual, and `spread`, the variance of usual true ratios."""
    scaled = rows
    for limit in (*STANDS_OUT, STANDS_OUT[-1]):
        known = usual(scaled, limit)
        of, over = float(rows.observed[known].sum()), float(rows.expected[known].sum())
        scaled = rows.assign(expected=rows.expected * (max(of, HALF) / over if over > 0 else 1.0))
    return scaled.assign(spread=_spread(scaled[known]))


def within_stream(rows: pd.DataFrame) -> Floats:
    """The chance float64[n] that any row of the stream shows as much as each does (Šidák 1967)."""
    return np.asarray(-np.expm1(len(rows) * np.log1p(-np.minimum(tail(rows), SURE))))


def tail(rows: pd.DataFrame) -> Floats:
    """The chance float64[n] of at least `observed` where `expected` is usual and true ratios have variance `spread`."""
    observed, expected, spread = (rows[name].to_numpy(float) for name in ("observed", "expected", "spread"))
    size = 1 / np.maximum(spread, LEAST)
    even = stats.poisson.sf(observed - 1, expected)
    return np.asarray(np.where(spread > LEAST, stats.nbinom.sf(observed - 1, size, size / (size + expected)), even))


def _spread(rows: pd.DataFrame) -> float:
    """By moments; nought where counts vary no more than by chance."""
    excess = (rows.observed - rows.expected) ** 2 - rows.expected
    return max(0.0, float(excess.sum() / max((rows.expected**2).sum(), np.finfo(float).tiny)))
