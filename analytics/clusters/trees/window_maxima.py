"""The highest LLR over all nodes and runs of intervals in each of many replicates of the null, exactly.

Replicates lie side by side in lanes. Cases come in the order of the tree, so that only the sums of the nodes on the
way up from the present one are held: lanes by intervals by depth, however large the tree.
"""

import numpy as np
from numba import int64, njit, prange, uint64
from numpy.typing import NDArray

from analytics.clusters.draws import guide_table, seed_state
from analytics.clusters.trees.cuts import Settings
from analytics.clusters.trees.dealing import permute, throw
from analytics.clusters.trees.likelihood import COUNTS, STEPS, fill_ladder
from analytics.clusters.trees.tree import Tree
from analytics.clusters.trees.window_lanes import LANES, scan_node
from analytics.clusters.trees.windows import runs_of


@njit(cache=True)
def _meet(home, node, begun, ended, coming, rows, inside):  # type: ignore[no-untyped-def]  # noqa: PLR0913, PLR0917
    """Find which cases of each lane belong to the node itself, and count them in its last row."""
    for lane in range(LANES):
        begun[lane] = ended[lane]
        if coming[lane] == node:
            while home[lane, ended[lane]] == node:
                ended[lane] += 1
            rows[inside, -1, lane] += ended[lane] - begun[lane]
            coming[lane] = home[lane, ended[lane]]


@njit(cache=True)
def _place(rows, row, time, begun, ended, by):  # type: ignore[no-untyped-def]
    """Count the cases met in their intervals, or uncount them again."""
    for lane in range(LANES):
        for case in range(begun[lane], ended[lane]):
            rows[row, time[lane, case], lane] += by


@njit(cache=True)
def _hand_up(rows, inside, whole_only):  # type: ignore[no-untyped-def]
    """Add the sums of a node to its parent's and empty them; `whole_only` leaves those by interval."""
    for at in range(rows.shape[1] - 1 if whole_only else 0, rows.shape[1]):
        for lane in range(LANES):
            rows[inside - 1, at, lane] += rows[inside, at, lane]
            rows[inside, at, lane] = 0


@njit(cache=True)
def _climb(best, home, time, tree, expected, rarest, runs, rows, largest):  # type: ignore[no-untyped-def]  # noqa: PLR0913, PLR0917
    """Raise the maxima float64[LANES] of a block by its cases, nodes int32[LANES, C + 1] and intervals [LANES, C].

    `rows` [depths, T + 1, LANES] hold sums by interval and, last, of all intervals. A node that holds too little for
    any window is not looked at. The cases of a leaf go on to its parent one by one, for most leaves have few.
    """
    depth, first = tree
    step, cases = 0, time.shape[1]
    begun, ended, coming = np.zeros(LANES, np.int64), np.zeros(LANES, np.int64), home[:, 0].copy()
    held, passed = np.zeros_like(rows[0, 0]), np.zeros_like(rows[0, 0])
    for node in range(len(depth)):
        inside = depth[node] + 1
        _meet(home, node, begun, ended, coming, rows, inside)
        highest = min(rows[inside, -1].max(), COUNTS - 1)
        if highest:
            worth, leaf = largest[step, highest] > rarest[node], first[node] == node
            if worth or not leaf:
                _place(rows, inside, time, begun, ended, 1)
            if worth and scan_node(
                best, rows, inside, expected, node, runs, held, passed, largest, step, highest, cases
            ):
                step = min(int(best.min()), STEPS - 1)
            if leaf:
                _place(rows, inside - 1, time, begun, ended, 1)
            if leaf and worth:
                _place(rows, inside, time, begun, ended, -1)
            _hand_up(rows, inside, leaf)
    rows[0] = 0


@njit(cache=True)
def _scan_block(best, block, seed, homes, times, table, tree, expected, rarest, runs, largest):  # type: ignore[no-untyped-def]  # noqa: PLR0913, PLR0917
    """Maxima of one block into `best` float64[blocks, LANES]; where there are `homes`, their `times` are permuted."""
    cases, (cumulative, guide), (nodes, intervals) = len(times), table, expected.shape
    home, time = np.full((LANES, cases + 1), nodes, np.int32), np.empty((LANES, cases), np.int32)
    rows = np.zeros((tree[0].max() + 2, intervals + 1, LANES), np.int32)
    state = np.empty(4, np.uint64)
    for lane in range(LANES):
        seed_state(state, seed, uint64(block * LANES + lane))
        if len(homes):
            for case in range(cases):
                home[lane, case] = homes[case]
            permute(time[lane], times, state)
        else:
            throw(home[lane], time[lane], cumulative, guide, intervals, state)
    _climb(best[block], home, time, tree, expected, rarest, runs, rows, largest)


@njit(cache=True, parallel=True)
def _scan_blocks(best, seed, homes, times, table, tree, expected, rarest, runs):  # type: ignore[no-untyped-def]  # noqa: PLR0913, PLR0917
    largest = np.empty((STEPS, COUNTS))
    fill_ladder(largest, len(times))
    for block in prange(len(best)):
        _scan_block(best, int64(block), seed, homes, times, table, tree, expected, rarest, runs, largest)


def permuted_maxima(
    tree: Tree, homes: NDArray[np.int32], times: NDArray[np.int32], expected: NDArray[np.float64], settings: Settings
) -> NDArray[np.float64]:
    """Maxima float64[R]: the cases, node and interval of each in the order of the tree, take each other's intervals.

    `expected` float64[n, T] at and below each node. The same for a seed whatever the threads.
    """
    return _maxima(tree, (homes, times, (np.zeros(0), np.zeros(0, np.int32))), expected, settings)


def thrown_maxima(
    tree: Tree, own: NDArray[np.float64], cases: int, expected: NDArray[np.float64], settings: Settings
) -> NDArray[np.float64]:
    """Maxima float64[R]: so many cases fall on cells by their `own` expected float64[n, T]."""
    unset = np.zeros(0, np.int32), np.zeros(cases, np.int32)
    return _maxima(tree, (*unset, guide_table(own.ravel())), expected, settings)


Dealt = tuple[NDArray[np.int32], NDArray[np.int32], tuple[NDArray[np.float64], NDArray[np.int32]]]


def _maxima(tree: Tree, dealt: Dealt, expected: NDArray[np.float64], settings: Settings) -> NDArray[np.float64]:
    rarest = np.where(expected > 0, expected, np.inf).min(axis=1)
    runs = runs_of(expected.shape[1], settings.max_duration, settings.prospective)
    best = np.zeros((-(-settings.replicates // LANES), LANES))
    shape = (tree.depth, tree.first)
    _scan_blocks(best, np.uint64(settings.seed), *dealt, shape, expected, rarest, runs)
    maxima: NDArray[np.float64] = best.ravel()[: settings.replicates]
    return maxima
