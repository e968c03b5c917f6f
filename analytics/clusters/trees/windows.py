"""Windows of time at one node: runs of whole intervals, and the run with the highest LLR."""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from analytics.clusters.trees.likelihood import log_likelihood_ratio

# first intervals int64[s], the step from one interval to the next, the longest run
Runs = tuple[NDArray[np.int64], int, int]
ROUNDING = 1e-9  # a share of the intervals that makes a whole number may fall short of it by this much


def runs_of(intervals: int, max_duration: float, prospective: bool) -> Runs:
    """All runs of at most that share of the intervals, at least one; prospective ones end in the last interval.

    These are counted backwards, so that each start has one growing window.
    """
    longest = max(int(max_duration * intervals + ROUNDING), 1)
    if prospective:
        return np.array([intervals - 1]), -1, longest
    return np.arange(intervals), 1, longest


@njit(cache=True)
def best_run(counts, row, lane, expected, node, start, runs, cases):  # type: ignore[no-untyped-def]  # noqa: PLR0913, PLR0917
    """Highest LLR of the windows of one start, and its other end: `counts[row, :, lane]` by `expected[node]`."""
    _starts, onward, longest = runs
    best, end = 0.0, start
    count, of, at = 0, 0.0, start
    for _more in range(longest):
        if not 0 <= at < expected.shape[1]:
            break
        of += expected[node, at]
        if counts[row, at, lane]:  # without a case more, the window before was no worse
            count += counts[row, at, lane]
            llr = log_likelihood_ratio(count, of, cases)
            if llr > best:
                best, end = llr, at
        at += onward
    return best, end


@njit(cache=True)
def best_windows(counts, expected, runs, cases):  # type: ignore[no-untyped-def]
    """LLR float64[n], first and last interval int64[n, 2] of each node's best window, observed int64[n, T, 1].

    Growing forwards, one that begins without a case is no better than the next.
    """
    ratios, ends = np.zeros(len(counts)), np.zeros((len(counts), 2), np.int64)
    for node in range(len(counts)):
        for start in runs[0]:
            if runs[1] > 0 and not counts[node, start, 0]:
                continue
            llr, end = best_run(counts, node, 0, expected, node, start, runs, cases)
            if llr > ratios[node]:
                ratios[node] = llr
                ends[node, 0], ends[node, 1] = min(start, end), max(start, end)
    return ratios, ends
