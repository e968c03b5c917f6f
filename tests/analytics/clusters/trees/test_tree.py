"""Trees from pairs, prefixes and levels, and what is no tree."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.clusters.refusal import Refusal
from analytics.clusters.trees.tree import Tree, level_codes
from tests.analytics.clusters.trees import textbook


def _parents(tree: Tree) -> dict[object, object]:
    return {
        code: tree.codes[parent] if parent >= 0 else None for code, parent in zip(tree.codes, tree.parent, strict=True)
    }


def test_classes_of_industry_have_their_sections_above() -> None:
    tree = Tree.of_prefixes(["B0610", "B069", "C", "B0690"], (1, 3, 4, 5))
    assert _parents(tree) == {
        "B": None,
        "B06": "B",
        "B061": "B06",
        "B069": "B06",
        "B0610": "B061",
        "B0690": "B069",
        "C": None,
    }
    assert dict(zip(tree.codes, tree.depth, strict=True))["B0690"] == 3


def test_counties_have_their_cities_and_province_above() -> None:
    tree = Tree.of_prefixes(["370102", "370200", "370102001"[:6], "110000"], (2, 4, 6), padded=True)
    expected = {"370000": None, "370100": "370000", "370102": "370100", "370200": "370000", "110000": None}
    assert _parents(tree) == expected


def test_employers_have_workshops_and_posts() -> None:
    paths = pd.DataFrame({"employer": [1, 1, 2], "workshop": ["paint", None, "paint"], "post": ["spray", "x", None]})
    tree = Tree.of_levels(paths)
    assert _parents(tree) == {
        (1,): None,
        (1, "paint"): (1,),
        (1, "paint", "spray"): (1, "paint"),
        (2,): None,
        (2, "paint"): (2,),
    }
    assert list(level_codes(paths)) == [(1, "paint", "spray"), (1,), (2, "paint")]
    assert list(tree.codes[tree.places(level_codes(paths))]) == list(level_codes(paths))


@given(st.lists(st.integers(0, 50), max_size=20), st.randoms())
def test_what_is_below_a_node_is_one_run_of_numbers(parents: list[int], order: object) -> None:
    above = [None, *(parent % (place + 1) for place, parent in enumerate(parents))]
    pairs = list(enumerate(above))
    order.shuffle(pairs)  # type: ignore[attr-defined]
    tree = Tree.of_pairs([node for node, _ in pairs], [parent for _, parent in pairs])
    for node in range(len(tree)):
        assert textbook.branch(tree, node) == list(range(tree.first[node], node + 1))
    assert _parents(tree) == dict(pairs)
    below = tree.depth[tree.parent >= 0] - 1
    assert np.array_equal(tree.depth[tree.parent[tree.parent >= 0]], below)


@pytest.mark.parametrize(
    ("nodes", "parents", "said"),
    [
        (["a", "b", "c"], ["b", "a", None], r"Nodes below themselves \(2\): a, b"),
        (["a"], ["a"], "Nodes below themselves"),
        (["a", "b"], [None, "z"], r"Unknown parents \(1\): z"),
        (["a", "a"], [None, None], "Nodes given twice"),
        ([], [], "no nodes"),
    ],
)
def test_what_is_no_tree_is_refused(nodes: list[str], parents: list[str | None], said: str) -> None:
    with pytest.raises(Refusal, match=said):
        Tree.of_pairs(nodes, parents)


def test_codes_of_another_length_are_refused() -> None:
    with pytest.raises(Refusal, match=r"unexpected length \(1\): B06101"):
        Tree.of_prefixes(["B0610", "B06101"], (1, 3, 4, 5))


def test_codes_of_another_length_are_refused_when_padded() -> None:
    with pytest.raises(Refusal, match=r"unexpected length \(1\): 3701"):
        Tree.of_prefixes(["370102", "3701"], (2, 4, 6), padded=True)


def test_codes_the_tree_has_not_are_refused() -> None:
    with pytest.raises(Refusal, match="Codes not in the tree"):
        Tree.of_pairs(["a"], [None]).places(["a", "new"])
