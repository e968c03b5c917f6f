"""Sums up the hierarchies are those of grouping, and what no tree is asked is in none."""

from pathlib import Path

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.clusters.layers.hierarchies import LEVELS, Nodes, register
from tests.analytics.clusters.layers.pasts import employers, registered

PAIRS = st.lists(
    st.tuples(st.sampled_from(["3008", "1038"]), st.sampled_from(["3701", "3702", None]), st.integers(0, 3)),
    min_size=1,
    max_size=30,
)


@settings(deadline=None)
@given(PAIRS)
def test_sums_are_those_of_grouping(rows: list[tuple[str, str | None, int]]) -> None:
    pairs = pd.DataFrame(rows, columns=["hazard", "city", "county"])
    pairs["county"] = [city and f"{city}0{county}" for city, county in zip(pairs.city, pairs.county, strict=True)]
    values = np.arange(2.0 * len(pairs)).reshape(-1, 2)
    nodes = Nodes.of(pairs, LEVELS["territory"])
    told = nodes.sums(values)
    for node, path in enumerate(nodes.paths):
        inside = (pairs[LEVELS["territory"][: len(path)]] == list(path)).all(axis=1).to_numpy()
        assert told[node].tolist() == values[inside].sum(axis=0).tolist()
        assert sorted(nodes.below(node)) == np.flatnonzero(inside).tolist()


def test_no_lone_employer_no_whole_hazard_and_no_pairs_twice() -> None:
    """Two in one county of one city, one in another: of the first city only the county is asked."""
    table = [("3008", "3701", "370101"), ("3008", "3701", "370101"), ("3008", "3702", "370201")]
    pairs = pd.DataFrame(table, columns=["hazard", "city", "county"])
    assert Nodes.of(pairs, LEVELS["territory"]).paths == [("3008", "3701", "370101")]
    assert len(Nodes.of(pairs.assign(employer_id=[1, 2, 3]), LEVELS["employer"]).paths) == 3
    kinds = pairs.assign(kind="3", hazard=["3008", "3008", "3009"])
    assert set(Nodes.of(kinds, LEVELS["hazard"]).paths) == {("3",), ("3", "3008"), ("3", "3009")}


def test_the_register_in_levels(tmp_path: Path) -> None:
    told = employers(np.random.default_rng(1), 3).assign(
        industry_code=["3391", "C26", None], division_code=["370102", "370100", None]
    )
    levels = register(registered(tmp_path, told)).astype(object).where(lambda of: of.notna(), None)
    assert levels[["section", "division", "group", "class"]].to_numpy().tolist() == [
        ["C", "33", "339", "3391"],
        ["C", "26", None, None],
        [None, None, None, None],
    ]
    assert levels[["city", "county"]].to_numpy().tolist() == [["3701", "370102"], ["3701", "370100"], [None, None]]
