"""Pairs of employer and hazard over the months, and how chance deals their harmed: in batches, for a whole factory is
examined by one team in one season.

Each pair keeps its own number of harmed: that one employer has always had more than others is no news. They fall on
months by what was expected there (so that more examined are not more harm), and from year to year a pair's rate moves
by chance, as much as pairs that are not new in anything are seen to move.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd  # type: ignore[import-untyped]
from numpy.typing import NDArray

from analytics.clusters.layers.harmed import PAIR
from analytics.clusters.layers.monthly import MONTHS
from analytics.clusters.layers.tails import LEAST, SURE, tail

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
LONGEST = 12  # months of a window
STANDS_OUT = 0.05  # chance below which a pair's years say nothing about how others move
STEPS = 4  # who no longer stands out is taken back
LEFT_OUT = 1.2  # the variance over that of who does not stand out, in worlds where nothing is new


@dataclass(frozen=True)
class Batches:
    """`pairs` with anybody harmed (PAIR); `harmed` int64[L, MONTHS] and each month's `share` of the pair's expected,
    from the last month backwards; `spread`, the variance of a pair's rate from year to year over its mean squared."""

    pairs: pd.DataFrame
    harmed: Ints
    share: Floats
    spread: float

    @classmethod
    def of(cls, rows: pd.DataFrame, expected: str) -> "Batches":
        """From employer_id, hazard, ago, harmed and the column `expected`."""
        by = rows.groupby(PAIR, sort=True)
        pairs = by.harmed.sum().reset_index()
        cell = by.ngroup().to_numpy() * MONTHS + rows.ago.to_numpy()
        tables = [np.bincount(cell, rows[name], len(pairs) * MONTHS) for name in ("harmed", expected)]
        harmed, hoped = (table.reshape(-1, MONTHS)[pairs.harmed > 0] for table in tables)
        share = hoped / hoped.sum(axis=1, keepdims=True)
        kept = pairs[pairs.harmed > 0][PAIR].reset_index(drop=True)
        return cls(kept, harmed.astype(np.int64), share, _spread(_years(harmed), _years(share)))

    @cached_property
    def cases(self) -> Ints:
        """Of each pair in all months, int64[L]."""
        return np.asarray(self.harmed.sum(axis=1))

    @cached_property
    def expected(self) -> Floats:
        """Of each pair's cases in the last 1, 2, … LONGEST months, float64[L, LONGEST]."""
        return np.asarray(self.cases[:, None] * np.cumsum(self.share[:, :LONGEST], axis=1))

    @cached_property
    def observed(self) -> Floats:
        """The cases there, float64[L, LONGEST]."""
        return np.asarray(np.cumsum(self.harmed[:, :LONGEST], axis=1, dtype=float))

    @cached_property
    def before_squared(self) -> Floats:
        """Squares of what is expected of each year before the last, summed over years, float64[L, 1]."""
        years = self.cases[:, None] * _years(self.share)[:, 1:]
        return np.asarray((years**2).sum(axis=1, keepdims=True))

    def drawn(self, random: np.random.Generator) -> Floats:
        """The same of a world in which nothing is new."""
        years = _years(self.share)
        if self.spread > LEAST:
            years = years * random.gamma(1 / self.spread, self.spread, years.shape)
        recent = np.divide(years[:, 0], years.sum(axis=1), out=np.zeros(len(years)), where=years.sum(axis=1) > 0)
        cases, share = random.binomial(self.cases, recent), self.share[:, :LONGEST]
        counts, some = np.zeros(share.shape, np.int64), cases > 0
        counts[some] = random.multinomial(cases[some], share[some] / share[some].sum(axis=1, keepdims=True))
        return np.cumsum(counts, axis=1, dtype=float)


def _years(months: Floats) -> Floats:
    """Sums of each LONGEST months backwards; what is left over goes to the last."""
    return np.asarray(np.add.reduceat(months, np.arange(MONTHS // LONGEST) * LONGEST, axis=1))


def _spread(harmed: Floats, share: Floats) -> float:
    """By moments (A. Cameron & P. Trivedi 1986) of harmed float64[L, Y], whose sums are given, by their shares; from
    pairs no year of which stands out."""
    cases, spread = harmed.sum(axis=1, keepdims=True), 0.0
    own = 1 - 2 * share + (share**2).sum(axis=1, keepdims=True)  # of the variance of a share: all shares sum to 1
    for _step in range(STEPS):
        known = _chance(harmed, cases * share, spread) >= STANDS_OUT
        chance, weight = cases * share * (1 - share), cases * (cases - 1) * share**2 * own
        excess = (harmed - cases * share) ** 2 - chance
        trust = weight / np.maximum(chance + weight, LEAST) ** 2  # so no single pair decides, however large
        spread = max(0.0, LEFT_OUT * float((excess * trust)[known].sum() / max((weight * trust)[known].sum(), LEAST)))
    return spread


def _chance(harmed: Floats, expected: Floats, spread: float) -> Floats:
    """That any year of a pair holds as many as one does, float64[L]."""
    years = {"observed": harmed.ravel(), "expected": expected.ravel(), "spread": spread}
    lowest = tail(pd.DataFrame(years)).reshape(harmed.shape).min(axis=1, initial=1.0)
    return np.asarray(-np.expm1(harmed.shape[1] * np.log1p(-np.minimum(lowest, SURE))))
