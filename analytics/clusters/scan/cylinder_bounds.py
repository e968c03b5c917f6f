"""The least count whose LLR beats a level, by the expected of its window: a table read instead of a logarithm."""

import numpy as np
from numba import njit, uint64

from analytics.clusters.scan.cylinders import likelihood_ratio

STEP, LEVELS = 0.05, 160  # levels are halves of the squares of multiples of STEP: standard deviations, nearly
SLACK = 1e-3  # cases by which a threshold may come out too low, never too high


@njit(cache=True)
def level(llr):  # type: ignore[no-untyped-def]
    """The row of the table for the highest level not above a LLR."""
    return int(min(np.sqrt(2 * llr) / STEP, LEVELS - 1.0))


@njit(cache=True)
def bounds(parts, reach, all_cases, population, layout):  # type: ignore[no-untyped-def]
    """For each of the parts of the expected up to `reach`, equal by their roots, and each level: what lifts to the top
    bit any count that may beat the level there, uint64[parts, LEVELS]."""
    table = np.empty((parts, LEVELS), np.uint64)
    for row in range(LEVELS):
        llr, count = (row * STEP) ** 2 / 2 * (1 - 1e-9), float(all_cases)
        for part in range(parts - 1, -1, -1):
            of = (part / (parts - 1)) ** 2 * reach
            count = _least(count, llr, of, all_cases, population)
            table[part, row] = (
                (uint64(1) << (layout[0] - uint64(1))) - uint64(max(np.ceil(count - SLACK), 1))
            ) * layout[2]
    return table


@njit(cache=True)
def _least(count, llr, of, all_cases, population):  # type: ignore[no-untyped-def]
    """Where the LLR of a window of that expected crosses a level, from a `count` that is not below.

    Newton's steps from the right on a convex rising function never pass the root. Above all counts a window can have
    where none beats the level.
    """
    if of == 0.0:
        return 1.0
    share = of if np.isinf(population) else all_cases * of / population
    most = min(float(all_cases), of) if np.isfinite(population) else float(all_cases)
    if share >= all_cases * (1 - 1e-9) or likelihood_ratio(most, of, all_cases, population) <= llr:
        return np.floor(most) + 1.0
    if llr == 0.0:
        return np.floor(share) + 1.0
    count = min(count, most * (1 - 1e-9))
    for _step in range(100):
        step = (likelihood_ratio(count, of, all_cases, population) - llr) / _rise(count, of, all_cases, population)
        count -= max(step, 0.0)
        if not step > SLACK / 10:
            break
    return count


@njit(cache=True)
def _rise(count, of, all_cases, population):  # type: ignore[no-untyped-def]
    """How fast the LLR of a window rises with its count."""
    outside = all_cases - count
    if np.isinf(population):
        return np.log(count / of) - np.log(outside / (all_cases - of))
    return np.log(count / (of - count)) - np.log(outside / (population - of - outside))
