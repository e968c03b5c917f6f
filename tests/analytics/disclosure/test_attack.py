"""The adversary by hand: what anybody with a pencil can work out, and what nobody can."""

import numpy as np
import pytest

from analytics.disclosure import DisclosureError, Published, attack
from analytics.disclosure.model import HIDDEN
from tests.analytics.disclosure.made import CITY_HAZARD, broken, margins, naive, square, table

# Cells as rows of a square with its margins; None is hidden. Then the interval of each hidden cell, row by row.
SQUARES = {
    "one hidden cell is the rest of its row": ([[20, None, 9], [7, 12, 30], [11, 8, 40]], [3], [(3, 3)]),
    "two in one row are told by their columns": ([[None, None, 9], [7, 12, 30], [11, 8, 40]], [3, 4], [(3, 3), (4, 4)]),
    "four corners: the least of both diagonals moves": (
        [[None, 20, None], [8, 12, 30], [None, 8, None]],
        [3, 9, 6, 40],
        [(1, 8), (4, 11), (1, 8), (38, 45)],
    ),
}


@pytest.mark.parametrize("case", SQUARES)
def test_square(case: str) -> None:
    rows, hidden, expected = SQUARES[case]
    left = iter(hidden)
    atoms = square([[next(left) if cell is None else cell for cell in row] for row in rows])
    flat = np.array([cell is None for row in rows for cell in row])
    counts = atoms["count"].to_numpy()
    published = [Published(each, each.members @ counts) for each in margins(atoms, CITY_HAZARD)]
    inner = published[-1]
    published[-1] = Published(inner.table, np.where(flat, HIDDEN, inner.shown))
    assert [(each.low, each.high) for each in attack(published)] == expected


def test_overlapping_regions_give_away_their_difference() -> None:
    """A region of 50 persons and one of 47 within it: no table prints the three between them."""
    counts = np.array([47, 3])
    published = naive([table("old town", [0], atoms=2), table("town", [0, 1], atoms=2)], counts)
    (found,) = broken(published, counts)
    assert (found.table, found.low, found.high, found.atoms.tolist()) == (None, 3, 3, [1])


def test_hidden_small_cells_can_tell_each_other() -> None:
    """Two hidden counts of a row that sum to two are one each, for neither is nought."""
    counts = np.array([1, 1, 30])
    tables = [table("cells", [0], [1], [2], atoms=3), table("total", [0, 1, 2], atoms=3)]
    assert [(each.low, each.high) for each in broken(naive(tables, counts), counts)] == [(1, 1), (1, 1)]


def test_what_nothing_bounds_has_no_upper_end() -> None:
    (found,) = attack(naive([table("cell", [0], atoms=1)], np.array([3])))
    assert (found.low, found.high, found.exact) == (1, None, True)
    assert not attack([])


def test_large_hidden_cells_are_no_disclosure() -> None:
    counts = np.array([30, 40])
    published = [
        Published(table("cells", [0], [1], atoms=2), np.array([HIDDEN, 40])),
        Published(table("total", [0, 1], atoms=2), np.array([70])),
    ]
    assert [(each.low, each.high) for each in attack(published)] == [(30, 30)]
    assert not broken(published, counts)


def test_tables_that_contradict_each_other_are_refused() -> None:
    published = [
        Published(table("cells", [0], [1], [2], atoms=3), np.array([HIDDEN, HIDDEN, 9])),
        Published(table("total", [0, 1, 2], atoms=3), np.array([8])),
    ]
    with pytest.raises(DisclosureError, match="互相矛盾"):
        attack(published)


def test_stopping_early_finds_the_same_disclosures() -> None:
    atoms = square([[3, 9, 2, 40], [8, 1, 30, 6], [0, 20, 4, 11]])
    counts = atoms["count"].to_numpy()
    published = naive(margins(atoms, CITY_HAZARD), counts)
    exact, quick = (broken(published, counts, enough) for enough in (None, 5))
    assert exact
    assert [(each.table, each.cell) for each in exact] == [(each.table, each.cell) for each in quick]
