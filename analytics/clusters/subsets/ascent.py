"""Compiled search for the subset of attribute values with the greatest excess: pairs to start from, then ascent."""

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

RATIOS = np.geomspace(1.05, 60.0, 40)  # relative risks tried for the values of one attribute
GAIN = 1e-9  # smaller is rounding


class Rows(NamedTuple):
    """`codes` uint16[k, n] of values, how many values int64[k], bool[k] for ranges, cases and expected float64[n]."""

    codes: NDArray[np.uint16]
    sizes: NDArray[np.int64]
    ordered: NDArray[np.bool_]
    observed: NDArray[np.float64]
    expected: NDArray[np.float64]


@njit(cache=True)
def excess(cases, expected):  # type: ignore[no-untyped-def]
    """Log-likelihood ratio of a Poisson mean raised over `expected` (Kulldorff 1997; Neill 2012), 0 without excess."""
    if cases <= expected or expected <= 0.0:
        return 0.0
    return cases * np.log(cases / expected) + expected - cases


@njit(cache=True, nogil=True)
def pair_excess(rows, first, second):  # type: ignore[no-untyped-def]
    """Excess float64[values of first * values of second] of each cell of two attributes."""
    width = rows.sizes[second]
    cases, hoped = np.zeros(rows.sizes[first] * width), np.zeros(rows.sizes[first] * width)
    one, two = rows.codes[first], rows.codes[second]
    for row in range(len(one)):
        cell = np.int64(one[row]) * width + two[row]
        cases[cell] += rows.observed[row]
        hoped[cell] += rows.expected[row]
    for cell in range(len(cases)):
        cases[cell] = excess(cases[cell], hoped[cell])
    return cases


@njit(cache=True)
def best_values(cases, expected, penalty, chosen):  # type: ignore[no-untyped-def]
    """Fill `chosen` with the values whose excess less `penalty` each is greatest, and return that.

    For a given relative risk each value counts for itself, so the best values are all that gain by it (Speakman et al.
    2016, penalised fast subset scanning); all values together cost nothing.
    """
    best, ratio_of_best = excess(cases.sum(), expected.sum()), 0.0
    for ratio in RATIOS:
        inside, hoped, spent = 0.0, 0.0, 0.0
        for value in range(len(cases)):
            if cases[value] * np.log(ratio) - expected[value] * (ratio - 1.0) > penalty:
                inside, hoped, spent = inside + cases[value], hoped + expected[value], spent + penalty
        score = excess(inside, hoped) - spent
        if score > best + GAIN:
            best, ratio_of_best = score, ratio
    for value in range(len(cases)):
        gain = cases[value] * np.log(max(ratio_of_best, 1.0)) - expected[value] * (ratio_of_best - 1.0)
        chosen[value] = ratio_of_best == 0.0 or gain > penalty
    return best


@njit(cache=True)
def best_range(cases, expected, penalty, chosen):  # type: ignore[no-untyped-def]
    """The same among ranges of neighbouring values; a range costs one penalty."""
    best, start, end = excess(cases.sum(), expected.sum()), 0, len(cases)
    for first in range(len(cases)):
        inside, hoped = 0.0, 0.0
        for last in range(first, len(cases)):
            inside, hoped = inside + cases[last], hoped + expected[last]
            score = excess(inside, hoped) - penalty
            if score > best + GAIN:
                best, start, end = score, first, last + 1
    for value in range(len(cases)):
        chosen[value] = start <= value < end
    return best


@njit(cache=True)
def _price(chosen, ordered, penalty):  # type: ignore[no-untyped-def]
    """What a choice of values costs: nothing for all."""
    named = chosen.sum()
    if named == len(chosen):
        return 0.0
    return penalty if ordered else penalty * named


@njit(cache=True)
def _prices(rows, members, penalty):  # type: ignore[no-untyped-def]
    prices = np.empty(len(rows.sizes))
    for attribute in range(len(prices)):
        prices[attribute] = _price(members[attribute, : rows.sizes[attribute]], rows.ordered[attribute], penalty)
    return prices


@njit(cache=True)
def _count_outside(rows, members):  # type: ignore[no-untyped-def]
    """For each row, of how many attributes it has a value that is not chosen: uint8[n]."""
    outside = np.zeros(len(rows.observed), np.uint8)
    for attribute in range(len(rows.sizes)):
        column, chosen = rows.codes[attribute], members[attribute]
        if not chosen[: rows.sizes[attribute]].all():
            for row in range(len(outside)):
                outside[row] += not chosen[column[row]]
    return outside


@njit(cache=True)
def _tally(rows, attribute, chosen, outside):  # type: ignore[no-untyped-def]
    """Cases and expected of each value of an attribute, over the rows that all other attributes choose."""
    cases, hoped = np.zeros(len(chosen)), np.zeros(len(chosen))
    column = rows.codes[attribute]
    for row in range(len(outside)):
        if outside[row] == 0 or (outside[row] == 1 and not chosen[column[row]]):
            cases[column[row]] += rows.observed[row]
            hoped[column[row]] += rows.expected[row]
    return cases, hoped


@njit(cache=True, nogil=True)
def ascend(rows, penalty, members):  # type: ignore[no-untyped-def]
    """One attribute after another gets its best values given those of the others, until none gains; the score.

    `members` bool[k, widest] are the values chosen at the start, and overwritten.
    """
    outside, score, quiet, attribute = _count_outside(rows, members), 0.0, 0, 0
    while quiet < len(rows.sizes):
        chosen = members[attribute, : rows.sizes[attribute]]
        cases, hoped = _tally(rows, attribute, chosen, outside)
        prices = _prices(rows, members, penalty)
        score = excess((cases * chosen).sum(), (hoped * chosen).sum()) - prices.sum()
        better, quiet = np.empty(len(chosen), np.bool_), quiet + 1
        if rows.ordered[attribute]:
            best = best_range(cases, hoped, penalty, better)
        else:
            best = best_values(cases, hoped, penalty, better)
        best -= prices.sum() - prices[attribute]
        if best > score + GAIN:
            column = rows.codes[attribute]
            for row in range(len(outside)):
                outside[row] += np.uint8(chosen[column[row]]) - np.uint8(better[column[row]])
            chosen[:] = better
            score, quiet = best, 1
        attribute = (attribute + 1) % len(rows.sizes)
    return score
