"""The search for cells to hide: world after world, until every small group reaches far enough in some pair of them."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from scipy import sparse

from analytics.disclosure.model import Counts, Flags, Published, Table, grains, over_grains, printed, stack
from analytics.disclosure.worlds import Groups

SEED = 20120813  # the same tables are always protected in the same way
IDLE_ROUNDS = 3  # rounds of spreading that prove little, before the search goes on group by group
LITTLE = 0.02  # of the groups still open
SHARE = 24  # one of so many of them is moved at a time: all at once would hide more than needed, one by one takes long


class UnreachableError(Exception):
    """A small group that no hiding of cells protects."""


class Search:
    """One publication against all earlier ones. `told`: rows of groups that the earlier ones alone give away."""

    def __init__(self, tables: Sequence[Table], counts: Counts, threshold: int, before: Sequence[Published]) -> None:
        self._threshold = threshold
        self._old = sum(len(each.shown) for each in before)
        self._new = sum(len(table.keys) for table in tables)
        self.groups = _groups([*before], [*tables], counts, threshold)
        truth = self.groups.truth
        small = (truth > 0) & (truth < threshold)
        self.told: set[int] = set(np.flatnonzero(small & self.groups.fixed).tolist())
        self._small = np.flatnonzero(small & ~self.groups.fixed)
        self._worlds = [truth]
        self._random = np.random.default_rng(SEED)
        self._low, self._high = truth.copy(), truth.copy()

    def run(self) -> Flags:
        """Which cells of the new tables, one table after the other, are hidden. Raises UnreachableError."""
        self._spread()
        while len(left := self._open()) > SHARE and self._rise_together(left):
            self._spread()
        for row in sorted(self._small.tolist(), key=lambda row: (-self.groups.truth[row], row)):
            self._widen(row)
        self._show_again()
        return self.groups.hidden[self._old : self._old + self._new]

    def _open(self) -> Counts:
        narrow = self._high - self._low < self._threshold
        return np.array([row for row in self._small if narrow[row] and row not in self.told], dtype=np.int64)

    def _rise_together(self, left: Counts) -> bool:
        """One world for a share of the groups still open; False if it proves nothing for any of them."""
        chosen = self._random.choice(left, len(left) // SHARE, replace=False)
        far = np.array([self._reached(row, 1) + self._missing(row) for row in chosen])
        change = self.groups.move(chosen, far, 1)
        if change is not None:
            self._add(change)
        return len(self._open()) < len(left)

    def _spread(self) -> None:
        """Worlds that hide nothing further. Groups of one sum cannot all grow at once, so each round takes half."""
        idle = 0
        while idle < IDLE_ROUNDS and len(left := self._open()):
            chosen = left[self._random.random(len(left)) < (1.0 if len(self._worlds) == 1 else 0.5)]
            change = self.groups.spread(chosen, self._threshold)
            if change is not None:
                self._add(change)
            idle = idle + 1 if len(left) - len(self._open()) <= LITTLE * len(left) else 0

    def _widen(self, row: int) -> None:
        for sign, far in ((1, 0), (-1, 0), (1, self._threshold), (-1, self._threshold)):  # no further than need be
            missing = self._missing(row)
            if missing > 0 and row not in self.told:
                wanted = far or self._reached(row, sign) + missing
                change = self.groups.move(np.array([row]), np.array([wanted]), sign)
                if change is not None:
                    self._add(change)
        if self._missing(row) > 0 and row not in self.told:
            self._give_up(row)

    def _missing(self, row: int) -> int:
        return self._threshold - int(self._high[row] - self._low[row])

    def _reached(self, row: int, sign: int) -> int:
        """How far from the truth the known worlds take a group upwards or downwards."""
        truth = self.groups.truth[row]
        return int(self._high[row] - truth if sign > 0 else truth - self._low[row])

    def _give_up(self, row: int) -> None:
        """Was it given away before the new tables, or is it they that do?"""
        alone = self._without_new()
        changes = [alone.move(np.array([row]), np.array([self._threshold]), sign) for sign in (1, -1)]
        moved = [abs(int((alone.rows @ change)[row])) for change in changes if change is not None]
        if len(moved) < len(changes) or sum(moved) >= self._threshold:  # no answer is no excuse
            raise UnreachableError
        self.told.add(row)

    def _add(self, change: Counts) -> None:
        """Keep a world, and hide what it changes."""
        world = self.groups.truth + self.groups.rows @ change
        self.groups.hidden |= world != self.groups.truth
        self._worlds.append(world)
        self._low, self._high = np.minimum(self._low, world), np.maximum(self._high, world)

    def _without_new(self) -> Groups:
        """The same groups, had the new tables never been made: what the earlier ones leave open."""
        new = np.zeros(len(self.groups.truth), dtype=bool)
        new[self._old : self._old + self._new] = True
        groups = self.groups
        return replace(
            groups, fixed=groups.fixed & ~new, hidden=groups.hidden | new, floor=np.where(new, 0, groups.floor)
        )

    def _show_again(self) -> None:
        """Show hidden cells, the dearest first, if the worlds that leave them as they are still prove everything."""
        worlds, truth = np.array(self._worlds), self.groups.truth
        proven = np.array([row for row in self._small if row not in self.told], dtype=np.int64)
        new = np.arange(self._old, self._old + self._new)
        spare = new[self.groups.hidden[new] & (truth[new] >= self._threshold)]
        for row in spare[np.argsort(-self.groups.price[spare], kind="stable")]:
            rest = worlds[worlds[:, row] == truth[row]]
            if (np.ptp(rest[:, proven], axis=0) >= self._threshold).all():
                worlds = rest
                self.groups.hidden[row] = False


def _groups(before: list[Published], tables: list[Table], counts: Counts, threshold: int) -> Groups:
    cells = stack([*(each.table for each in before), *tables], len(counts))
    grained = grains(cells)
    system, grain_counts = over_grains(cells, grained), grained @ counts
    unprinted = np.flatnonzero(~printed(system) & (grain_counts > 0) & (grain_counts < threshold))
    rows = sparse.csr_array(
        sparse.vstack(
            [system, sparse.eye_array(system.shape[1], format="csr", dtype=np.int64)[unprinted]], format="csr"
        )
    )
    truth = rows @ grain_counts
    is_cell = np.arange(len(truth)) < cells.shape[0]
    shown_before = np.zeros(len(truth), dtype=bool)
    hidden = ~is_cell | ((truth > 0) & (truth < threshold))
    if before:
        hidden_before = np.concatenate([each.hidden for each in before])
        shown_before[: len(hidden_before)] = ~hidden_before
        hidden[: len(hidden_before)] = hidden_before
    return Groups(
        rows=rows,
        grain_counts=grain_counts,
        truth=truth,
        floor=np.where(is_cell, np.minimum(truth, 1), 0),
        fixed=shown_before | (is_cell & (truth == 0)),
        hidden=hidden,
        price=np.log2(1.0 + truth),
    )
