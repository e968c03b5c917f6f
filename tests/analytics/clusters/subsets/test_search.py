"""The subset scan: an injected subset found, its p, its rate of false alarms, and tables that say nothing."""

from itertools import product

import numpy as np
import pandas as pd
import pytest

from analytics.clusters.refusal import Refusal
from analytics.clusters.subsets.cells import Cells
from analytics.clusters.subsets.found import Search
from analytics.clusters.subsets.search import climb, find_subsets, null_maxima

ATTRIBUTES = ["industry", "hazard", "seniority", "size"]
VALUES = {"industry": 12, "hazard": 8, "seniority": 5, "size": 4}
RATE = 0.03


def people(count: int, seed: int, raised: float = RATE) -> tuple[pd.DataFrame, np.ndarray]:
    """People with cases at RATE, but at `raised` in 4 industries, hazard 5, seniority from 2; who is in there."""
    random = np.random.default_rng(seed)
    table = pd.DataFrame({name: random.integers(0, values, count) for name, values in VALUES.items()})
    inside = (table.industry.isin([1, 4, 6, 9]) & (table.hazard == 5) & (table.seniority >= 2)).to_numpy()
    cases = random.random(count) < np.where(inside, raised, RATE)
    return table.assign(observed=cases.astype(int), expected=RATE), inside


def test_the_injected_subset_is_found() -> None:
    table, inside = people(40_000, 1, raised=0.12)
    best = find_subsets(Cells.of(table, ATTRIBUTES, ["seniority"])).subsets[0]
    assert best.values == {"industry": [1, 4, 6, 9], "hazard": [5], "seniority": [2, 3, 4]}
    assert best.p_value == 0.01
    assert best.observed == table.observed[inside].sum()
    assert best.expected == pytest.approx(inside.mean() * table.observed.sum())
    assert (best.holds(table) == inside).all()


@pytest.mark.parametrize("seed", range(3))
def test_it_is_the_best_of_all_subsets(seed: int) -> None:
    """By trying every subset of a small table."""
    random = np.random.default_rng(seed)
    table = pd.DataFrame(list(product(range(4), range(3), range(4))), columns=["a", "b", "c"])
    expected = random.uniform(1, 3, len(table))
    raised = (table.a < 2) & (table.b == 1) & (table.c >= 2)
    table = table.assign(observed=random.poisson(expected * np.where(raised, 4, 1)), expected=expected)
    best = find_subsets(Cells.of(table, ["a", "b", "c"], ["c"]), Search(penalty=1.0, replicates=0)).subsets[0]
    level = table.observed.sum() / table.expected.sum()
    assert best.score == pytest.approx(_best_of_all(table.assign(expected=table.expected * level), penalty=1.0))
    assert best.p_value is None


def _best_of_all(table: pd.DataFrame, penalty: float) -> float:
    def subsets(values: int) -> list[tuple[int, ...]]:
        return [tuple(np.flatnonzero(bits)) for bits in product([0, 1], repeat=values) if any(bits)]

    ranges = [tuple(range(start, end)) for start in range(4) for end in range(start + 1, 5)]
    scores = []
    for a, b, c in product(subsets(4), subsets(3), ranges):
        rows = table[table.a.isin(a) & table.b.isin(b) & table.c.isin(c)]
        cases, expected = rows.observed.sum(), rows.expected.sum()
        named = len(a) * (len(a) < 4) + len(b) * (len(b) < 3) + (len(c) < 4)
        excess = cases * np.log(cases / expected) + expected - cases if cases > expected else 0
        scores.append(excess - penalty * named)
    return max(scores)


def test_false_alarms_at_five_in_a_hundred() -> None:
    """Over 1,000 tables of 3,000 people in 480 cells where the cases are shuffled."""
    table, _inside = people(3_000, 2)
    cells = Cells.of(table.assign(examined=1), ATTRIBUTES[:3], ["seniority"])
    assert cells.examined is not None
    critical = np.quantile(null_maxima(cells, Search(replicates=999)), 0.95, method="higher")
    random, cases = np.random.default_rng(3), int(cells.observed.sum())
    worlds = random.multivariate_hypergeometric(cells.examined.astype(int), cases, size=1_000).astype(float)
    alarms = [climb(cells, world, Search().penalty)[0].max(initial=0) > critical for world in worlds]
    assert np.mean(alarms) == pytest.approx(0.05, abs=0.014)


def test_same_seed_same_answer_whatever_the_order_of_rows() -> None:
    table, _inside = people(5_000, 4, raised=0.1)
    once, again = (
        find_subsets(Cells.of(rows, ATTRIBUTES, ["seniority"]), Search(replicates=19, seed=7))
        for rows in (table, table.sample(frac=1, random_state=1))
    )
    assert [subset.values for subset in once.subsets] == [subset.values for subset in again.subsets]
    assert once.maxima == pytest.approx(again.maxima)


def test_a_second_subset_is_found_behind_a_stronger_one() -> None:
    table, inside = people(20_000, 5, raised=0.2)
    stronger = (table.industry == 2) & (table["size"] == 3)
    table.loc[stronger, "observed"] = 1
    first, second = find_subsets(Cells.of(table, ATTRIBUTES, ["seniority"]), Search(most=2, replicates=0)).subsets
    assert (first.holds(table) == stronger).all()
    assert (second.holds(table) == inside).all()
    assert not (first.inside & second.inside).any()


@pytest.mark.parametrize(
    "table",
    [
        pd.DataFrame({"a": [], "b": [], "observed": [], "expected": []}),
        pd.DataFrame({"a": [1, 2], "b": [1, 1], "observed": [0, 0], "expected": [1.0, 2.0]}),
        pd.DataFrame({"a": [1, 2], "b": [1, 1], "observed": [0, 0], "expected": [0.0, 0.0]}),
        pd.DataFrame({"a": [1, 1], "b": [1, 1], "observed": [7, 2], "expected": [1.0, 2.0]}),
    ],
    ids=["no rows", "no case", "nothing expected", "one combination"],
)
def test_tables_that_say_nothing(table: pd.DataFrame) -> None:
    assert find_subsets(Cells.of(table, ["a", "b"])).subsets == []


def test_one_attribute_and_a_thousand_cases_in_a_cell() -> None:
    table = pd.DataFrame({"a": ["x", "y", None], "observed": [1000, 1, 2], "expected": [1.0, 2.0, 3.0]})
    found = find_subsets(Cells.of(table, ["a"])).subsets
    assert [(subset.values, subset.observed) for subset in found] == [({"a": ["x"]}, 1000)]


@pytest.mark.parametrize(
    ("change", "attributes", "said"),
    [
        ({"observed": [0.5, 1.0]}, ["a"], "whole numbers"),
        ({"expected": [0.0, 1.0]}, ["a"], "Row 1"),
        ({"examined": [3, 0]}, ["a"], "Row 2 has more cases"),
        ({}, ["a", "b"], "'b'"),
        ({}, [], "missing"),
    ],
)
def test_what_cannot_be_analysed_is_refused(change: dict[str, list[float]], attributes: list[str], said: str) -> None:
    table = pd.DataFrame({"a": [1, 2], "observed": [3, 1], "expected": [1.0, 1.0], **change})
    with pytest.raises(Refusal, match=said):
        Cells.of(table, attributes)


@pytest.mark.parametrize(("count", "ordered"), [(1_001, ["a"]), (65_537, []), (7_100, [])])
def test_too_many_values_are_refused(count: int, ordered: list[str]) -> None:
    """The last for the pair of both attributes."""
    table = pd.DataFrame({"a": np.arange(count), "b": np.arange(count), "observed": 1, "expected": 1.0})
    with pytest.raises(Refusal, match="group them"):
        Cells.of(table, ["a", "b"], ordered)


def test_rows_alike_are_added_up() -> None:
    table = pd.DataFrame({"a": ["x", "y", "x"], "observed": [1, 3, 0], "expected": [0.5, 2.0, 1.5]})
    cells = Cells.of(table, ["a"])
    assert cells.values == (("x", "y"),)
    assert cells.observed.tolist() == [1, 3]
    assert cells.expected.tolist() == [2, 2]
