"""Proofs in whole persons: checked by trying every world there is, without any solver."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.disclosure import Published, protect
from analytics.disclosure.model import grains, stack
from analytics.disclosure.search import Search
from analytics.disclosure.worlds import Groups
from tests.analytics.disclosure.made import THRESHOLD, broken, table

MOST = 24  # persons in an atom of a world that is tried
WORLDS = np.array([*product(range(MOST + 1), repeat=3)])


def widths(published: list[Published], counts: np.ndarray) -> list[int]:
    """How far each small cell and grain reaches in all worlds that agree with everything published."""
    agree = np.ones(len(WORLDS), dtype=bool)
    for each in published:
        sums = WORLDS @ each.table.members.toarray().T
        agree &= np.where(each.hidden, sums >= 1, sums == each.shown).all(axis=1)
    cells = stack([each.table for each in published])
    groups = np.vstack([cells.toarray(), grains(cells).toarray()])
    small = groups[(groups @ counts > 0) & (groups @ counts < THRESHOLD)]
    return np.ptp(WORLDS[agree] @ small.T, axis=0).tolist()


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_every_small_group_reaches_far_enough_in_whole_persons(data: st.DataObject) -> None:
    counts = np.array(data.draw(st.lists(st.integers(0, 8), min_size=3, max_size=3)))
    cells = st.lists(st.sets(st.integers(0, 2), min_size=1).map(sorted), min_size=1, max_size=5)
    before: list[Published] = []
    for _ in range(data.draw(st.integers(1, 2))):
        before += protect([table("t", *data.draw(cells), atoms=3)], counts, THRESHOLD, before).tables
        assert all(width >= THRESHOLD for width in widths(before, counts))


def test_the_check_by_hand_finds_what_is_given_away() -> None:
    published = [
        Published(table("cells", [0], [1], [2], atoms=3), np.array([-1, -1, 7])),
        Published(table("total", [0, 1, 2], atoms=3), np.array([12])),
    ]
    assert widths(published, np.array([2, 3, 7])) == [3, 3, 3, 3]


CHANGES = {
    "within the limits": ([5, -5, 0, 0], True),
    "too far": ([6, 0, 0, 0], False),
    "less than nobody": ([-4, 0, 0, 0], False),
}


@pytest.mark.parametrize("case", CHANGES)
def test_what_the_limits_forbid_is_no_world(case: str) -> None:
    """Whatever the solver says."""
    change, holds = CHANGES[case]
    counts = np.array([3, 9, 8, 7])
    cells = table("cells", [0], [1], [2], [3], atoms=4)
    flags = np.zeros(4, dtype=bool)
    groups = Groups(cells.members, counts, counts, np.ones(4, dtype=np.int64), flags, ~flags, np.ones(4))
    assert groups._holds(np.array(change), np.full(4, 5.0), np.full(4, 5.0)) is holds


def test_where_half_persons_would_do_whole_ones_are_sought() -> None:
    """Three published sums tie the small count to three others, which change by half as much: it moves by twos."""
    counts = np.array([20, 20, 20, 3])
    before = [Published(table("pairs", [0, 1, 3], [1, 2, 3], [0, 2, 3], atoms=4), np.array([43, 43, 43]))]
    found = protect([table("small", [3], atoms=4)], counts, THRESHOLD, before)
    assert (found.withheld, found.already_told) == ((), 0)
    assert not broken([*before, *found.tables], counts)


def test_what_is_shown_again_leaves_a_proof() -> None:
    """One world hides the first of two complements, another the second: either may be shown again, not both."""
    tables = [table("cells", [0], [1], [2], atoms=3), table("total", [0, 1, 2], atoms=3)]
    search = Search(tables, np.array([3, 9, 9]), THRESHOLD, [])
    search._add(np.array([5, -5, 0]))
    search._add(np.array([5, 0, -5]))
    assert search.run().tolist() in ([True, True, False, False], [True, False, True, False])
