"""The maxima of the replicates are exactly those of the textbook on the same cases, whatever is left out on the way."""

import numpy as np
import pytest

from analytics.clusters.draws import multinomial
from analytics.clusters.trees.cuts import Settings
from analytics.clusters.trees.scan import scan_tree
from analytics.clusters.trees.temporal import scan_node_and_time, scan_tree_temporal
from analytics.clusters.trees.tree import Tree
from tests.analytics.clusters.trees import textbook

NODES, MONTHS, REPLICATES = 40, 10, 70  # more than one block of lanes


def _tree() -> Tree:
    random = np.random.default_rng(1)
    return Tree.of_pairs(range(NODES), [None, None, *(int(random.integers(0, node)) for node in range(2, NODES))])


def _expected(intervals: int) -> np.ndarray:
    """Of very unequal size, some nought."""
    random = np.random.default_rng(2)
    expected = random.gamma(0.3, 1.0, (NODES, intervals))
    expected[random.random((NODES, intervals)) < 0.1] = 0
    return expected


@pytest.mark.parametrize("cases", [1, 2, 40, 500, 5000])
def test_of_nodes(cases: int) -> None:
    tree, expected = _tree(), _expected(1)
    observed = multinomial(expected[:, 0], cases, 1, 99)[:, 0]
    scan = scan_tree(tree, observed, expected[:, 0], Settings(replicates=REPLICATES))
    worlds = multinomial(expected[:, 0], cases, REPLICATES, 1).T[:, :, None].astype(np.int64)
    plain = textbook.ratios(tree, worlds, expected * cases / expected.sum()).max(axis=1)
    assert scan.maxima == pytest.approx(plain, abs=1e-9)


@pytest.mark.parametrize("prospective", [True, False])
@pytest.mark.parametrize("cases", [1, 60, 700, 5000])
def test_of_windows_of_thrown_cases(cases: int, prospective: bool) -> None:
    tree, own = _tree(), _expected(MONTHS)
    asked = Settings(replicates=REPLICATES, max_duration=0.4, prospective=prospective)
    observed = textbook.thrown(own, cases, 1, 99)[0]
    worlds = textbook.thrown(own / own.sum(), cases, REPLICATES, 1)
    plain = textbook.ratios(tree, worlds, own * cases / own.sum(), 4, prospective).max(axis=1)
    assert scan_tree_temporal(tree, observed, own, asked).maxima == pytest.approx(plain, abs=1e-9)


@pytest.mark.parametrize("prospective", [True, False])
@pytest.mark.parametrize("cases", [1, 60, 700, 5000])
def test_of_windows_of_permuted_cases(cases: int, prospective: bool) -> None:
    tree, asked = _tree(), Settings(replicates=REPLICATES, max_duration=0.4, prospective=prospective)
    observed = textbook.thrown(_expected(MONTHS), cases, 1, 99)[0]
    both = np.outer(observed.sum(axis=1), observed.sum(axis=0)) / cases
    plain = textbook.ratios(tree, textbook.permuted(observed, REPLICATES, 1), both, 4, prospective).max(axis=1)
    assert scan_node_and_time(tree, observed, asked).maxima == pytest.approx(plain, abs=1e-9)
