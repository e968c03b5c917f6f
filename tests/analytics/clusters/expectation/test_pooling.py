"""Small rows are summed: by hand, and against the adversary who solves for what is hidden."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from analytics.clusters.expectation.pooling import pooled
from analytics.disclosure.attack import attack, disclosed
from analytics.disclosure.model import HIDDEN, Published, Table

THRESHOLD = 5
# (examined, harmed) of each value, then the rows shown as (value, values, examined, harmed)
BY_HAND: dict[str, tuple[list[tuple[int, int]], list[tuple[str, int, int, int]]]] = {
    "none is small": ([(50, 5), (90, 0)], [("a", 1, 50, 5), ("b", 1, 90, 0)]),
    "small ones together": ([(50, 4), (50, 4), (90, 9)], [("c", 1, 90, 9), ("", 2, 100, 8)]),
    "a small one hides behind the least other": (
        [(50, 4), (90, 9), (70, 6), (30, 0)],
        [("b", 1, 90, 9), ("d", 1, 30, 0), ("", 2, 120, 10)],
    ),
    "nearly all harmed are few not harmed": ([(12, 11), (50, 20), (60, 30)], [("c", 1, 60, 30), ("", 2, 62, 31)]),
    "a nought is shown": ([(50, 0), (50, 20)], [("a", 1, 50, 0), ("b", 1, 50, 20)]),
    "too few to hide behind": ([(50, 4), (50, 1), (90, 0)], []),
    "a small one alone": ([(50, 4)], []),
}


def sums(pairs: list[tuple[int, int]]) -> pd.DataFrame:
    columns = {"examined": [examined for examined, _ in pairs], "harmed": [harmed for _, harmed in pairs]}
    return pd.DataFrame({"value": list("abcdefgh"[: len(pairs)]), **columns, "expected": [1.5] * len(pairs)})


@pytest.mark.parametrize("case", BY_HAND)
def test_by_hand(case: str) -> None:
    pairs, shown = BY_HAND[case]
    found = pooled(sums(pairs), "value", THRESHOLD).fillna({"value": ""})
    assert list(found[["value", "values", "examined", "harmed"]].itertuples(index=False, name=None)) == shown
    assert found.expected.tolist() == [1.5 * row[1] for row in shown]


def test_without_a_threshold_all_is_shown() -> None:
    assert pooled(sums([(3, 1), (2, 2)]), "value", 0)["values"].tolist() == [1, 1]


PAIRS = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=6)


def published(counts: pd.DataFrame, found: pd.DataFrame) -> tuple[list[Published], np.ndarray]:
    """What is seen of a table over atoms (value, harmed or not): each row; of those summed, their sum and noughts."""
    atoms = np.concatenate([counts.harmed, counts.examined - counts.harmed])
    alone = counts.value.isin(found.value[found["values"] == 1]).to_numpy()
    cells = np.eye(len(atoms), dtype=np.int64)
    tables = [Published(_table("cells", cells), np.where(np.tile(alone, 2) | (atoms == 0), atoms, HIDDEN))]
    if not alone.all():
        both = np.zeros((2, len(atoms)), np.int64)
        both[0, : len(counts)], both[1, len(counts) :] = ~alone, ~alone
        tables.append(Published(_table("together", both), both @ atoms))
    return tables, atoms


def _table(name: str, members: np.ndarray) -> Table:
    return Table(name, tuple(range(len(members))), sparse.csr_array(members))


@settings(max_examples=60, deadline=None)
@given(PAIRS)
def test_nobody_who_sees_all_rows_finds_a_small_one(pairs: list[tuple[int, int]]) -> None:
    counts = sums([(harmed + rest, harmed) for harmed, rest in pairs if harmed + rest])
    found = pooled(counts, "value", THRESHOLD)
    if found.empty:
        return
    assert found[["examined", "harmed"]].sum().tolist() == counts[["examined", "harmed"]].sum().tolist()
    tables, atoms = published(counts, found)
    assert disclosed(attack(tables), atoms, THRESHOLD) == []
