"""How cases fall on cells of place and time where nothing happens together: the null of each space-time scan."""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from analytics.clusters.draws import draw_cell, guide_table, next_unit

# cumulative shares and guide of the cells, people in each, place and time of each case; empty where there is no need
Null = tuple[NDArray[np.float64], NDArray[np.int32], NDArray[np.int64], NDArray[np.int32], NDArray[np.int32]]
NO_PEOPLE, NO_CASES = np.zeros(0, np.int64), np.zeros(0, np.int32)


def thrown(expected: NDArray[np.float64]) -> Null:
    """Cases fall on cells float64[T, m] by their expected (Kulldorff 2001)."""
    return *guide_table(expected.ravel()), NO_PEOPLE, NO_CASES, NO_CASES


def labelled(population: NDArray[np.float64]) -> Null:
    """Cases are any of the people in the cells float64[T, m] of whole numbers, nobody twice (Kulldorff 1997)."""
    return *guide_table(population.ravel()), population.ravel().astype(np.int64), NO_CASES, NO_CASES


def permuted(counts: NDArray[np.int64]) -> Null:
    """The cases in cells int64[T, m] stay where they are and take each other's times (Kulldorff 2005)."""
    when, where = (np.repeat(axis.ravel(), counts.ravel()).astype(np.int32) for axis in np.indices(counts.shape))
    return np.zeros(0), np.zeros(0, np.int32), NO_PEOPLE, where, when


@njit(cache=True)
def deal(counts, cases, state, null):  # type: ignore[no-untyped-def]
    """Put one replicate's cases into `counts` int64[T, m], emptied first, by the generator's state."""
    cumulative, guide, people, where, when = null
    counts[:] = 0
    if len(when):
        left = when.copy()
        for case in range(cases - 1, -1, -1):
            taken = int(next_unit(state) * (case + 1))
            counts[left[taken], where[case]] += 1
            left[taken] = left[case]
        return
    cells, dealt = counts.reshape(-1), 0
    while dealt < cases:
        cell = draw_cell(state, cumulative, guide)
        # one of the cell's people by chance; who is a case already does not become one again
        if not len(people) or next_unit(state) * people[cell] >= cells[cell]:
            cells[cell] += 1
            dealt += 1
