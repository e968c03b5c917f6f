"""One centre's circles in many replicates at once: the inner loop of the scan, long because it must not call out."""

import numpy as np
from numba import njit, uint64

from analytics.clusters.scan.cylinders import likelihood_ratio

AT_ONCE = 8
COARSE = 0.5  # standard deviations by which the expected of places added at once may blur the bound


@njit(cache=True, inline="always")
def _add(inside, window, near, bias):  # type: ignore[no-untyped-def]
    """Add AT_ONCE places to the counts of every replicate; the top bit of each that reaches the bound."""
    one, two, three, four = near[0], near[1], near[2], near[3]
    five, six, seven, eight = near[4], near[5], near[6], near[7]
    reached = uint64(0)
    for word in range(len(inside)):
        count = window[one, word] + window[two, word] + window[three, word] + window[four, word]
        count += window[five, word] + window[six, word] + window[seven, word] + window[eight, word] + inside[word]
        inside[word] = count
        reached |= count + bias
    return reached


@njit(cache=True)
def _look(inside, best, bias, layout, of, all_cases, population):  # type: ignore[no-untyped-def]  # noqa: PLR0913, PLR0917
    """Raise the maxima of replicates whose window, of that expected, beats them; whether one was."""
    bits, tops = layout[0], layout[1]
    lane_mask, to_word, raised = (uint64(1) << bits) - uint64(1), 64 // np.int64(bits), False
    for word in range(len(inside)):
        if (inside[word] + bias) & tops:
            for slot in range(to_word):
                count = np.int64((inside[word] >> (uint64(slot) * bits)) & lane_mask)
                llr = likelihood_ratio(count, of, all_cases, population)
                lane = word * to_word + slot
                if llr > best[lane]:
                    best[lane], raised = llr, True
    return raised


@njit(cache=True)
def walk(window, share, near, inside, best, grid, layout, scale, all_cases, population):  # type: ignore[no-untyped-def]  # noqa: C901, PLR0913, PLR0917
    """One centre's circles in one run of intervals: `near` are its locations, nearest first.

    Several places are added at once and their count held against the expected after the first of them, as long as
    that blurs the bound little; where it is reached, they are looked at one by one. Whether a maximum was raised.
    """
    tops, whole = layout[1], all_cases if np.isinf(population) else population
    narrow = COARSE**2 * whole / all_cases
    of, at, singly, raised = 0.0, 0, 0, False
    inside[:] = 0
    while at < len(near):
        if at >= singly and at + AT_ONCE <= len(near):
            more = 0.0
            for ahead in range(at, at + AT_ONCE):
                more += share[near[ahead]]
            first = share[near[at]]
            if (more - first) ** 2 < narrow * of:
                several = near[at : at + AT_ONCE]
                if not _add(inside, window, several, grid[int(np.sqrt((of + first) * scale))]) & tops:
                    of += more
                    at += AT_ONCE
                    continue
                for word in range(len(inside)):
                    for ahead in range(AT_ONCE):
                        inside[word] -= window[several[ahead], word]
            singly = at + AT_ONCE
        of += share[near[at]]
        bias, reached = grid[int(np.sqrt(of * scale))], uint64(0)
        for word in range(len(inside)):
            inside[word] += window[near[at], word]
            reached |= inside[word] + bias
        if reached & tops:
            raised |= _look(inside, best, bias, layout, of, all_cases, population)
        at += 1
    return raised
