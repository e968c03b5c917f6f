"""The adversary: has every table of every publication, knows the rule, and solves for what is hidden.

Independent of how the tables were protected: it sees only what is published. It is a linear programming audit; as it
gives up integrality, each interval holds the true one, and bounds are rounded inwards to integers.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import linprog

from analytics.disclosure.model import Counts, DisclosureError, Published, grains, over_grains, printed, stack

UNBOUNDED = (3, 4)  # HiGHS may say only "unbounded or infeasible"; the lower end is asked first and shows feasibility
ROUNDING = 1e-6  # of a person: the solver's feasibility tolerance is 1e-7

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Interval:
    """What can be said of a hidden cell, or of a grain no table prints (`table` is None, `cell` the grain's number).

    `atoms` are those it is made of. `high` is None without an upper bound. `exact` is False where the search stopped
    because the interval is wide enough: the true one holds it.
    """

    table: int | None
    cell: int
    atoms: Counts
    low: int
    high: int | None
    exact: bool = True

    def narrow(self, width: int) -> bool:
        return self.high is not None and self.high - self.low < width


class Adversary:
    """The system of equations: `known` sums are published; every sum in `hidden` is at least 1, for zeros are shown."""

    def __init__(self, published: Sequence[Published]) -> None:
        cells = stack([each.table for each in published])
        shown = np.concatenate([each.shown for each in published])
        self.grains = grains(cells)
        self.cells = over_grains(cells, self.grains)
        self.told = np.full(self.cells.shape[1], np.nan)
        self._substitute(self.cells[shown >= 0], shown[shown >= 0].astype(float))
        self.free = np.isnan(self.told)
        self._equations(shown)

    def _substitute(self, known: sparse.csr_array, sums: Numbers) -> None:
        """The grains that are told outright: those in a sum of nought, and the last unknown one of any other sum."""
        while True:
            free = np.isnan(self.told)
            unknowns, rest = known @ free.astype(float), sums - known @ np.where(free, 0.0, self.told)
            lone = np.flatnonzero((unknowns > 0) & ((unknowns == 1) | (rest == 0)))
            if not len(lone):
                return
            for row in lone:
                members = known.indices[known.indptr[row] : known.indptr[row + 1]]
                self.told[members[free[members]]] = rest[row]

    def _equations(self, shown: Counts) -> None:
        """What is left to solve, over the grains that are not told."""
        base = self.cells @ np.where(self.free, 0.0, self.told)
        left = sparse.csr_array(self.cells[:, self.free]).astype(float)
        known = (shown >= 0) & (np.diff(left.indptr) > 0)
        self._equal, self._sums = left[known], shown[known] - base[known]
        hidden = (shown < 0) & (base < 1)
        self._at_least, self._ones = -left[hidden], base[hidden] - 1.0

    def world(self, group: Numbers, sign: int) -> Numbers | None:
        """All grains where the group is smallest (sign 1) or largest (-1); None if it may grow without end."""
        world = np.where(self.free, 0.0, self.told)
        if not self.free.any():
            return world
        answer = linprog(
            sign * group[self.free],
            A_ub=self._at_least if len(self._ones) else None,
            b_ub=self._ones if len(self._ones) else None,
            A_eq=self._equal if len(self._sums) else None,
            b_eq=self._sums if len(self._sums) else None,
            method="highs",
        )
        if answer.status in UNBOUNDED and sign < 0:
            return None
        if answer.status != 0:
            raise DisclosureError(
                "已公布的各表互相矛盾，无法求解：请核对各表是否出自同一批原子计数。",
                f"the published tables contradict each other: check that all count the same atoms ({answer.message})",
            )
        world[self.free] = answer.x
        return world


def attack(published: Sequence[Published], enough: int | None = None) -> list[Interval]:
    """The feasible interval of every hidden cell, in the order of the tables, then of every grain that is no cell.

    With `enough`, an interval shown to be at least so wide is not pursued further, which is much faster. Raises
    DisclosureError where the tables contradict each other.
    """
    if not published:
        return []
    adversary = Adversary(published)
    targets = list(_targets(published, adversary))
    if not targets:
        return []
    groups = sparse.csr_array(sparse.vstack([group for _, _, group in targets], format="csr")).astype(float)
    atoms = sparse.csr_array(groups @ adversary.grains)
    ends = _ends(adversary, groups, enough)
    return [
        Interval(table, cell, atoms.indices[atoms.indptr[n] : atoms.indptr[n + 1]], low, high, exact)
        for n, ((table, cell, _), (low, high, exact)) in enumerate(zip(targets, ends, strict=True))
    ]


def disclosed(intervals: Sequence[Interval], counts: Counts, threshold: int) -> list[Interval]:
    """Those that break the criterion: the count, which only the keeper knows, is small and the interval is narrow."""
    small = (each for each in intervals if 0 < counts[each.atoms].sum() < threshold)
    return [each for each in small if each.narrow(threshold)]


def _ends(adversary: Adversary, groups: sparse.csr_array, enough: int | None) -> Iterator[tuple[int, int | None, bool]]:
    """Both ends of each group. Every world that is found also shows how far the other groups reach at least."""
    least, most = np.full(groups.shape[0], np.inf), np.full(groups.shape[0], -np.inf)
    for number in range(groups.shape[0]):
        if enough is not None and most[number] - least[number] >= enough + ROUNDING:
            yield _up(least[number]), _down(most[number]), False
            continue
        worlds = [adversary.world(groups[[number]].toarray()[0], sign) for sign in (1, -1)]
        for world in worlds:
            if world is not None:
                reached = groups @ world
                least, most = np.minimum(least, reached), np.maximum(most, reached)
        yield _up(least[number]), None if worlds[1] is None else _down(most[number]), True


def _targets(
    published: Sequence[Published], adversary: Adversary
) -> Iterator[tuple[int | None, int, sparse.csr_array]]:
    row = 0
    for number, each in enumerate(published):
        for cell, hidden in enumerate(each.hidden):
            if hidden:
                yield number, cell, adversary.cells[[row]]
            row += 1
    unit = sparse.eye_array(adversary.cells.shape[1], format="csr")
    for grain in np.flatnonzero(~printed(adversary.cells)):
        yield None, int(grain), unit[[grain]]


def _up(bound: float) -> int:
    return int(np.ceil(bound - ROUNDING))


def _down(bound: float) -> int:
    return int(np.floor(bound + ROUNDING))
