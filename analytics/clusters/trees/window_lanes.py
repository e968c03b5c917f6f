"""Which replicates, side by side in lanes, have a window at one node that beats their maxima so far.

The ladder of largest expected tells nearly all that have none without a logarithm.
"""

import numpy as np
from numba import njit

from analytics.clusters.trees.likelihood import COUNTS
from analytics.clusters.trees.windows import best_run

LANES = 64
FEW = 4  # cases in any lane up to which each lane by itself is quicker


@njit(cache=True)
def run_passes(counts, row, lane, expected, node, start, runs, largest, step):  # type: ignore[no-untyped-def]  # noqa: PLR0913, PLR0917
    """Whether a window of one start in one lane passes that step of the ladder; `counts[row, -1]` are of all time."""
    _starts, onward, longest = runs
    enough = largest[step, min(counts[row, -1, lane], COUNTS - 1)]
    count, of, at = 0, 0.0, start
    for _more in range(longest):
        if not 0 <= at < expected.shape[1]:
            break
        of += expected[node, at]
        count += counts[row, at, lane]
        if of >= enough:
            break
        if largest[step, min(count, COUNTS - 1)] > of:
            return True
        at += onward
    return False


@njit(cache=True)
def mark_lanes(held, passed, counts, row, expected, node, start, runs, largest, step, highest):  # type: ignore[no-untyped-def]  # noqa: PLR0913, PLR0917
    """Into `passed` [LANES] which lanes hold enough in some window of one start to pass that step of the ladder.

    A window grows, what it expects grows, and so does the least count that could pass: `highest` ends the run.
    """
    _starts, onward, longest = runs
    held[:], passed[:] = 0, 0
    of, least, at = 0.0, 1, start
    for _more in range(longest):
        if not 0 <= at < expected.shape[1]:
            break
        of += expected[node, at]
        while largest[step, least] <= of:
            least += 1
        if least > highest:
            break
        bound = np.int32(least)
        for lane in range(len(held)):
            held[lane] += counts[row, at, lane]
            passed[lane] = 1 if held[lane] >= bound else passed[lane]
        at += onward


@njit(cache=True)
def _scan_together(best, counts, row, expected, node, runs, held, passed, largest, step, highest, cases):  # type: ignore[no-untyped-def]  # noqa: PLR0913, PLR0917
    """Raise the maxima of a block by the windows of one node, all lanes at once; whether any was raised."""
    raised = False
    for start in runs[0]:
        mark_lanes(held, passed, counts, row, expected, node, start, runs, largest, step, highest)
        if passed.any():
            for lane in range(LANES):
                if passed[lane]:
                    llr, _end = best_run(counts, row, lane, expected, node, start, runs, cases)
                    if llr > best[lane]:
                        best[lane], raised = llr, True
    return raised


@njit(cache=True)
def _scan_each(best, counts, row, expected, node, runs, largest, step, cases):  # type: ignore[no-untyped-def]  # noqa: PLR0913, PLR0917
    """The same where lanes hold few cases: a window that begins without one is no better than the next."""
    raised = False
    for lane in range(LANES):
        if largest[step, min(counts[row, -1, lane], COUNTS - 1)] > 0:
            for start in runs[0]:
                if counts[row, start, lane] and run_passes(
                    counts, row, lane, expected, node, start, runs, largest, step
                ):
                    llr, _end = best_run(counts, row, lane, expected, node, start, runs, cases)
                    if llr > best[lane]:
                        best[lane], raised = llr, True
    return raised


@njit(cache=True)
def scan_node(best, counts, row, expected, node, runs, held, passed, largest, step, highest, cases):  # type: ignore[no-untyped-def]  # noqa: PLR0913, PLR0917
    """Raise the maxima float64[LANES] by the windows of one node; whether any was raised.

    `counts` int32[rows, T + 1, LANES] hold the node's at `row`, of all intervals last, `highest` in any lane.
    """
    if highest <= FEW and len(runs[0]) > 1:
        return _scan_each(best, counts, row, expected, node, runs, largest, step, cases)
    return _scan_together(best, counts, row, expected, node, runs, held, passed, largest, step, highest, cases)
