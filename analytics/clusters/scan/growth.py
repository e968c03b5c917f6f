"""Windows of no given shape: each centre's best ellipse, and what it becomes by adding one adjacent location at a time.

Compiled loops, for replicates and observed counts alike; what they are told of the places is in `Surroundings`.
"""

from typing import NamedTuple

import numpy as np
from numba import njit, prange
from numpy.typing import NDArray

from analytics.clusters.scan.cylinders import likelihood_ratio
from analytics.clusters.scan.ellipses import RATIOS

STEP, STEPS = 4, 2  # windows grown by up to four locations, and by five to eight, are kinds of their own
KINDS = len(RATIOS) + STEPS


class Surroundings(NamedTuple):
    """Of m locations: expected cases, ellipses as in `Ellipses`, and who is next to whom.

    `adjacent` int32[m, a] holds -1 where there is nobody more; `reach` is the square of a distance of `points`, `cap`
    in expected cases; `population` is infinite for Poisson counts.
    """

    expected: NDArray[np.float64]
    order: NDArray[np.int32]
    sizes: NDArray[np.int64]
    ratio: NDArray[np.int64]
    adjacent: NDArray[np.int32]
    points: NDArray[np.float64]
    reach: float
    cap: float
    cases: int
    population: float


@njit(cache=True)
def _llr(inside, share, around):  # type: ignore[no-untyped-def]
    scale = 1.0 if np.isinf(around.population) else around.population / around.cases
    return likelihood_ratio(inside, share * scale, float(around.cases), around.population)


@njit(cache=True)
def _best_ellipses(counts, centre, around, llr, size, chosen):  # type: ignore[no-untyped-def]
    """Fill, by ratio, the highest LLR of a centre's ellipses, its size in locations and which ellipse it is.

    A LLR is at most its chi-square, which needs no logarithm and rules out nearly every window.
    """
    total = float(around.cases)
    healthy = 1.0 if np.isinf(around.population) else 1 - total / around.population
    for ellipse in range(around.order.shape[1]):
        kind, inside, share = around.ratio[ellipse], 0, 0.0
        bound = llr[kind] * healthy / total
        for at, location in enumerate(around.order[centre, ellipse, : around.sizes[centre, ellipse]]):
            inside += counts[location]
            share += around.expected[location]
            excess = inside - share
            if excess > 0 and excess * excess >= bound * share * (total - share):
                raised = _llr(inside, share, around)
                if raised > llr[kind]:
                    llr[kind], size[kind], chosen[kind] = raised, at + 1, ellipse
                    bound = raised * healthy / total


@njit(cache=True)
def _meet(here, centre, around, border, width, met):  # type: ignore[no-untyped-def]
    """Put those adjacent to `here`, within reach and not met before, on the border; how wide it is then."""
    for other in around.adjacent[here]:
        if other >= 0 and met[other] != centre:
            met[other] = centre
            square = 0.0
            for axis in range(around.points.shape[1]):
                square += (around.points[other, axis] - around.points[centre, axis]) ** 2
            if square <= around.reach:
                border[width] = other
                width += 1
    return width


@njit(cache=True)
def _grow(counts, centre, around, members, many, llr, size, border, met):  # type: ignore[no-untyped-def]  # noqa: PLR0913, PLR0917
    """Add to `members`, of which there are `many`, ever the adjacent location that adds most at the rate so far.

    Fills, by step, the highest LLR and its size. `border` and `met` int64[m] are room to work in; `met` holds the last
    centre a location was met from. Longer than a function should be: calls and new arrays would cost more than it.
    """
    inside, share, width = 0, 0.0, 0
    for member in members[:many]:
        met[member] = centre
        inside += counts[member]
        share += around.expected[member]
    for member in members[:many]:
        width = _meet(member, centre, around, border, width, met)
    for added in range(STEP * STEPS):
        rate, most, chosen = inside / share, 0.0, -1
        slope = np.log(rate)
        for at in range(width):
            expected = around.expected[border[at]]
            adds = counts[border[at]] * slope - expected * (rate - 1)
            if adds > most and share + expected <= around.cap:
                most, chosen = adds, at
        if chosen < 0:
            return
        here = border[chosen]
        width -= 1
        border[chosen] = border[width]
        width = _meet(here, centre, around, border, width, met)
        members[many] = here
        many += 1
        inside += counts[here]
        share += around.expected[here]
        raised = _llr(inside, share, around)
        if raised > llr[added // STEP]:
            llr[added // STEP], size[added // STEP] = raised, many


@njit(cache=True)
def _around_centre(counts, centre, around, members, llr, size, border, met):  # type: ignore[no-untyped-def]  # noqa: PLR0913, PLR0917
    """Fill the highest LLR and size of each kind for one centre, and the members int64[KINDS, k] they begin."""
    ratios, chosen = len(RATIOS), np.zeros(len(RATIOS), np.int64)
    _best_ellipses(counts, centre, around, llr, size, chosen)
    for kind in range(ratios):
        for at in range(size[kind]):
            members[kind, at] = around.order[centre, chosen[kind], at]
    best = np.argmax(llr[:ratios])
    if llr[best] > 0:
        members[ratios] = members[best]
        _grow(counts, centre, around, members[ratios], size[best], llr[ratios:], size[ratios:], border, met)
        members[ratios + 1 :] = members[ratios]


@njit(cache=True, parallel=True)
def circle_maxima(worlds, order, sizes, around):  # type: ignore[no-untyped-def]
    """Highest LLR float64[W] in each of `worlds` int64[W, m] of circles, the first `sizes` of each centre's `order`."""
    best, total = np.zeros(len(worlds)), float(around.cases)
    healthy = 1.0 if np.isinf(around.population) else 1 - total / around.population
    for world in prange(len(worlds)):
        counts, highest = worlds[world], 0.0
        for centre in range(len(order)):
            inside, share = 0, 0.0
            for location in order[centre, : sizes[centre]]:
                inside += counts[location]
                share += around.expected[location]
                excess = inside - share
                if excess > 0 and excess * excess * total >= highest * healthy * share * (total - share):
                    highest = max(highest, _llr(inside, share, around))
        best[world] = highest
    return best


@njit(cache=True, parallel=True)
def irregular_maxima(worlds, around):  # type: ignore[no-untyped-def]
    """Highest LLR float64[W, KINDS] of each kind of window in each of `worlds` int64[W, m]."""
    best, most = np.zeros((len(worlds), KINDS)), around.order.shape[2] + STEP * STEPS
    for world in prange(len(worlds)):
        counts, members = worlds[world], np.zeros((KINDS, most), np.int64)
        border, met = np.empty(len(counts), np.int64), np.full(len(counts), -1)
        for centre in range(len(counts)):
            llr, size = np.zeros(KINDS), np.zeros(KINDS, np.int64)
            _around_centre(counts, centre, around, members, llr, size, border, met)
            best[world] = np.maximum(best[world], llr)
    return best


@njit(cache=True)
def irregular_windows(counts, around):  # type: ignore[no-untyped-def]
    """Each centre's best windows in counts int64[m]: LLR float64[KINDS, m], size int64[KINDS, m], and the members
    int64[KINDS, m, k] that the first `size` of are; LLR nought where there is none."""
    many, most = len(counts), around.order.shape[2] + STEP * STEPS
    llr, size = np.zeros((many, KINDS)), np.zeros((many, KINDS), np.int64)
    members = np.zeros((many, KINDS, most), np.int64)
    border, met = np.empty(many, np.int64), np.full(many, -1)
    for centre in range(many):
        _around_centre(counts, centre, around, members[centre], llr[centre], size[centre], border, met)
    return llr.T.copy(), size.T.copy(), members.transpose(1, 0, 2).copy()
