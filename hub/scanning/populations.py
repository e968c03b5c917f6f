"""Person-days of each interval from populations counted at some dates: straight lines between the dates, level before
the first and after the last. A year's count stands for 1 July, a month's for the 15th, a day's for the whole day."""

from datetime import date

import numpy as np
from numpy.typing import NDArray

from hub.scanning.dates import Moments

TO_MIDNIGHT = 1 - 1e-9  # a day's count holds until the next day begins, which may have its own


def person_days(counted: NDArray[np.float64], dates: Moments, boundaries: NDArray[np.int64]) -> NDArray[np.float64]:
    """Persons float64[rows, D], counted at D dates in order, as person-days float64[rows, T]."""
    knots = np.array([_stands_for(int(day), dates.unit) for day in dates.first], float)
    weights = np.identity(len(knots))
    if dates.unit in ("day", "generic"):
        knots = np.column_stack([knots, knots + TO_MIDNIGHT]).ravel()
        weights = np.repeat(weights, 2, axis=0)
    return counted @ _integrals(knots, weights, boundaries.astype(float))


def _stands_for(first: int, unit: str) -> int:
    if unit == "year":
        return date.fromordinal(first).replace(month=7).toordinal()
    return first + (14 if unit == "month" else 0)


def _integrals(
    knots: NDArray[np.float64], weights: NDArray[np.float64], boundaries: NDArray[np.float64]
) -> NDArray[np.float64]:
    """How many days each date's count weighs in each interval, float64[D, T]: trapezes between all knots."""
    days = np.union1d(knots[(knots > boundaries[0]) & (knots < boundaries[-1])], boundaries)
    level = np.array([np.interp(days, knots, share) for share in weights.T])
    trapezes = (level[:, 1:] + level[:, :-1]) / 2 * np.diff(days)
    summed: NDArray[np.float64] = np.add.reduceat(trapezes, np.searchsorted(days, boundaries[:-1]), axis=1)
    return summed
