"""How cases fall on cells of place and time where nothing happens together: the null of each space-time scan.

Intervals before `needed`, which no run holds, are one cell in which cases are lost to the scan.
"""

import numpy as np
from numba import njit, uint64
from numpy.typing import NDArray

from analytics.clusters.draws import draw_cell, guide_table, next_unit

# cumulative shares and guide of the cells, people in each, cell and row of each case; empty where there is no need
Null = tuple[NDArray[np.float64], NDArray[np.int32], NDArray[np.int64], NDArray[np.int32], NDArray[np.int32]]
FINE, GUIDES = 16, 2**14  # where cells are few, so many guides to each, for a cell at the first look nearly always
NO_PEOPLE, NO_CASES = np.zeros(0, np.int64), np.zeros(0, np.int32)


def thrown(expected: NDArray[np.float64], needed: int = 0) -> Null:
    """Cases fall on cells float64[T, m] by their expected (Kulldorff 2001)."""
    return *_guided(_by_place(expected, needed)), NO_PEOPLE, NO_CASES, NO_CASES


def labelled(population: NDArray[np.float64], needed: int = 0) -> Null:
    """Cases are any of the people in the cells float64[T, m] of whole numbers, nobody twice (Kulldorff 1997)."""
    people = _by_place(population, needed)
    return *_guided(people), people.astype(np.int64), NO_CASES, NO_CASES


def permuted(counts: NDArray[np.int64], needed: int = 0) -> Null:
    """The cases in cells int64[T, m] stay where they are and take each other's times (Kulldorff 2005)."""
    when, where = (np.repeat(axis.ravel(), counts.ravel()) for axis in np.indices(counts.shape))
    intervals = len(counts) - needed
    cells, later = (where * intervals).astype(np.int32), (when - needed).astype(np.int32)
    return np.zeros(0), np.zeros(0, np.int32), NO_PEOPLE, cells, later


def _guided(weights: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.int32]]:
    cumulative, guide = guide_table(weights)
    size = min(FINE * len(guide), GUIDES)
    if size <= len(guide):
        return cumulative, guide
    return cumulative, np.searchsorted(cumulative, np.arange(size) / size, side="right").astype(np.int32)


def _by_place(values: NDArray[np.float64], needed: int) -> NDArray[np.float64]:
    """Cells by place and then interval, float64[m * (T - needed) + 1], the last for what came before."""
    return np.append(values[needed:].T.ravel(), values[:needed].sum())


@njit(cache=True)
def deal(counts, lane, bits, cases, state, null):  # type: ignore[no-untyped-def]
    """Add one replicate's cases to its lane of `bits` in the words of counts uint64[cells, words], by the generator."""
    cumulative, guide, people, where, when = null
    word, shift = lane // (64 // bits), uint64(lane % (64 // bits) * bits)
    one, mask = uint64(1) << shift, (uint64(1) << uint64(bits)) - uint64(1)
    if len(when):
        left = when.copy()
        for case in range(cases - 1, -1, -1):
            taken = int(next_unit(state) * (case + 1))
            counts[where[case] + left[taken] if left[taken] >= 0 else -1, word] += one
            left[taken] = left[case]
        return
    dealt = 0
    while dealt < cases:
        cell = draw_cell(state, cumulative, guide)
        # one of the cell's people by chance; who is a case already does not become one again
        if not len(people) or next_unit(state) * people[cell] >= (counts[cell, word] >> shift) & mask:
            counts[cell, word] += one
            dealt += 1
