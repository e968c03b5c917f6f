"""The highest LLR over all nodes in each of many replicates of the null, exactly, with few logarithms.

Replicates lie side by side in lanes. Going up the tree, a lane is looked at only where the highest count of its block
could pass the step that all the maxima of the block have passed already.
"""

import numpy as np
from numba import int64, njit, prange, uint64
from numpy.typing import NDArray

from analytics.clusters.draws import draw_cell, guide_table, seed_state
from analytics.clusters.trees.cuts import Settings
from analytics.clusters.trees.likelihood import COUNTS, STEPS, fill_ladder, log_likelihood_ratio
from analytics.clusters.trees.tree import Tree

LANES = 64


@njit(cache=True)
def _raise_lanes(best, above, inside, expected, least, cases):  # type: ignore[no-untyped-def]
    """Raise the maxima of the lanes whose sums `above[inside]` are at least so many cases; whether any was."""
    raised = False
    for lane in range(LANES):
        if above[inside, lane] >= least:
            llr = log_likelihood_ratio(above[inside, lane], expected, cases)
            if llr > best[lane]:
                best[lane], raised = llr, True
    return raised


@njit(cache=True)
def _climb(best, counts, above, depth, share, cases, largest):  # type: ignore[no-untyped-def]  # noqa: PLR0913, PLR0917
    """Raise the maxima float64[LANES] of a block by its cases [n, LANES]; `above` [depths, LANES] holds the sums.

    One loop, for what is below a node is summed just before the node itself is met; no rows are taken out of arrays,
    for counting who refers to them would cost more than the sums.
    """
    step = 0
    for node in range(len(share)):
        inside = depth[node] + 1
        highest = above[inside, 0]
        for lane in range(LANES):
            above[inside, lane] += counts[node, lane]
            highest = max(highest, above[inside, lane])
        expected, least = share[node] * cases, min(highest, COUNTS - 1)
        if largest[step, least] > expected:
            while least > 1 and largest[step, least - 1] > expected:
                least -= 1
            if _raise_lanes(best, above, inside, expected, least, cases):
                step = min(int(best.min()), STEPS - 1)
        for lane in range(LANES):
            above[inside - 1, lane] += above[inside, lane]
            above[inside, lane] = 0
    above[0] = 0


@njit(cache=True)
def _scan_block(best, block, seed, cumulative, guide, depth, share, totals, largest):  # type: ignore[no-untyped-def]  # noqa: PLR0913, PLR0917
    """Maxima of one block into `best` float64[blocks, totals, LANES]."""
    counts = np.zeros((len(share), LANES), np.int32)
    above = np.zeros((depth.max() + 2, LANES), np.int32)
    states = np.empty((LANES, 4), np.uint64)
    for lane in range(LANES):
        seed_state(states[lane], seed, uint64(block * LANES + lane))
    thrown = 0
    for each in range(len(totals)):
        for lane in range(LANES):
            state = states[lane]
            for _case in range(thrown, totals[each]):
                counts[draw_cell(state, cumulative, guide), lane] += 1
        thrown = totals[each]
        _climb(best[block, each], counts, above, depth, share, thrown, largest[each])


@njit(cache=True, parallel=True)
def _scan_blocks(best, seed, cumulative, guide, depth, share, totals):  # type: ignore[no-untyped-def]  # noqa: PLR0913, PLR0917
    """Maxima of all blocks into `best`; a larger total adds cases to a smaller one's."""
    largest = np.empty((len(totals), STEPS, COUNTS))
    for each in prange(len(totals)):
        fill_ladder(largest[each], totals[each])
    for block in prange(len(best)):
        _scan_block(best, int64(block), seed, cumulative, guide, depth, share, totals, largest)


@njit(cache=True)
def node_ratios(counts, share, cases):  # type: ignore[no-untyped-def]
    """LLR float64[n] of the observed `counts` int64[n] at and below each node, as those of the replicates."""
    ratios = np.empty(len(share))
    for node in range(len(share)):
        ratios[node] = log_likelihood_ratio(counts[node], share[node] * cases, cases)
    return ratios


def node_maxima(
    tree: Tree,
    own: NDArray[np.float64],
    share: NDArray[np.float64],
    totals: NDArray[np.int64],
    settings: Settings,
) -> NDArray[np.float64]:
    """Maxima float64[totals, R] for rising `totals` of cases, the same for a seed whatever the threads.

    `own` float64[n] is expected at each node alone, `share` float64[n] of all at and below it. Memory: for each thread
    4 bytes x n x LANES.
    """
    best = np.zeros((-(-settings.replicates // LANES), len(totals), LANES))
    _scan_blocks(best, np.uint64(settings.seed), *guide_table(own), tree.depth, share, totals)
    maxima: NDArray[np.float64] = best.transpose(1, 0, 2).reshape(len(totals), -1)[:, : settings.replicates]
    return maxima
