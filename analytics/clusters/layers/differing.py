"""What is usual in each stream, and how much usual employers truly differ, as far as it can be known.

Only the middle of the counts is learnt from: given what is expected, those above their own ninetieth percentile are
left out and the likelihood is that of a negative binomial cut off there, so that clusters neither raise what they are
held against nor widen it, and yet nothing is missing where there are none (the empirical null of B. Efron, Journal of
the American Statistical Association 2004;99:96-104). What few employers cannot tell is lent by other streams.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd  # type: ignore[import-untyped]
from numpy.typing import NDArray
from scipy import special, stats

Floats = NDArray[np.float64]
SPREADS = np.concatenate([[1e-6], np.geomspace(0.003, 3, 18)])  # variances of true ratios: alike, or by any order
LEFT_OUT = 0.1  # chance of a count that is not learnt from
FIRST = np.exp(np.linspace(-0.6, 0.6, 13))  # scales tried round the first guess, and the later ones in errors
LATER = np.linspace(-3, 3, 9)
ROUNDS = 3
LEAST_ERROR = 0.01
LENT = 400.0  # employers of all other streams together: a stream of more speaks for itself
FINE = 50  # expected counts are told apart by a fiftieth
SURE = 1e-300


@dataclass(frozen=True)
class Usual:
    """A stream: its usual ratio to what was expected, the error of its logarithm, and what each of SPREADS weighs."""

    scale: float
    error: float
    weights: Floats

    @property
    def differing(self) -> tuple[float, float]:
        """Median of the variance of a ratio to what is expected, not knowing either, and the sd of its logarithm."""
        logs = np.log(SPREADS + self.error**2)
        mean = float(self.weights @ logs)
        return float(np.exp(mean)), float(np.sqrt(self.weights @ (logs - mean) ** 2))


def usual_of(streams: list[pd.DataFrame], starts: list[float]) -> list[Usual]:
    """What is usual in each of the streams, rows with observed and expected, from a first guess of its ratio."""
    known = [Usual(start, 0.0, np.eye(len(SPREADS))[0]) for start in starts]
    for _ in range(ROUNDS):
        scales = [one.scale * (np.exp(LATER * one.error) if one.error else FIRST) for one in known]
        logs = [_likelihood(rows, at, one) for rows, at, one in zip(streams, scales, known, strict=True)]
        sizes = np.array([float((rows.expected > 0).sum()) for rows in streams])
        known = [_told(at, log) for at, log in zip(scales, _lent(logs, sizes), strict=True)]
    return known


def _likelihood(rows: pd.DataFrame, scales: Floats, known: Usual) -> Floats:
    """log[s, v] of each scale and each of SPREADS, by the counts up to the percentile of what is known."""
    counts, expected, times = _bundled(rows)
    spread = float(known.weights @ SPREADS)
    most = stats.nbinom.isf(LEFT_OUT, 1 / spread, 1 / (1 + spread * expected * known.scale))
    middle = counts <= most
    counts, expected, most, times = counts[middle], expected[middle], most[middle], times[middle]
    mean, size = (expected * scales[:, None])[:, None], 1 / SPREADS[:, None]
    log = stats.nbinom.logpmf(counts, size, size / (size + mean))
    log -= np.log(np.maximum(special.betainc(size, most + 1, size / (size + mean)), SURE))
    return np.asarray(log @ times)


def _bundled(rows: pd.DataFrame) -> tuple[Floats, Floats, Floats]:
    """Counts, what was expected of them, and how often: those alike by a fiftieth are one."""
    some = rows[rows.expected > 0]
    steps = np.round(np.log(some.expected.to_numpy(float)) * FINE)
    alike, times = np.unique(np.stack([some.observed.to_numpy(float), steps]), axis=1, return_counts=True)
    return alike[0], np.exp(alike[1] / FINE), times.astype(float)


def _lent(logs: list[Floats], sizes: Floats) -> list[Floats]:
    """The same with what the other streams say of the spread, at most as LENT employers would (a power prior:
    J. Ibrahim & M.-H. Chen, Statistical Science 2000;15:46-60)."""
    own = np.array([special.logsumexp(log, axis=0) for log in logs])
    others, number = own.sum(axis=0) - own, sizes.sum() - sizes
    shares = np.minimum(1.0, LENT / np.maximum(number, 1.0))
    return [log + share * other for log, share, other in zip(logs, shares, others, strict=True)]


def _told(scales: Floats, log: Floats) -> Usual:
    weights = np.exp(log - log.max())
    weights /= weights.sum()
    by_scale, logs = weights.sum(axis=1), np.log(scales)
    mean = float(by_scale @ logs)
    error = max(float(np.sqrt(by_scale @ (logs - mean) ** 2)), LEAST_ERROR)
    return Usual(float(np.exp(mean)), error, weights.sum(axis=0))
