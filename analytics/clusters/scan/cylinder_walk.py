"""One centre's cylinders in many replicates at once: the inner loop of the scan, long because it must not call out."""

import numpy as np
from numba import njit, uint64

from analytics.clusters.scan.cylinder_bounds import level
from analytics.clusters.scan.cylinders import likelihood_ratio

COARSE = 0.5  # standard deviations by which the expected of places added at once may blur the bound
MOST = 32  # places added at once
CHUNK = 16  # words of a block held against one bound: that of the lowest maximum among them


@njit(cache=True)
def _add(inside, counts, near, at, many):  # type: ignore[no-untyped-def]
    """Add the counts uint64[m, T * words] of some places to those inside."""
    end = at + many
    while at + 4 <= end:
        one, two, three, four = near[at], near[at + 1], near[at + 2], near[at + 3]
        for word in range(len(inside)):
            inside[word] += counts[one, word] + counts[two, word] + counts[three, word] + counts[four, word]
        at += 4
    for last in range(at, end):
        one = near[last]
        for word in range(len(inside)):
            inside[word] += counts[one, word]


@njit(cache=True, inline="always")
def _together(near, at, weight, before, narrow):  # type: ignore[no-untyped-def]
    """How many of the places to add at once: as many as blur the bound little, by fours where there are more."""
    many, more, first = 1, 0.0, before + weight[near[at]]
    while many < min(len(near) - at, MOST):
        more += weight[near[at + many]]
        if more * more > narrow * first:
            break
        many += 1
    return many if many < 4 else many - many % 4


@njit(cache=True)
def _look(chunk, lowest, window, bounds, counts, expected, near, run, of, best, levels, layout, all_cases, population):  # type: ignore[no-untyped-def]  # noqa: PLR0913, PLR0917
    """Raise the maxima of a chunk's replicates that a window, after the first or more of the places last added, beats.

    `of` is what it expects after the first, `bounds` what lifts a count to the top bit at each level.
    """
    bits, words, raised = np.int64(layout[0]), len(window), False
    mask, to_word, low = (uint64(1) << layout[0]) - uint64(1), 64 // bits, bounds[lowest[chunk]]
    for word in range(chunk * CHUNK, (chunk + 1) * CHUNK):
        reached = (window[word] + low) & layout[1]
        for slot in range(to_word if reached else 0):
            shift, lane = uint64(slot * bits), word * to_word + slot
            if (((window[word] + bounds[levels[lane]]) & layout[1]) >> shift) & mask:
                lanes = counts[:, word::words]
                llr = _highest(window[word], shift, mask, lanes, expected, near, run, of, all_cases, population)
                if llr > best[lane]:
                    best[lane], levels[lane], raised = llr, level(llr), True
    if raised:
        lowest[chunk] = levels[chunk * CHUNK * to_word : (chunk + 1) * CHUNK * to_word].min()


@njit(cache=True)
def _highest(word, shift, mask, counts, expected, near, run, of, all_cases, population):  # type: ignore[no-untyped-def]  # noqa: PLR0913, PLR0917
    """The highest LLR of one replicate's windows that end with each of the places last added."""
    count, highest = np.int64((word >> shift) & mask), 0.0
    for place in near[1:]:
        for interval in range(run[0], run[1] + 1):
            count -= np.int64((counts[place, interval] >> shift) & mask)
    for at in range(len(near)):
        if at > 0:
            for interval in range(run[0], run[1] + 1):
                count += np.int64((counts[near[at], interval] >> shift) & mask)
                of += expected[near[at], interval]
        highest = max(highest, likelihood_ratio(count, of, all_cases, population))
    return highest


@njit(cache=True)
def walk(counts, expected, weight, near, runs, room, best, levels, table, scale, narrow, layout, all_cases, population):  # type: ignore[no-untyped-def]  # noqa: C901, PLR0913, PLR0917
    """Raise the maxima `best` by one centre's circles over all runs: `near` are its locations, nearest first.

    Several places are added at once, and the count after the last of them held against the expected after the first,
    as long as that blurs the bound little; replicates that reach it are looked at circle by circle.
    """
    inside, window, of, lowest = room
    words, tops, lanes = len(window), layout[1], CHUNK * 64 // np.int64(layout[0])
    inside[:], of[:] = 0, 0.0
    for chunk in range(words // CHUNK):
        lowest[chunk] = levels[chunk * lanes : (chunk + 1) * lanes].min()
    before, at = 0.0, 0
    while at < len(near):
        many, share = _together(near, at, weight, before, narrow), 0.0
        _add(inside, counts, near, at, many)
        for span in range(len(runs)):
            grew = runs[span, 2]
            if runs[span, 0] == runs[span, 1]:
                window[:] = 0
                share = 0.0
            share += of[grew] + expected[near[at], grew]
            part, month = int(np.sqrt(share * scale)), uint64(grew * words)
            for chunk in range(words // CHUNK):
                bias, reached, first = table[part, lowest[chunk]], uint64(0), uint64(chunk * CHUNK)
                for word in range(first, first + uint64(CHUNK)):
                    count = window[word] + inside[month + word]
                    window[word] = count
                    reached |= count + bias
                if reached & tops:
                    _look(chunk, lowest, window, table[part], counts, expected, near[at : at + many], runs[span], share,
                          best, levels, layout, all_cases, population)  # fmt: skip
        for place in near[at : at + many]:
            before += weight[place]
            for interval in range(len(of)):
                of[interval] += expected[place, interval]
        at += many
