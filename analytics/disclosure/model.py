"""Tables as sums over atoms, what is shown of them, and the criterion of protection.

An atom is a finest group of persons: county, hazard, month, harmed or not. Every cell of every table ever
published is a sum over atoms, so margins, drill-downs, overlapping regions and successive months are one system of
equations.

The criterion. Let T be the threshold. A count is small if it is 1 … T-1. Small counts are hidden (primary), zeros are
always shown, and every hidden cell has the same mark, so that the adversary knows of a hidden cell only that it is at
least 1. Given all cells of all publications, an adversary who solves for the atoms as non-negative integers finds for
each group g of persons a feasible interval [low(g), high(g)]. The tables are protected if

    high(g) - low(g) >= T    for every small g that is a cell of any table, or a grain (below),

a sliding protection level of T (Fischetti & Salazar-González 2000; Hundepool et al., Statistical Disclosure Control,
2012, chapters 4 and 5). Then high(g) >= T: it cannot even be told that g is small. Finding the interval is the audit
problem; its linear relaxation is what `attack` solves.

A grain is a set of atoms that no table tells apart. Since grains are protected, so is what no table prints but
subtraction yields: the few persons between two overlapping regions, or added between two months. If a union of grains
were known to be n < T persons, each of its grains would lie in [0, n], and one of them would be small.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

HIDDEN = -1
Counts = NDArray[np.int64]
Flags = NDArray[np.bool_]


class DisclosureError(ValueError):
    """A table cannot be published as asked; the sentence says why and what to do."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(f"{zh} {en}")
        self.zh = zh
        self.en = en


@dataclass(frozen=True, eq=False)
class Table:
    """Cells of one kind. `members` is 0/1, cells by atoms; the atoms are the same for all tables that are compared."""

    name: str
    keys: tuple[Any, ...]
    members: sparse.csr_array

    def __post_init__(self) -> None:
        if self.members.shape[0] != len(self.keys):
            raise DisclosureError(
                f"表 {self.name} 的单元数与成员矩阵行数不符，请按单元逐行给出成员。",
                f"table {self.name} has {len(self.keys)} cells and {self.members.shape[0]} rows: give one row per cell",
            )


@dataclass(frozen=True, eq=False)
class Published:
    """A table as everybody sees it: `shown` has a count of persons for each cell, or HIDDEN."""

    table: Table
    shown: Counts

    @property
    def hidden(self) -> Flags:
        return np.asarray(self.shown == HIDDEN)


@dataclass(frozen=True)
class Protected:
    """A publication. `primary` and `complementary` are for the keeper only: the public must not learn which is which.

    `tables` is what may be shown, `withheld` the names of tables that may not be shown at all, `already_told` how many
    small groups earlier publications had given away before, by rules other than these.
    """

    tables: tuple[Published, ...]
    primary: tuple[Flags, ...]
    complementary: tuple[Flags, ...]
    withheld: tuple[str, ...] = ()
    already_told: int = 0


def stack(tables: Sequence[Table], atoms: int = 0) -> sparse.csr_array:
    """All cells of the tables, one below the other; `atoms` is how many columns there are if there are no tables."""
    if not tables:
        return sparse.csr_array((0, atoms), dtype=np.int64)
    return sparse.csr_array(sparse.vstack([table.members for table in tables], format="csr", dtype=np.int64))


def grains(cells: sparse.csr_array) -> sparse.csr_array:
    """Grains by atoms, 0/1: which atoms lie in exactly the same cells. Atoms that lie in no cell are in no grain."""
    columns = cells.tocsc()
    columns.sort_indices()
    found: dict[bytes, int] = {}
    of_atom = np.full(columns.shape[1], -1)
    for atom, (start, end) in enumerate(zip(columns.indptr[:-1], columns.indptr[1:], strict=True)):
        if end > start:
            of_atom[atom] = found.setdefault(columns.indices[start:end].tobytes(), len(found))
    (atoms,) = np.nonzero(of_atom >= 0)
    shape = (len(found), columns.shape[1])
    return sparse.csr_array((np.ones(len(atoms), np.int64), (of_atom[atoms], atoms)), shape=shape)


def over_grains(cells: sparse.csr_array, grained: sparse.csr_array) -> sparse.csr_array:
    """The cells as 0/1 sums over grains instead of atoms."""
    crossed = sparse.csr_array(cells @ grained.T)
    crossed.data[:] = 1
    return crossed


def printed(cells: sparse.csr_array) -> Flags:
    """Which grains are a cell of their own; `cells` by grains."""
    alone = np.flatnonzero(np.diff(cells.indptr) == 1)
    flags = np.zeros(cells.shape[1], dtype=bool)
    flags[cells.indices[cells.indptr[alone]]] = True
    return flags
