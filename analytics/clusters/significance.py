"""How surprising the most extreme of many windows is: by rank among replicates, or by their fitted Gumbel tail."""

from dataclasses import dataclass
from math import pi, sqrt

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

HIGHEST = 0.25  # share of maxima that tells the tail beyond them


def rank_p(observed: ArrayLike, maxima: NDArray[np.float64]) -> NDArray[np.float64]:
    """Monte Carlo p (Dwass 1957) of each observed value among R maxima under the null: (1 + as extreme) / (R + 1)."""
    ordered = np.sort(maxima)
    as_extreme = len(ordered) - np.searchsorted(ordered, np.asarray(observed, float), side="left")
    p: NDArray[np.float64] = np.divide(1.0 + as_extreme, len(ordered) + 1.0, dtype=np.float64)
    return p


def tail_p(observed: ArrayLike, maxima: NDArray[np.float64]) -> NDArray[np.float64]:
    """By the fitted Gumbel law, or where that is heavier by the exponential law of the highest quarter of maxima (J.
    Pickands, Annals of Statistics 1975;3:119-131): statistics of several kinds have no maximum of one law."""
    values, threshold = np.asarray(observed, float), float(np.quantile(maxima, 1 - HIGHEST))
    beyond = maxima[maxima > threshold]
    gumbel = Gumbel.of(maxima).p(values)
    if not beyond.size:
        return gumbel
    excess = np.maximum(values - threshold, 0.0) / float(np.mean(beyond - threshold))
    heavier: NDArray[np.float64] = np.maximum(gumbel, beyond.size / len(maxima) * np.exp(-excess))
    return heavier


@dataclass(frozen=True)
class Gumbel:
    """The law of maxima under the null (Abrams, Kulldorff & Kleinman 2010): p-values below 1 / (R + 1)."""

    location: float
    scale: float

    @classmethod
    def of(cls, maxima: NDArray[np.float64]) -> "Gumbel":
        """Fitted by moments to at least two maxima."""
        scale = float(np.std(maxima, ddof=1)) * sqrt(6) / pi
        return cls(float(np.mean(maxima)) - np.euler_gamma * scale, scale)

    def p(self, observed: ArrayLike) -> NDArray[np.float64]:
        """Chance of a maximum at least as extreme; 1 or 0 on either side of the location where all maxima are equal."""
        values = np.asarray(observed, float)
        if self.scale <= 0:
            return (values <= self.location).astype(float)
        tail: NDArray[np.float64] = stats.gumbel_r.sf(values, self.location, self.scale)
        return tail


def recurrence_days(p: ArrayLike, period_days: float) -> NDArray[np.float64]:
    """Days in which chance alone brings one signal as extreme, looking once each `period_days` (Kleinman 2005)."""
    return period_days / np.asarray(p, float)
