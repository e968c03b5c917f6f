"""Tree-temporal scan against a plain textbook, and an outbreak found with its months."""

import numba
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from analytics.clusters.refusal import Refusal
from analytics.clusters.trees.cuts import Scan, Settings
from analytics.clusters.trees.nulls import Nulls
from analytics.clusters.trees.temporal import scan_node_and_time, scan_tree_temporal
from analytics.clusters.trees.tree import Tree
from tests.analytics.clusters.trees import textbook

# works, workshops below, posts below: leaves of the tree are the posts
WORKS = Tree.of_pairs(
    ["works", "paint", "press", "spray", "mix", "small", "large"],
    [None, "works", "works", "paint", "paint", "press", "press"],
)
TABLES = arrays(np.int64, (7, 5), elements=st.integers(0, 6))
EXPECTED = arrays(np.float64, (7, 5), elements=st.floats(0.1, 5))


def _ratios(scan: Scan) -> list[float]:
    return list(scan.cuts.set_index("node").llr.reindex(WORKS.codes, fill_value=0.0))


@pytest.mark.parametrize("prospective", [True, False])
@settings(deadline=None, max_examples=40)
@given(cases=TABLES, expected=EXPECTED)
def test_as_the_textbook(prospective: bool, cases: np.ndarray, expected: np.ndarray) -> None:
    asked = Settings(replicates=0, max_duration=0.6, prospective=prospective)
    scaled = expected * cases.sum() / expected.sum()
    plain = textbook.ratios(WORKS, cases[None], scaled, 3, prospective)[0]
    assert _ratios(scan_tree_temporal(WORKS, cases, expected, asked)) == pytest.approx(plain, abs=1e-9)
    both = np.outer(cases.sum(axis=1), cases.sum(axis=0)) / max(cases.sum(), 1)
    plain = textbook.ratios(WORKS, cases[None], both, 3, prospective)[0]
    assert _ratios(scan_node_and_time(WORKS, cases, asked)) == pytest.approx(plain, abs=1e-9)


def _outbreak(months: int = 12) -> np.ndarray:
    """Two cases at each post and month, and fifteen more for sprayers in months 3 and 4 (from nought)."""
    cases = np.zeros((7, months), int)
    cases[WORKS.places(["spray", "mix", "small", "large"])] = 2
    cases[WORKS.places(["spray"]), 3:5] += 15
    return cases


def test_an_outbreak_with_its_months_whatever_the_threads() -> None:
    cases, asked = _outbreak(), Settings(replicates=199, prospective=False)
    expected = (cases > 0) * 1.0
    scans = [scan_node_and_time(WORKS, cases, asked), scan_tree_temporal(WORKS, cases, expected, asked)]
    for scan in scans:
        top = scan.cuts.iloc[0]
        assert (top.node, top["first"], top["last"], top.observed, top.p_value) == ("spray", 3, 4, 34, 0.005)
    threads = numba.get_num_threads()
    numba.set_num_threads(1)
    alone = [scan_node_and_time(WORKS, cases, asked), scan_tree_temporal(WORKS, cases, expected, asked)]
    numba.set_num_threads(threads)
    assert all(np.array_equal(one.maxima, two.maxima) for one, two in zip(scans, alone, strict=True))


def test_a_month_with_many_everywhere_is_no_cut_when_time_is_adjusted_for() -> None:
    cases = np.zeros((7, 12), int)
    cases[WORKS.places(["spray", "mix", "small", "large"])] = 3
    cases[:, -1] *= 5
    adjusted = scan_node_and_time(WORKS, cases, Settings(replicates=99))
    assert len(adjusted.cuts) == 0
    not_adjusted = scan_tree_temporal(WORKS, cases, (cases > 0) * 1.0, Settings(replicates=99)).cuts.iloc[0]
    assert (not_adjusted.node, not_adjusted["first"], not_adjusted["last"]) == ("works", 11, 11)


def test_prospective_windows_end_in_the_last_month() -> None:
    cases = _outbreak()[:, :5]
    top = scan_node_and_time(WORKS, cases, Settings(replicates=99)).cuts.iloc[0]
    assert (top.node, top["first"], top["last"]) == ("spray", 3, 4)
    assert (scan_node_and_time(WORKS, _outbreak(), Settings(replicates=99)).cuts["last"] == 11).all()


@pytest.mark.parametrize("kind", ["node and time", "total"])
def test_chance_is_called_a_cut_as_often_as_said(kind: str) -> None:
    """300 null worlds at 5 %: between 1.5 % and 9 % (three standard errors)."""
    random, asked, nulls = np.random.default_rng(13), Settings(replicates=99), Nulls()
    expected = np.outer(random.gamma(1.0, 1.0, 7), random.gamma(1.0, 1.0, 12))
    smallest = []
    for _world in range(300):
        cases = random.multinomial(80, (expected / expected.sum()).ravel()).reshape(7, 12)
        if kind == "total":
            scan = scan_tree_temporal(WORKS, cases, expected, asked, nulls)
        else:
            scan = scan_node_and_time(WORKS, cases, asked)
        smallest.append(scan.cuts.p_value.min())
    assert 0.015 < np.mean(np.array(smallest) <= 0.05) < 0.09


def test_a_null_is_simulated_once() -> None:
    cases, nulls = _outbreak(), Nulls()
    asked, longer = Settings(replicates=19), Settings(replicates=19, max_duration=0.9)
    first = scan_tree_temporal(WORKS, cases, (cases > 0) * 1.0, asked, nulls)
    assert scan_tree_temporal(WORKS, cases[:, ::-1], (cases > 0) * 1.0, asked, nulls).maxima is first.maxima
    assert scan_tree_temporal(WORKS, cases, (cases > 0) * 1.0, longer, nulls).maxima is not first.maxima


def test_one_interval_no_case_and_cases_where_none_is_expected() -> None:
    one = scan_node_and_time(WORKS, _outbreak()[:, :1], Settings(replicates=9))
    assert (len(one.cuts), one.maxima.max()) == (0, 0.0)
    none = scan_node_and_time(WORKS, np.zeros((7, 3)), Settings(replicates=9))
    assert (len(none.cuts), none.maxima.max()) == (0, 0.0)
    expected = np.ones((7, 12))
    expected[WORKS.places(["spray"]), 3] = 0
    with pytest.raises(Refusal, match="none is expected: spray"):
        scan_tree_temporal(WORKS, _outbreak(), expected)


def test_thousands_of_cases_in_a_cell() -> None:
    cases = _outbreak()
    cases[WORKS.places(["mix"]), -1] = 3000
    top = scan_node_and_time(WORKS, cases, Settings(replicates=19)).cuts.iloc[0]
    assert (top.node, top["first"], top.p_value) == ("mix", 11, 0.05)
