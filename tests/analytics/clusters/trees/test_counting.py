"""Counting at nodes and in intervals: months without rows, new codes, months outside."""

import numpy as np
import pytest

from analytics.clusters.refusal import Refusal
from analytics.clusters.trees.counting import by_node, by_node_and_interval, summed
from analytics.clusters.trees.tree import Tree

TREE = Tree.of_pairs(["dust", "silica", "coal"], [None, "dust", "dust"])
MONTHS = ["2026-01", "2026-02", "2026-03"]
# hazard, month, cases
ROWS = [("silica", "2026-01", 2), ("silica", "2026-03", 1), ("dust", "2026-03", 4), ("silica", "2026-01", 3)]


def test_months_without_rows_hold_noughts() -> None:
    hazards, months, cases = zip(*ROWS, strict=True)
    counted = by_node_and_interval(TREE, hazards, months, cases, MONTHS)
    table = dict(zip(TREE.codes, counted.tolist(), strict=True))
    assert table == {"silica": [5, 0, 1], "dust": [0, 0, 4], "coal": [0, 0, 0]}
    assert dict(zip(TREE.codes, by_node(TREE, hazards, cases), strict=True)) == {"silica": 6, "dust": 4, "coal": 0}


def test_sums_up_the_tree() -> None:
    own = np.zeros((3, 2))
    own[TREE.places(["silica", "coal", "dust"])] = [[1, 2], [10, 20], [100, 200]]
    assert summed(TREE.parent, own)[TREE.places(["dust"])].tolist() == [[111, 222]]


def test_a_new_hazard_and_a_month_outside_are_refused() -> None:
    with pytest.raises(Refusal, match="Codes not in the tree"):
        by_node(TREE, ["radon"], [1])
    with pytest.raises(Refusal, match="none of those scanned: 2025-12"):
        by_node_and_interval(TREE, ["coal"], ["2025-12"], [1], MONTHS)
