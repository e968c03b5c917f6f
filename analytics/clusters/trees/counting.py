"""Cases and expected at the nodes where they belong, what cannot be counted refused, and sums up the tree."""

from collections.abc import Hashable, Sequence
from typing import Any

import numpy as np
import pandas as pd  # type: ignore[import-untyped]
from numba import njit
from numpy.typing import NDArray

from analytics.clusters.refusal import Refusal
from analytics.clusters.trees.tree import Tree


def by_node(tree: Tree, codes: Sequence[Hashable], amounts: Any) -> NDArray[np.float64]:
    """Sums float64[n] of amounts at nodes themselves. Refuses codes the tree has not."""
    sums = np.zeros(len(tree))
    np.add.at(sums, tree.places(codes), amounts)
    return sums


def by_node_and_interval(
    tree: Tree,
    codes: Sequence[Hashable],
    when: Sequence[Hashable],
    amounts: Any,
    intervals: Sequence[Hashable],
) -> NDArray[np.float64]:
    """Sums float64[n, T] over the named intervals; one without rows holds noughts. Refuses a row in none of them."""
    at = pd.Index(intervals, tupleize_cols=False).get_indexer(pd.Index(when, tupleize_cols=False))
    if (at < 0).any():
        some = pd.Index(when, tupleize_cols=False)[at < 0][0]
        raise Refusal(
            f"有记录的时段不在分析的时段之内：{some}。", f"A row's interval is none of those scanned: {some}."
        )
    sums = np.zeros((len(tree), len(intervals)))
    np.add.at(sums, (tree.places(codes), at), amounts)
    return sums


def admitted(tree: Tree, cases: NDArray[Any]) -> NDArray[np.int64]:
    """The cases [n, k] as whole numbers. Refuses other numbers, and an array that is not by node of the tree."""
    if cases.ndim != 2 or len(cases) != len(tree) or not cases.size:
        raise Refusal(
            "病例须按树的节点给出，每个节点一行。", "Cases must be given by node of the tree, a row for each."
        )
    if not (np.isfinite(cases).all() and (cases >= 0).all() and (np.rint(cases) == cases).all()):
        raise Refusal("病例数须是不小于零的整数。", "Cases must be whole numbers not below nought.")
    return cases.astype(np.int64)


def shares(tree: Tree, cases: NDArray[np.int64], expected: NDArray[np.float64]) -> NDArray[np.float64]:
    """Each cell's own share of the expected. Refuses negative ones, nought only, and cases where none is expected."""
    if expected.shape != cases.shape:
        raise Refusal("病例与期望数须一一对应。", "Cases and expected must match.")
    if not (np.isfinite(expected).all() and (expected >= 0).all() and expected.sum() > 0):
        raise Refusal(
            "期望数须是不小于零的数，且不能全为零。", "Expected must be numbers not below nought, not all nought."
        )
    bare = np.flatnonzero(((cases > 0) & (expected <= 0)).reshape(len(tree), -1).any(axis=1))
    if len(bare):
        some = ", ".join(str(code) for code in tree.codes[bare[:5]])
        raise Refusal(f"节点有病例而期望数为零：{some}。", f"Nodes with cases where none is expected: {some}.")
    share: NDArray[np.float64] = expected / expected.sum()
    return share


@njit(cache=True)
def summed(parent, values):  # type: ignore[no-untyped-def]
    """Sums [n, k] at and below each node of `values` [n, k]."""
    sums = values.copy()
    for node in range(len(parent)):
        if parent[node] >= 0:
            for column in range(values.shape[1]):
                sums[parent[node], column] += sums[node, column]
    return sums
