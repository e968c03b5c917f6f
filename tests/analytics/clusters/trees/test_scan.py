"""Tree scan against a table by hand, a plain textbook, and what chance may do."""

import numba
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.clusters.refusal import Refusal
from analytics.clusters.trees.cuts import Settings
from analytics.clusters.trees.nulls import Nulls
from analytics.clusters.trees.scan import scan_outcomes, scan_tree
from analytics.clusters.trees.tree import Tree
from tests.analytics.clusters.trees import textbook

# node, parent, cases, expected
BY_HAND = [
    ("mining", None, 0, 0.0),
    ("coal", "mining", 12, 4.0),
    ("metal ore", "mining", 6, 4.0),
    ("making", None, 0, 0.0),
    ("textiles", "making", 1, 6.0),
    ("furniture", "making", 1, 6.0),
]


def _by_hand() -> tuple[Tree, np.ndarray, np.ndarray]:
    tree = Tree.of_pairs([row[0] for row in BY_HAND], [row[1] for row in BY_HAND])
    at = tree.places([row[0] for row in BY_HAND])
    cases, expected = np.zeros(6, int), np.zeros(6)
    cases[at], expected[at] = [row[2] for row in BY_HAND], [row[3] for row in BY_HAND]
    return tree, cases, expected


def _chain(parents: list[int]) -> Tree:
    """Node i hangs below a node before it, the first is the root."""
    above = [None, *(parent % (place + 1) for place, parent in enumerate(parents))]
    return Tree.of_pairs(range(len(above)), above)


def test_by_hand() -> None:
    tree, cases, expected = _by_hand()
    cuts = scan_tree(tree, cases, expected, Settings(replicates=99)).cuts
    #             observed expected  inside against outside    12 ln(12/4) + 8 ln(8/16), and so on
    table = {
        "mining": (18, 8.0, (18 / 8) / (2 / 12), 18 * np.log(18 / 8) + 2 * np.log(2 / 12)),
        "coal": (12, 4.0, (12 / 4) / (8 / 16), 12 * np.log(12 / 4) + 8 * np.log(8 / 16)),
        "metal ore": (6, 4.0, (6 / 4) / (14 / 16), 6 * np.log(6 / 4) + 14 * np.log(14 / 16)),
    }
    assert list(cuts.node) == list(table)
    for row in cuts.itertuples():
        assert (row.observed, row.expected, row.relative_risk, row.llr) == pytest.approx(table[row.node])
    assert cuts.p_value.is_monotonic_increasing
    assert cuts.gumbel_p[0] < 0.01 <= cuts.p_value[0]


def test_of_nested_cuts_the_best() -> None:
    tree, cases, expected = _by_hand()
    scan = scan_tree(tree, cases, expected, Settings(replicates=9))
    assert list(scan.apart(tree).node) == ["mining"]


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.tuples(st.integers(0, 50), st.integers(0, 9), st.floats(0.1, 5)), min_size=2, max_size=12),
)
def test_as_the_textbook(rows: list[tuple[int, int, float]]) -> None:
    tree = _chain([row[0] for row in rows[1:]])
    cases, expected = np.array([row[1] for row in rows]), np.array([row[2] for row in rows])
    cuts = scan_tree(tree, cases, expected, Settings(replicates=0)).cuts.set_index("node").llr
    scaled = expected * cases.sum() / expected.sum()
    plain = textbook.ratios(tree, cases[None, :, None], scaled[:, None])[0]
    assert cuts.reindex(tree.codes, fill_value=0.0).to_numpy() == pytest.approx(plain, abs=1e-9)
    assert np.isfinite(cuts).all()


def test_equal_cuts_tie_exactly() -> None:
    """Three cases on two equal leaves: a quarter of all worlds is as extreme as three on one, none is more so."""
    tree = Tree.of_pairs(["a", "b"], [None, None])
    scan = scan_tree(tree, np.array([3, 0]), np.array([0.1, 0.1]), Settings(replicates=9999))
    assert scan.cuts.p_value[0] == pytest.approx(0.25, abs=0.02)
    assert scan.maxima.max() == scan.cuts.llr[0]
    assert scan.cuts.relative_risk[0] == np.inf


def test_chance_is_called_a_cut_as_often_as_said() -> None:
    """400 null worlds at 5 %: between 2 % and 8.5 % (three standard errors)."""
    random = np.random.default_rng(5)
    tree = _chain(list(random.integers(0, 200, 119)))
    expected = random.gamma(0.5, 1.0, 120)
    worlds = random.multinomial(150, expected / expected.sum(), 400).T
    scans = scan_outcomes(tree, worlds, expected, Settings(replicates=999))
    rank, tail = (np.mean([scan.cuts[name].min() <= 0.05 for scan in scans]) for name in ("p_value", "gumbel_p"))
    assert 0.02 < rank < 0.085
    assert 0.02 < tail < 0.085


def test_an_outcome_among_others_is_judged_as_alone_whatever_the_threads() -> None:
    random = np.random.default_rng(7)
    tree = _chain(list(random.integers(0, 300, 199)))
    expected = random.gamma(0.5, 1.0, 200) + 0.01
    outcomes = np.stack([random.multinomial(size, expected / expected.sum()) for size in (90, 0, 300, 90)], axis=1)
    together = scan_outcomes(tree, outcomes, expected, Settings(replicates=199))
    threads = numba.get_num_threads()
    numba.set_num_threads(1)
    for each, scan in enumerate(together):
        alone = scan_tree(tree, outcomes[:, each], expected, Settings(replicates=199))
        assert np.array_equal(alone.maxima, scan.maxima)
        assert alone.cuts.equals(scan.cuts)
    numba.set_num_threads(threads)
    assert len(together[1].cuts) == 0
    assert not together[1].maxima.any()


def test_a_null_is_simulated_once() -> None:
    tree, cases, expected = _by_hand()
    nulls = Nulls(most=2)
    first = scan_tree(tree, cases, expected, Settings(replicates=99), nulls)
    again = scan_tree(tree, cases[::-1][[5, 4, 3, 2, 1, 0]], expected, Settings(replicates=99), nulls)
    assert again.maxima is first.maxima
    others = [(cases * 2, expected, Settings(replicates=99)), (cases, expected, Settings(replicates=99, seed=2))]
    for other in others:
        assert not np.array_equal(scan_tree(tree, *other, nulls).maxima, first.maxima)
    assert len(nulls) == 2
    assert np.array_equal(scan_tree(tree, cases, expected, Settings(replicates=99), nulls).maxima, first.maxima)


def test_a_thousand_cases_in_one_node_are_found() -> None:
    tree, cases, expected = _by_hand()
    cases[tree.places(["furniture"])] = 40_000
    top = scan_tree(tree, cases, expected, Settings(replicates=19)).cuts.iloc[0]
    assert (top.node, top.observed, top.p_value) == ("furniture", 40_000, 0.05)


@pytest.mark.parametrize(
    ("cases", "expected", "said"),
    [
        ([1, 0, 0, -1, 0, 0], [1.0] * 6, "whole numbers"),
        ([1, 0.5, 0, 0, 0, 0], [1.0] * 6, "whole numbers"),
        ([1, np.nan, 0, 0, 0, 0], [1.0] * 6, "whole numbers"),
        ([1, 0, 0], [1.0] * 6, "by node of the tree"),
        ([1, 0, 0, 0, 0, 0], [1.0] * 5, "must match"),
        ([1, 0, 0, 0, 0, 0], [0.0] * 6, "not all nought"),
        ([1, 0, 0, 0, 0, 0], [1.0, -1, 1, 1, 1, 1], "not below nought"),
        ([1, 0, 0, 0, 0, 0], [1.0, np.inf, 1, 1, 1, 1], "not below nought"),
        ([1, 0, 0, 0, 0, 0], [0.0, 1, 1, 1, 1, 1], "none is expected: furniture"),
    ],
)
def test_what_cannot_be_scanned_is_refused(cases: list[float], expected: list[float], said: str) -> None:
    with pytest.raises(Refusal, match=said):
        scan_tree(_by_hand()[0], np.array(cases), np.array(expected))


def test_settings_that_make_no_sense_are_refused() -> None:
    with pytest.raises(Refusal, match="Replicates"):
        Settings(replicates=-1)
    with pytest.raises(Refusal, match="share of time"):
        Settings(max_duration=0.0)


def test_the_whole_tree_is_no_cut_however_its_shares_sum() -> None:
    tree = Tree.of_pairs(["all", *range(30)], [None, *["all"] * 30])
    expected = np.where(tree.codes == "all", 0.0, 0.1 + np.arange(31) / 7)
    cases = np.where(tree.codes == "all", 0, 3)
    cuts = scan_tree(tree, cases, expected, Settings(replicates=9)).cuts
    assert len(cuts) > 5
    assert "all" not in set(cuts.node)
    assert np.isfinite(cuts.relative_risk).all()


def test_one_node_and_no_cases() -> None:
    tree = Tree.of_pairs(["all"], [None])
    scan = scan_tree(tree, np.array([7]), np.array([3.0]), Settings(replicates=9))
    assert (len(scan.cuts), list(scan.maxima)) == (0, [0.0] * 9)
