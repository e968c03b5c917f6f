"""The tree scan as the papers write it, every window of every node, and the replicates it is to be tried on."""

import numpy as np
from numpy.typing import NDArray

from analytics.clusters.draws import guide_table, seed_state
from analytics.clusters.trees.dealing import permute, throw
from analytics.clusters.trees.tree import Tree

Ints, Floats = NDArray[np.int64], NDArray[np.float64]


def branch(tree: Tree, node: int) -> list[int]:
    """A node and all below it, by walking up from each."""
    held = []
    for other in range(len(tree)):
        at = other
        while at not in (node, -1):
            at = int(tree.parent[at])
        if at == node:
            held.append(other)
    return held


def ratios(
    tree: Tree, worlds: Ints, expected: Floats, longest: int = 1, prospective: bool = False, shortest: int = 1
) -> Floats:
    """The highest LLR [R, n] of each node in worlds [R, n, T], expected [n, T] summing to as many cases as each."""
    total, intervals, highest = worlds[0].sum(), worlds.shape[2], np.zeros(worlds.shape[:2])
    for node in range(len(tree)):
        held = branch(tree, node)
        for first in range(intervals):
            for last in range(first + shortest - 1, min(first + longest, intervals)):
                if last == intervals - 1 or not prospective:
                    window = (held, slice(first, last + 1))
                    c, e = worlds[:, *window].sum(axis=(1, 2)), expected[window].sum()
                    highest[:, node] = np.maximum(highest[:, node], _llr(c, e, total))
    return highest


def _llr(observed: Ints, expected: float, total: int) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        inside = observed * np.log(observed / expected)
        outside = (total - observed) * np.log((total - observed) / (total - expected))
    excess = (observed > expected) & (observed >= 2)
    return np.where(excess, inside + np.where(observed < total, outside, 0.0), 0.0)


def thrown(own: Floats, cases: int, replicates: int, seed: int) -> Ints:
    """Replicates [R, n, T] of cases thrown onto cells by share, as the scan throws them."""
    cumulative, guide = guide_table(own.ravel())
    worlds = np.zeros((replicates, *own.shape), np.int64)
    for replicate in range(replicates):
        state, home, time = np.empty(4, np.uint64), np.zeros(cases + 1, np.int32), np.zeros(cases, np.int32)
        seed_state(state, np.uint64(seed), np.uint64(replicate))
        throw(home[:cases], time, cumulative, guide, own.shape[1], state)
        np.add.at(worlds[replicate], (home[:cases], time), 1)
    return worlds


def permuted(cases: Ints, replicates: int, seed: int) -> Ints:
    """Replicates [R, n, T] of cases that took each other's intervals, as the scan permutes them."""
    home, times = (np.repeat(axis.ravel(), cases.ravel()).astype(np.int32) for axis in np.indices(cases.shape))
    worlds = np.zeros((replicates, *cases.shape), np.int64)
    for replicate in range(replicates):
        state, time = np.empty(4, np.uint64), np.zeros_like(times)
        seed_state(state, np.uint64(seed), np.uint64(replicate))
        permute(time, times, state)
        np.add.at(worlds[replicate], (home, time), 1)
    return worlds
