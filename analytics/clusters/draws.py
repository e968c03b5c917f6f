"""Random cases for Monte Carlo: the same for a seed and a replicate, whatever the threads and blocks they are drawn in.

Generator xoshiro256++ (Blackman & Vigna 2021), each replicate's state from its number by splitmix64; cases thrown onto
cells by inversion with a guide table (Chen & Asau 1974). numpy's generators cannot be seeded inside compiled loops.
"""

import numpy as np
from numba import njit, uint64
from numpy.typing import NDArray

from analytics.clusters.refusal import Refusal

GOLDEN = np.uint64(0x9E3779B97F4A7C15)
MIX_1, MIX_2 = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
TO_UNIT = 2.0**-53


@njit(cache=True, inline="always")
def _rotated(word, bits):  # type: ignore[no-untyped-def]
    return (word << uint64(bits)) | (word >> uint64(64 - bits))


@njit(cache=True)
def seed_state(state, seed, replicate):  # type: ignore[no-untyped-def]
    """Fill `state` (uint64[4]) for one replicate of one seed, both uint64."""
    mixed = seed * GOLDEN + (replicate + uint64(1)) * MIX_1
    for place in range(4):
        mixed += GOLDEN
        word = (mixed ^ (mixed >> uint64(30))) * MIX_1
        word = (word ^ (word >> uint64(27))) * MIX_2
        state[place] = word ^ (word >> uint64(31))


@njit(cache=True, inline="always")
def next_unit(state):  # type: ignore[no-untyped-def]
    """The next number in [0, 1)."""
    result = _rotated(state[0] + state[3], 23) + state[0]
    kept = state[1] << uint64(17)
    state[2] ^= state[0]
    state[3] ^= state[1]
    state[1] ^= state[2]
    state[0] ^= state[3]
    state[2] ^= kept
    state[3] = _rotated(state[3], 45)
    return (result >> uint64(11)) * TO_UNIT


def guide_table(weights: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.int32]]:
    """Cumulative shares (float64[n], the last 1) of cells and, for each n-th of the unit, the first cell to look at.

    Raises Refusal where a weight is negative or no number, or none is above nought.
    """
    if not (np.isfinite(weights).all() and (weights >= 0).all() and (weights > 0).any()):
        raise Refusal(
            "期望数必须是不小于零的数，且至少有一个大于零；请检查人口或期望数一栏。",
            "Expected counts must be numbers not below nought, at least one above; check the population or expected.",
        )
    cumulative = np.cumsum(weights, dtype=np.float64)
    cumulative /= cumulative[-1]
    cumulative[np.flatnonzero(weights)[-1] :] = 1.0
    starts = np.searchsorted(cumulative, np.arange(len(weights)) / len(weights), side="right")
    return cumulative, starts.astype(np.int32)


@njit(cache=True, inline="always")
def draw_cell(state, cumulative, guide):  # type: ignore[no-untyped-def]
    """The cell of one case: chance by its share. A cell of share nought is never drawn."""
    unit = next_unit(state)
    cell = guide[int(unit * len(guide))]
    while cumulative[cell] <= unit:
        cell += 1
    return cell


@njit(cache=True)
def _thrown(cumulative, guide, cases, first, counts, seed):  # type: ignore[no-untyped-def]
    state = np.empty(4, np.uint64)
    for column in range(counts.shape[1]):
        seed_state(state, seed, uint64(first + column))
        for _case in range(cases):
            counts[draw_cell(state, cumulative, guide), column] += 1


def multinomial(
    weights: NDArray[np.float64], cases: int, replicates: int, seed: int, first: int = 0
) -> NDArray[np.int32]:
    """Counts int32[n, replicates] of `cases` thrown onto n cells by weight, for replicates `first` and following."""
    counts = np.zeros((len(weights), replicates), np.int32)
    _thrown(*guide_table(weights), cases, first, counts, np.uint64(seed))
    return counts
