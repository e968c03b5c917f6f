"""Tree scans against a careful textbook in numpy on the same trees, beside TreeScan's times as they were tabled."""

from typing import Any

import numpy as np

from analytics.clusters.trees.counting import summed
from analytics.clusters.trees.cuts import Settings
from analytics.clusters.trees.scan import scan_outcomes, scan_tree
from analytics.clusters.trees.temporal import scan_node_and_time
from analytics.clusters.trees.tree import Tree
from tests.benchmarks import timing

CASES, REPLICATES, MONTHS, OUTCOMES = 2000, 999, 60, 100
AT_ONCE = 100  # replicates the textbook holds at once
TREESCAN_S = {6_124: 0.75, 53_171: 3.65}  # TreeScan 2.4 on 2 cores, 999 replicates, at its quickest
TREESCAN_TEMPORAL_S = {21_624: 2.6}


def tree_of(nodes: int) -> tuple[Tree, np.ndarray]:
    """Eight below each node, and expected of unequal leaves."""
    random = np.random.default_rng(1)
    tree = Tree.of_pairs(range(nodes), [None, *(node // 8 for node in range(nodes - 1))])
    leaves = tree.first == np.arange(nodes)
    return tree, np.where(leaves, random.lognormal(0, 1, nodes), 0.0)


def scans() -> list[dict[str, Any]]:
    """Wanted: a tenth of TreeScan's time; `apart` is the largest relative difference of the mean maximum."""
    return [*(_of_nodes(nodes, peer) for nodes, peer in TREESCAN_S.items()), _of_windows(), _of_outcomes()]


def _of_nodes(nodes: int, treescan: float) -> dict[str, Any]:
    tree, expected = tree_of(nodes)
    cases = np.random.default_rng(2).multinomial(CASES, expected / expected.sum())
    line = timing.pair(
        "tree scan",
        nodes,
        lambda turn: scan_tree(tree, cases, expected, Settings(REPLICATES, turn)),
        "numpy, textbook",
        lambda turn: textbook(tree, expected, turn),
    )
    return _beside(line, treescan, scan_tree(tree, cases, expected).maxima, textbook(tree, expected, 1))


def _of_windows() -> dict[str, Any]:
    (nodes, treescan), *_ = TREESCAN_TEMPORAL_S.items()
    tree, expected = tree_of(nodes)
    random = np.random.default_rng(2)
    cases = random.multinomial(CASES, np.repeat(expected / expected.sum() / MONTHS, MONTHS)).reshape(nodes, MONTHS)
    line = timing.pair(
        f"tree-temporal scan, {MONTHS} months",
        nodes,
        lambda turn: scan_node_and_time(tree, cases, Settings(REPLICATES, turn)),
        "numpy, textbook",
        lambda turn: textbook_windows(tree, cases, turn),
    )
    return _beside(line, treescan, scan_node_and_time(tree, cases).maxima, textbook_windows(tree, cases, 1))


def _of_outcomes() -> dict[str, Any]:
    tree, expected = tree_of(6_124)
    random = np.random.default_rng(2)
    sizes = range(20, 20 * (OUTCOMES + 1), 20)
    cases = np.stack([random.multinomial(size, expected / expected.sum()) for size in sizes], axis=1)
    return timing.pair(
        f"tree scan, {OUTCOMES} outcomes",
        len(tree),
        lambda turn: scan_outcomes(tree, cases, expected, Settings(REPLICATES, turn)),
        "one by one",
        lambda turn: [
            scan_tree(tree, cases[:, each], expected, Settings(REPLICATES, turn)) for each in range(OUTCOMES)
        ],
    )


def _beside(line: dict[str, Any], treescan: float, ours: np.ndarray, plain: np.ndarray) -> dict[str, Any]:
    apart = float(abs(ours.mean() / plain.mean() - 1))
    return {**line, "treescan_s": treescan, "treescan_ratio": round(treescan / line["ours_s"], 1), "apart": apart}


def textbook(tree: Tree, expected: np.ndarray, seed: int) -> np.ndarray:
    """Maxima of replicates: thrown, summed over each branch as a difference of running sums, logarithms of excess."""
    random, share = np.random.default_rng(seed), expected / expected.sum()
    hoped = summed(tree.parent, share[:, None])[:, 0] * CASES
    maxima: list[float] = []
    while len(maxima) < REPLICATES:
        some = min(AT_ONCE, REPLICATES - len(maxima))
        inside = _below(tree, random.multinomial(CASES, share, some).T)
        maxima += _highest(inside, np.broadcast_to(hoped[:, None], inside.shape)).tolist()
    return np.array(maxima)


def textbook_windows(tree: Tree, cases: np.ndarray, seed: int) -> np.ndarray:
    """Maxima of replicates whose cases took each other's months, over windows up to the last month."""
    random = np.random.default_rng(seed)
    node, month = (np.repeat(axis.ravel(), cases.ravel()) for axis in np.indices(cases.shape))
    of_nodes, of_months = _below(tree, cases).sum(axis=1), np.cumsum(cases.sum(axis=0)[::-1])[: MONTHS // 2]
    hoped, maxima = np.outer(of_nodes, of_months) / CASES, np.zeros(REPLICATES)
    for replicate in range(REPLICATES):
        back = MONTHS - 1 - random.permutation(month)
        late = np.zeros((len(tree), MONTHS // 2), np.int32)
        np.add.at(late, (node[back < MONTHS // 2], back[back < MONTHS // 2]), 1)
        inside = np.cumsum(_below(tree, late), axis=1)
        maxima[replicate] = _highest(inside.reshape(-1, 1), hoped.reshape(-1, 1))[0]
    return maxima


def _below(tree: Tree, own: np.ndarray) -> np.ndarray:
    running = np.vstack([np.zeros_like(own[:1]), np.cumsum(own, axis=0)])
    return running[1:] - running[tree.first]


def _highest(inside: np.ndarray, hoped: np.ndarray) -> np.ndarray:
    node, column = np.nonzero((inside > hoped) & (inside >= 2))
    c, e = inside[node, column].astype(float), hoped[node, column]
    rest = CASES - c
    llr = c * np.log(c / e) + rest * np.log(np.where(rest > 0, rest / np.maximum(CASES - e, 1e-9), 1.0))
    highest = np.zeros(inside.shape[1])
    np.maximum.at(highest, column, llr)
    return highest
