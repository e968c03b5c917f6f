"""Cases of one replicate in the order of the tree, with their intervals: permuted among them, or thrown onto cells."""

import numpy as np
from numba import njit

from analytics.clusters.draws import next_unit


@njit(cache=True)
def permute(time, times, state):  # type: ignore[no-untyped-def]
    """The `times` of all cases in an order by chance (Durstenfeld 1964); their nodes stay."""
    for case in range(len(time)):
        other = int(next_unit(state) * (case + 1))
        time[case] = time[other]
        time[other] = times[case]


@njit(cache=True)
def throw(home, time, cumulative, guide, intervals, state):  # type: ignore[no-untyped-def]
    """Cases onto cells (node by node, interval by interval) by share, in rising order without sorting.

    The places of C cases in the unit are sums of exponential spacings (Devroye 1986, V.3.1).
    """
    reached, units = 0.0, np.empty(len(time))
    for case in range(len(time)):
        reached -= np.log1p(-next_unit(state))
        units[case] = reached
    reached -= np.log1p(-next_unit(state))
    cell = 0
    for case in range(len(time)):
        unit = min(units[case] / reached, 1.0 - 2.0**-53)
        cell = max(cell, guide[int(unit * len(guide))])
        while cumulative[cell] <= unit:
            cell += 1
        home[case], time[case] = cell // intervals, cell % intervals
