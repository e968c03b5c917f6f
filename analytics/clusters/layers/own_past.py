"""What the last months would have brought had nothing changed: the model's counts, at each group's own past level.

That one trade, stratum or employer has always had more than the model says is no news. Its ratio is learnt from the
past, shrunk as far as its counts are few (gamma mixtures by maximum likelihood: W. DuMouchel, American Statistician
1999;53:177-190), and drawn from its posterior where worlds without news are needed: how far employers differ, and how
little is known of each, is then in the worlds too.
"""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd  # type: ignore[import-untyped]
from numpy.typing import NDArray

from analytics.clusters.layers.harmed import PAIR
from analytics.clusters.layers.tails import HALF, tail, usual
from analytics.clusters.shrinkage.counts import Floats
from analytics.clusters.shrinkage.posterior import Posterior
from analytics.clusters.shrinkage.prior import fit

TRADE = ["hazard", "industry"]
SHARED = (
    TRADE,
    [*TRADE, "exposure_band"],
    [*TRADE, "age_band"],
)  # levels of several employers, each given those before
STANDS_OUT = 0.01  # chance below which an employer is not one to learn from what others are like
LEAST = np.finfo(float).tiny


@dataclass(frozen=True)
class Level:
    """The ratio of each group to what is expected of it, as its counts tell; `group` int64[rows] each row is of."""

    ratio: Posterior
    group: NDArray[np.int64]

    @classmethod
    def of(cls, group: NDArray[np.int64], observed: Floats, expected: Floats) -> "Level":
        """From the counts of rows."""
        sums = [np.bincount(group, numbers) for numbers in (observed, expected)]
        return cls(Posterior.of(fit(*sums), *sums), group)

    @property
    def mean(self) -> Floats:
        return self.ratio.mixed(self.ratio.shape / self.ratio.rate)

    @property
    def variance(self) -> Floats:
        """Of the ratio over its mean."""
        second = self.ratio.mixed(self.ratio.shape * (self.ratio.shape + 1) / self.ratio.rate**2)
        return second / self.mean**2 - 1

    def drawn(self, random: np.random.Generator) -> Floats:
        """A ratio over its mean for each row."""
        first = random.random(len(self.ratio.share)) < self.ratio.share
        shape, rate = (np.where(first, *both) for both in (self.ratio.shape, self.ratio.rate))
        return np.asarray((random.gamma(shape) / rate / self.mean)[self.group])


@dataclass(frozen=True)
class OwnPast:
    """`rows`: the recent ones, `expected` at the level of their own past.

    `drift` is the variance of a pair's ratio from one period to the next, over what is not known of it.
    """

    rows: pd.DataFrame
    levels: tuple[Level, ...]
    drift: float

    @classmethod
    def of(cls, rows: pd.DataFrame, recent: NDArray[np.bool_]) -> "OwnPast":
        """`rows`: PAIR, the columns of SHARED, observed, expected (by the model); `recent` says which are judged."""
        expected, levels = rows.expected.to_numpy(float), list[Level]()
        ordinary = ~recent & ~_apart(rows.assign(expected=expected * ~recent, observed=rows.observed * ~recent))
        for by, learnt in (*((by, ordinary) for by in SHARED), (PAIR, ~recent)):
            group = rows.groupby(by, sort=True, dropna=False).ngroup().to_numpy()
            level = Level.of(group, rows.observed.to_numpy(float) * learnt, expected * learnt)
            expected = expected * level.mean[group]
            levels.append(replace(level, group=group[recent]))
        judged = rows[recent].assign(expected=expected[recent]).reset_index(drop=True)
        return cls(judged, tuple(levels), _drift(judged, levels[-1]))

    def drawn(self, random: np.random.Generator) -> Floats:
        """Means float64[rows] of a world in which nothing has changed but by chance."""
        means = self.rows.expected.to_numpy(float)
        for level in self.levels:
            means = means * level.drawn(random)
        if self.drift > 0:
            group = self.levels[-1].group
            moved = random.gamma(1 / self.drift, self.drift, int(group.max(initial=0)) + 1)
            means = means * moved[group]
        return np.asarray(means)


def _apart(past: pd.DataFrame) -> NDArray[np.bool_]:
    """Rows of pairs with far more than others of their trade: they raise their own level, not the trade's."""
    pairs = past.groupby([*PAIR, "industry"], dropna=False)[["observed", "expected"]].transform("sum")
    others = past.groupby(TRADE, dropna=False)[["observed", "expected"]].transform("sum") - pairs
    ratio = (others.observed + HALF) / (others.expected + HALF)
    return np.asarray(~usual(pairs.assign(expected=pairs.expected * ratio), STANDS_OUT))


def _drift(rows: pd.DataFrame, pairs: Level) -> float:
    """By moments (A. Cameron & P. Trivedi 1986), over the pairs that have not plainly changed."""
    sums = rows.groupby(pairs.group)[["observed", "expected"]].sum()
    sums = sums.assign(spread=pairs.variance[sums.index])
    for _ in range(2):
        like = sums[tail(sums) >= STANDS_OUT]
        sums = sums.assign(expected=sums.expected * max(like.observed.sum(), HALF) / max(like.expected.sum(), LEAST))
    like = sums[tail(sums) >= STANDS_OUT]
    excess = (like.observed - like.expected) ** 2 - like.expected - like.spread * like.expected**2
    return max(0.0, float(excess.sum() / max((like.expected**2).sum(), LEAST)))
