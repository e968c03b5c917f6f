"""The highest LLR over all cylinders in each of many replicates of the null, exactly, without a logarithm per cylinder.

Replicates lie side by side, four or two to a word of 64 bits, so that adding a place to a circle is one addition for
all of them. They are looked at only where a count could beat the lowest maximum so far of their block: the least such
count is read from a table by the expected count, for the LLR rises with the one and falls with the other.
"""

from concurrent.futures import ThreadPoolExecutor
from itertools import repeat

import numpy as np
from numba import get_num_threads, njit, uint64
from numpy.typing import NDArray

from analytics.clusters.draws import seed_state
from analytics.clusters.scan.cylinder_bounds import bounds, level
from analytics.clusters.scan.cylinder_nulls import Null, deal
from analytics.clusters.scan.cylinder_walk import CHUNK, COARSE, walk
from analytics.clusters.scan.cylinders import Circles
from analytics.clusters.scan.windows import Settings

WORDS = 64
EVERY = 16  # one centre of so many is looked at first, to know about how high each maximum will be
MEMORY = 2**28
PARTS = 16  # of the table of bounds, to a standard deviation of the largest cylinder twice as many


@njit(cache=True)
def _drawn(replicates, seed, null, cells, cases, layout):  # type: ignore[no-untyped-def]
    """Counts uint64[cells + 1, words] of replicates int64[lanes], the last for cases outside all; -1 for none."""
    bits, state = np.int64(layout[0]), np.empty(4, np.uint64)
    counts = np.zeros((cells + 1, len(replicates) // (64 // bits)), np.uint64)
    for lane in range(len(replicates)):
        if replicates[lane] >= 0:
            seed_state(state, seed, uint64(replicates[lane]))
            deal(counts, lane, bits, cases, state, null)
    return counts


@njit(cache=True, nogil=True)
def _scan_block(best, replicates, seed, null, expected, circles, runs, table, reach, layout, cases, population):  # type: ignore[no-untyped-def]  # noqa: PLR0913, PLR0917
    """Draw and scan one block of replicates int64[lanes]; raise `best`, their maxima so far."""
    centres, order, sizes = circles
    intervals, scale = expected.shape[1], (len(table) - 1) ** 2 / reach
    weight = np.array([each.sum() for each in expected])
    rate = 1.0 if np.isinf(population) else cases / population
    narrow = COARSE**2 / rate * intervals / (runs[:, 1] - runs[:, 0] + 1).max()
    drawn = _drawn(replicates, seed, null, expected.size, cases, layout)
    words = drawn.shape[1]
    counts = drawn[:-1].reshape(len(expected), intervals * words)
    window, lowest = np.zeros(words, np.uint64), np.zeros(words // CHUNK, np.int64)
    room = np.zeros(intervals * words, np.uint64), window, np.zeros(intervals), lowest
    levels = np.array([level(llr) for llr in best])
    for centre in centres:
        near = order[centre, : sizes[centre]]
        walk(counts, expected, weight, near, runs, room, best, levels, table, scale, narrow, layout, cases, population)


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
    holds at most `MEMORY` bytes of counts, or CHUNK words a cell where that is more.
    """
    needed, reach, layout = int(runs[:, 0].min()), _reach(expected, runs, settings), _layout(cases)
    kept, later = np.ascontiguousarray(expected[needed:].T), runs - needed
    rate = 1.0 if np.isinf(population) else cases / population
    parts = int(np.clip(PARTS * np.sqrt(reach * rate), 64, 4096))
    table = bounds(parts, reach, cases, population, layout)
    lanes = _words(kept.size, settings.replicates, 64 // int(layout[0])) * 64 // int(layout[0])
    centres, best = np.arange(len(circles.sizes)), np.zeros(settings.replicates)

    def scan(some: NDArray[np.int64], chosen: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        highest, seed = np.where(some >= 0, best[some], np.inf), np.uint64(settings.seed)
        shape = (chosen, circles.order, circles.sizes)
        _scan_block(highest, some, seed, null, kept, shape, later, table, reach, layout, cases, population)
        return some[some >= 0], highest[some >= 0]

    with ThreadPoolExecutor(get_num_threads()) as threads:
        for part, chosen in enumerate((centres[::EVERY], np.delete(centres, np.s_[::EVERY]))):
            alike = np.argsort(-best, kind="stable")
            blocks = np.pad(alike, (0, -len(alike) % lanes), constant_values=-1).reshape(-1, lanes)
            for done, (some, highest) in enumerate(threads.map(scan, blocks, repeat(chosen)), start=1):
                best[some] = highest
                if settings.progress:
                    share = done / len(blocks)
                    settings.progress((1 + (EVERY - 1) * share if part else share) / EVERY)
    return best


def _layout(cases: int) -> NDArray[np.uint64]:
    """Bits of a count, then a word with the top bit of each count set and one with the lowest."""
    bits = 16 if cases < 2**15 - 1 else 32
    one = sum(1 << shift for shift in range(0, 64, bits))
    return np.array([bits, one << (bits - 1), one], np.uint64)


def _words(cells: int, replicates: int, to_word: int) -> int:
    """Words of a block: as many as memory allows and all threads have work."""
    shared = -(-replicates // (to_word * get_num_threads() * CHUNK))
    return CHUNK * int(np.clip(min(shared, MEMORY // (8 * cells * CHUNK)), 1, WORDS // CHUNK))


def _reach(expected: NDArray[np.float64], runs: NDArray[np.int64], settings: Settings) -> float:
    """A bound of what any cylinder expects: the cap of its circle, or all places in the heaviest run."""
    sums = np.append(0.0, np.cumsum(expected.sum(axis=1)))
    heaviest = float((sums[runs[:, 1] + 1] - sums[runs[:, 0]]).max())
    widest = min(heaviest, settings.max_size * float(sums[-1]))
    return max(widest * (1 + 1e-6), 1e-9)  # above nought where nobody is at risk in any run
