"""The highest LLR over all cylinders in each of many replicates of the null, exactly, without a logarithm per cylinder.

Replicates lie side by side, four or two to a word of 64 bits, so that adding a place to a circle is one addition for
all of them. They are looked at only where a count could beat the lowest maximum so far of their block: the least such
count is read from a table by the expected count, for the LLR rises with the one and falls with the other.
"""

import numpy as np
from numba import get_num_threads, njit, prange, uint64
from numpy.typing import NDArray

from analytics.clusters.draws import seed_state
from analytics.clusters.scan.cylinder_bounds import GRID, fill_grid
from analytics.clusters.scan.cylinder_nulls import Null, deal
from analytics.clusters.scan.cylinder_walk import walk
from analytics.clusters.scan.cylinders import Circles
from analytics.clusters.scan.windows import Settings

WORDS = 64
EVERY = 16  # one centre of so many is looked at first, to know about how high each maximum will be
MEMORY = 2**28


@njit(cache=True)
def _scan_block(best, counts, expected, circles, runs, cases, population, reach, layout):  # type: ignore[no-untyped-def]  # noqa: PLR0913, PLR0917
    """Raise the maxima float64[lanes] of one block over the circles (centres, order, sizes) and runs."""
    centres, order, sizes = circles
    window, share = np.zeros(counts.shape[1:], np.uint64), np.zeros(counts.shape[1])
    inside = np.zeros(counts.shape[2], np.uint64)
    grid, level, raised = np.zeros(GRID, np.uint64), -1.0, True
    scale = (GRID - 1) ** 2 / reach
    for run in range(len(runs)):
        if runs[run, 0] == runs[run, 1]:
            window[:], share[:] = 0, 0.0
        window += counts[runs[run, 2]]
        share += expected[runs[run, 2]]
        for centre in centres:
            if raised and best.min() > level + 0.02 * abs(level):
                level = best.min()
                fill_grid(grid, level, reach, cases, population, layout)
            near = order[centre, : sizes[centre]]
            raised = walk(window, share, near, inside, best, grid, layout, scale, cases, population)


@njit(cache=True)
def _drawn(replicates, seed, null, expected, needed, cases, layout):  # type: ignore[no-untyped-def]  # noqa: PLR0913, PLR0917
    """Counts uint64[T - needed, m, words] of replicates int64[lanes] from the interval `needed` on; -1 for none."""
    to_word, state = 64 // np.int64(layout[0]), np.empty(4, np.uint64)
    drawn = np.zeros(expected.shape, np.int64)
    kept = drawn[needed:]
    counts = np.zeros((len(kept), expected.shape[1], len(replicates) // to_word), np.uint64)
    for lane in range(len(replicates)):
        if replicates[lane] >= 0:
            seed_state(state, seed, uint64(replicates[lane]))
            deal(drawn, cases, state, null)
            shift = uint64(lane % to_word) * layout[0]
            for interval, place in np.ndindex(kept.shape):
                counts[interval, place, lane // to_word] += uint64(kept[interval, place]) << shift
    return counts


@njit(cache=True, parallel=True)
def _scan_blocks(best, replicates, seed, null, expected, circles, runs, cases, population, reach, layout):  # type: ignore[no-untyped-def]  # noqa: PLR0913, PLR0917
    """Draw and scan blocks of replicates int64[blocks, lanes]; `best` are their maxima so far."""
    needed = runs[:, 0].min()  # no run holds an interval before it
    for block in prange(len(best)):
        counts = _drawn(replicates[block], seed, null, expected, needed, cases, layout)
        later, of = runs - needed, expected[needed:]
        _scan_block(best[block], counts, of, circles, later, cases, population, reach, layout)


def cylinder_maxima(  # noqa: PLR0913, PLR0917
    null: Null,
    expected: NDArray[np.float64],
    circles: Circles,
    runs: NDArray[np.int64],
    cases: int,
    population: float,
    settings: Settings,
) -> NDArray[np.float64]:
    """Maxima float64[R] of the replicates, the same for a seed whatever the threads.

    `expected` float64[T, m] by location: of cases, or of people where the `population` is not infinite. Each thread
    holds at most `MEMORY` bytes of counts, or 16 words a cell where that is more.
    """
    replicates, best = np.arange(settings.replicates), np.zeros(settings.replicates)
    centres = np.arange(len(circles.sizes))
    reach = _reach(expected, circles, runs)
    layout = _layout(cases)
    lanes = _words(expected.size, settings.replicates, 64 // int(layout[0])) * 64 // int(layout[0])
    for part, chosen in enumerate((centres[::EVERY], np.delete(centres, np.s_[::EVERY]))):
        order = np.argsort(-best, kind="stable")
        blocks = np.pad(replicates[order], (0, -len(order) % lanes), constant_values=-1).reshape(-1, lanes)
        step = get_num_threads()
        for first in range(0, len(blocks), step):
            some = blocks[first : first + step]
            highest = np.where(some >= 0, best[some], np.inf)
            shape = (chosen, circles.order, circles.sizes)
            _scan_blocks(highest, some, np.uint64(settings.seed), null, expected, shape, runs, cases, population,
                         reach, layout)  # fmt: skip
            best[some[some >= 0]] = highest[some >= 0]
            if settings.progress:
                done = min(1.0, (first + step) / len(blocks))
                settings.progress(done / EVERY if part == 0 else (1 + (EVERY - 1) * done) / EVERY)
    return best


def _layout(cases: int) -> NDArray[np.uint64]:
    """Bits of a count, then a word with the top bit of each count set and one with the lowest."""
    bits = 16 if cases < 2**15 - 1 else 32
    one = sum(1 << shift for shift in range(0, 64, bits))
    return np.array([bits, one << (bits - 1), one], np.uint64)


def _words(cells: int, replicates: int, to_word: int) -> int:
    """Words of a block: as many as memory allows and all threads have work."""
    shared = -(-replicates // (to_word * get_num_threads()))
    return int(np.clip(min(shared, MEMORY // (8 * cells)), 16, WORDS))


def _reach(expected: NDArray[np.float64], circles: Circles, runs: NDArray[np.int64]) -> float:
    """A bound of what any cylinder expects: the largest circle of the largest runs of its places."""
    sums = np.vstack([np.zeros(expected.shape[1]), np.cumsum(expected, axis=0)])
    heaviest = (sums[runs[:, 1] + 1] - sums[runs[:, 0]]).max(axis=0)
    inside = np.cumsum(heaviest[circles.order], axis=1)
    last = np.take_along_axis(inside, np.maximum(circles.sizes - 1, 0)[:, None], axis=1)
    return max(float(last.max()) * (1 + 1e-9), 1e-9)  # above nought where nobody was at risk in any run
