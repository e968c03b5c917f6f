"""The least count whose LLR beats a level, by the expected of its window: a table read instead of a logarithm."""

import numpy as np
from numba import njit, uint64

from analytics.clusters.scan.cylinders import likelihood_ratio

GRID = 4096


@njit(cache=True)
def _beating(level, reach, all_cases, population):  # type: ignore[no-untyped-def]
    """For each count from 0 the largest expected at which its LLR is above `level`, until one is above `reach`.

    Newton's steps from the left on a convex falling function never pass the root; the last digits are given away.
    """
    largest, at = [0.0], 0.0
    while largest[-1] <= reach and len(largest) <= all_cases:
        count = len(largest)
        at = max(at, 1e-12 if np.isinf(population) else count * (1 + 1e-12))
        for _step in range(200):
            above = likelihood_ratio(count, at, all_cases, population) - level
            step = above / _fall(count, at, all_cases, population)
            if not above > 0 or at + step >= population:
                break
            at += step
            if step < 1e-12 * at:
                break
        largest.append(at * (1 + 1e-9))
    return np.array(largest)


@njit(cache=True)
def _fall(count, at, all_cases, population):  # type: ignore[no-untyped-def]
    """How fast the LLR of a count falls with the window's expected, or population."""
    if np.isinf(population):
        return count / at - (all_cases - count) / (all_cases - at)
    healthy, elsewhere = at - count, population - at
    return np.log(at / healthy) - np.log(elsewhere / (elsewhere - all_cases + count))


@njit(cache=True)
def fill_grid(grid, level, reach, all_cases, population, layout):  # type: ignore[no-untyped-def]
    """For each of GRID parts, equal by their roots, of the expected up to `reach`, what lifts to the top bit any count
    that may beat the level there."""
    largest = _beating(level, reach, all_cases, population)
    count = 1
    for part in range(GRID):
        while count < len(largest) and largest[count] < (part / (GRID - 1)) ** 2 * reach:
            count += 1
        grid[part] = ((uint64(1) << (layout[0] - uint64(1))) - uint64(count)) * layout[2]
