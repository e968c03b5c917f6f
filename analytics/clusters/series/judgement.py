"""What a detector says of each series and period: how many were expected, how many are allowed, whether it is more."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
JUDGED, NOT_REPORTED, TOO_SHORT = 0, 1, 2


class Judgement(NamedTuple):
    """Arrays [series, m] of cases; where `state` is not JUDGED no alarm, nought expected and allowed, and p 1.

    `p` is the chance of as many cases or more, had nothing happened.
    """

    expected: Floats
    upper: Floats
    p: Floats
    alarm: NDArray[np.bool_]
    state: NDArray[np.int8]


def judgement(cases: Floats, expected: Floats, upper: Floats, p: Floats, state: NDArray[np.int8]) -> Judgement:
    """Alarm where the cases are more than allowed; whatever was found of what is not JUDGED is forgotten."""
    known = state == JUDGED
    expected, upper, p = np.where(known, expected, 0.0), np.where(known, upper, 0.0), np.where(known, p, 1.0)
    return Judgement(expected, upper, p, known & (cases > upper), state)
