"""The examples that come with TreeScan 2.4, with the answers that its own tests expect of them."""

import numpy as np
import pytest

from analytics.clusters.trees.cuts import Settings
from analytics.clusters.trees.scan import scan_tree
from analytics.clusters.trees.temporal import scan_node_and_time, scan_tree_temporal
from analytics.clusters.trees.tree import Tree
from tests.analytics.clusters.trees import textbook

DAYS = 28
ABOVE = {"Node1": "Node5", "Node2": "Node5", "Node3": "Node6", "Node4": "Node6", "Node5": "Root", "Node6": "Root"}
# leaf, the node above it; cases and population of Poisson.cas; days of the cases of TreeTemporal.cas
LEAVES = [
    ("Leaf1", "Node1", 1, 200, [6, 16, 23]),
    ("Leaf2", "Node1", 2, 300, [7, 7, 24, 25, 27]),
    ("Leaf3", "Node1", 0, 400, [12, 17, 22, 28]),
    ("Leaf4", "Node2", 6, 200, [1, 2, 4, 6, 7, 7, 23, 27]),
    ("Leaf5", "Node2", 4, 300, [3, 3, 3, 3, 8, 11, 21]),
    ("Leaf6", "Node2", 2, 200, [2, 6, 17, 19]),
    ("Leaf7", "Node2", 5, 600, [1, 2, 6, 6, 7, 9, 13, 18, 22, 26, 28]),
    ("Leaf8", "Node3", 9, 400, [1, 3, 3, 4, 4, 4, 5, 6, 6, 15, 16, 22, 24]),
    ("Leaf9", "Node3", 14, 200, [1, 2, 3, 4, 4, 4, 4, 5, 5, 5, 5, 5, 6, 7, 7, 21, 26]),
    ("Leaf10", "Node3", 7, 200, [2, 4, 4, 4, 4, 5, 7, 12, 26]),
    ("Leaf11", "Node3", 3, 400, [4, 4, 4, 14, 17, 27, 27]),
    ("Leaf12", "Node4", 2, 700, [6, 7, 8, 11, 15, 18, 21, 22, 24]),
]
# test_poisson_conditional, 9,999 replicates: observed, relative risk, LLR, p
BY_NODE = {
    "Leaf9": (14, 6.66, 13.136308, 0.0001),
    "Node3": (33, 3.63, 11.148394, 0.0001),
    "Leaf4": (6, 2.39, 1.619486, 0.4879),
    "Leaf8": (9, 1.81, 1.156791, 0.6400),
}
# test_tree_time_condition_node_and_time, windows of 2 to 14 days, 999 replicates: LLR, p
BY_NODE_AND_TIME = {"Node3": (4.796446, 0.047), "Leaf5": (3.038383, 0.547), "Node1": (2.044545, 0.990)}


def _tree() -> Tree:
    pairs = [*((leaf, above) for leaf, above, *_ in LEAVES), *ABOVE.items(), ("Root", None)]
    return Tree.of_pairs([node for node, _ in pairs], [above for _, above in pairs])


def _by_node(tree: Tree, column: int) -> np.ndarray:
    sums = np.zeros(len(tree))
    sums[tree.places([row[0] for row in LEAVES])] = [row[column] for row in LEAVES]
    return sums


def _by_day(tree: Tree) -> np.ndarray:
    counts = np.zeros((len(tree), DAYS), np.int64)
    for leaf, *_, days in LEAVES:
        np.add.at(counts[tree.places([leaf])[0]], np.array(days) - 1, 1)
    return counts


def _error(p: float, *replicates: int) -> float:
    """Four standard errors of the difference of two p by so many replicates each."""
    return 4 * float(np.sqrt(p * (1 - p) * sum(1 / each for each in replicates)))


def test_by_node() -> None:
    tree = _tree()
    cuts = scan_tree(tree, _by_node(tree, 2), _by_node(tree, 3), Settings(9999)).cuts
    assert len(cuts) == 6
    for node, (observed, risk, llr, p) in BY_NODE.items():
        (cut,) = cuts[cuts.node == node].to_dict("records")
        assert (cut["observed"], cut["relative_risk"]) == (observed, pytest.approx(risk, abs=0.0051))
        assert cut["llr"] == pytest.approx(llr, abs=5e-7)
        assert cut["p_value"] == pytest.approx(p, abs=_error(p, 9999, 9999))


def test_the_textbook_by_node_and_time() -> None:
    """TreeScan's windows are of two days at least, ours of one: that ours is the textbook's is seen elsewhere."""
    tree, replicates = _tree(), 499
    counts = _by_day(tree)
    worlds = np.concatenate([counts[None], textbook.permuted(counts, replicates, 1)])
    both = np.outer(counts.sum(axis=1), counts.sum(axis=0)) / counts.sum()
    ratios = textbook.ratios(tree, worlds, both, DAYS // 2, shortest=2)
    for node, (llr, p) in BY_NODE_AND_TIME.items():
        found = ratios[0, tree.places([node])[0]]
        assert found == pytest.approx(llr, abs=5e-7)
        assert (ratios.max(axis=1) >= found - 1e-9).mean() == pytest.approx(p, abs=_error(p, replicates, 999))


@pytest.mark.parametrize(("node", "first", "last", "observed"), [("Node3", 4, 5, 21), ("Node1", 22, 28, 6)])
def test_by_node_and_time(node: str, first: int, last: int, observed: int) -> None:
    """Of those whose best window is not of a single day; p is a little more, for there are more windows."""
    cuts = scan_node_and_time(_tree(), _by_day(_tree()), Settings(999, prospective=False)).cuts.set_index("node")
    cut, (llr, p) = cuts.loc[[node]].iloc[0], BY_NODE_AND_TIME[node]
    assert (cut["first"] + 1, cut["last"] + 1, cut.observed) == (first, last, observed)
    assert cut.llr == pytest.approx(llr, abs=5e-7)
    assert p - _error(p, 999, 999) < cut.p_value < p + 0.05


def test_by_time_alone() -> None:
    """test_time_only_condition_totalcases: 52 of 97 cases in days 2 to 7, where 20.79 are expected."""
    days = _by_day(_tree()).sum(axis=0)[None]
    scan = scan_tree_temporal(
        Tree.of_pairs(["all"], [None]), days, np.ones((1, DAYS)), Settings(999, prospective=False)
    )
    (cut,) = scan.cuts.to_dict("records")
    assert (cut["first"] + 1, cut["last"] + 1, cut["observed"]) == (2, 7, 52)
    assert (cut["expected"], cut["relative_risk"]) == pytest.approx((20.79, 4.24), abs=0.0051)
    assert (cut["llr"], cut["p_value"]) == (pytest.approx(23.972955, abs=5e-7), 0.001)
