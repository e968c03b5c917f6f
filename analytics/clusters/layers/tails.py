"""How surprising an employer's count is among those of its stream.

Employers differ by more than chance, by level and age of their plants. A count is held against how usual ones differ
as a negative binomial (A. Cameron & P. Trivedi, Journal of Applied Econometrics 1986;1:29-53), averaged over what that
may be. Who is far from what is usual is meant to be seen, be it new or not.
"""

import numpy as np
import pandas as pd  # type: ignore[import-untyped]
from numpy.typing import NDArray
from scipy import stats

from analytics.clusters.layers.differing import Usual, usual_of

Floats = NDArray[np.float64]
# Chance below which a count is not one to learn from: first few are trusted, for several clusters hide each other, then
# who no longer stands out is taken back (the forward search of A. Atkinson & M. Riani, Robust Diagnostic Regression
# Analysis, Springer 2000).
STANDS_OUT = (0.1, 0.01)
HALF = 0.5  # cases where there is none: a rate of nought would prove anything
MID = 0.5
LEAST = 1e-9  # spread, below which nobody differs
SURE = 1 - np.finfo(float).eps
_AT, _WEIGHTS = np.polynomial.hermite_e.hermegauss(5)
POINTS = list(zip(_AT, _WEIGHTS / _WEIGHTS.sum(), strict=True))


def usual(rows: pd.DataFrame, limit: float) -> "pd.Series[bool]":
    """Rows whose `observed` does not stand out from `expected` at first sight."""
    return pd.Series(stats.poisson.sf(rows.observed - 1, rows.expected) >= limit, rows.index)


def learnt(rows: pd.DataFrame, stream: list[str]) -> pd.DataFrame:
    """`rows` with `expected` scaled to what is usual in each stream, `spread` and `doubt`.

    `spread` is the median of what the variance of usual true ratios may be, `doubt` the sd of its logarithm.
    """
    streams = [of for _, of in rows.groupby(stream, sort=True)]
    if not streams:
        return rows.assign(spread=0.0, doubt=0.0)
    known = usual_of(streams, [_first_guess(of) for of in streams])
    return pd.concat([_told(of, each) for of, each in zip(streams, known, strict=True)], ignore_index=True)


def _first_guess(rows: pd.DataFrame) -> float:
    """The ratio of those that do not stand out."""
    ratio = 1.0
    for limit in (*STANDS_OUT, STANDS_OUT[-1]):
        known = usual(rows.assign(expected=rows.expected * ratio), limit)
        over = float(rows.expected[known].sum())
        ratio = max(float(rows.observed[known].sum()), HALF) / over if over > 0 else 1.0
    return ratio


def _told(rows: pd.DataFrame, known: Usual) -> pd.DataFrame:
    spread, doubt = known.differing
    return rows.assign(expected=rows.expected * known.scale, spread=spread, doubt=doubt)


def within_stream(rows: pd.DataFrame) -> Floats:
    """The chance float64[n] that any row of the stream shows as much as each does (Šidák 1967).

    Of as many as observed half the chance is counted: else whole numbers would alarm less often than they are meant to
    (mid-p: H. Lancaster, Journal of the American Statistical Association 1961;56:223-234).
    """
    return np.asarray(-np.expm1(len(rows) * np.log1p(-np.minimum(tail(rows, MID), SURE))))


def tail(rows: pd.DataFrame, as_many: float = 1.0) -> Floats:
    """The chance float64[n] of at least `observed` where `expected` is usual and true ratios have variance `spread`.

    With a column `doubt` it is the mean over what that variance may be; `as_many`: how much of the chance of just
    `observed` counts.
    """
    return sum((weight * _tail(rows, spread, as_many) for weight, spread in spreads(rows)), np.zeros(len(rows)))


def spreads(rows: pd.DataFrame) -> list[tuple[float, Floats]]:
    """What the variance of true ratios may be, float64[n], with its weight: five of a lognormal (Gauss, Hermite)."""
    spread = rows.spread.to_numpy(float)
    if "doubt" not in rows:
        return [(1.0, spread)]
    return [(weight, spread * np.exp(at * rows.doubt.to_numpy(float))) for at, weight in POINTS]


def _tail(rows: pd.DataFrame, spread: Floats, as_many: float) -> Floats:
    observed, expected = (rows[name].to_numpy(float) for name in ("observed", "expected"))
    size = 1 / np.maximum(spread, LEAST)
    differing, even = stats.nbinom(size, size / (size + expected)), stats.poisson(expected)
    told = [law.sf(observed) + as_many * law.pmf(observed) for law in (differing, even)]
    return np.asarray(np.where(spread > LEAST, *told))
