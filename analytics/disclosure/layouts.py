"""For data frames: what tables to print of a long table of counts, and a record of what was printed, to be kept.

Only the frame of a publication is for the public. Its record says no more than the frame and goes into the next call:
what was printed cannot be taken back, so a record must never be lost or left out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import pandas as pd  # type: ignore[import-untyped]
from scipy import sparse

from analytics.disclosure.model import HIDDEN, DisclosureError, Flags, Protected, Published, Table
from analytics.disclosure.protect import protect
from analytics.parameters import parameter

MARK = "*"  # one mark for all that is hidden: "<5" on the small ones alone would bound their sums and so give some away
SUPPRESSED, WITHHELD = "suppressed", "withheld"

Value = str | int | bool | None
Record = list[dict[str, Any]]  # as JSON: name, by, where, until, cells ([*values, count or null])


@dataclass(frozen=True)
class Layout:
    """Tables printed under one name: one for each group of columns in `by`, () being the grand total.

    `where`: count only atoms with one of these values in a column. `until`: (column, last value), for cumulated tables.
    """

    name: str
    by: tuple[tuple[str, ...], ...]
    where: Mapping[str, Sequence[Value]] = field(default_factory=dict)
    until: tuple[str, Value] | None = None

    def tables(self, atoms: pd.DataFrame) -> list[Table]:
        """A table for each entry of `by`; its keys are tuples of values, in order. Every row of `atoms` is an atom."""
        rows = np.flatnonzero(self._counted(atoms))
        return [self._table(atoms, columns, rows) for columns in self.by]

    def _counted(self, atoms: pd.DataFrame) -> Flags:
        missing = {*self.where, *(self.until or ())[:1], *(name for by in self.by for name in by)} - {*atoms.columns}
        if missing:
            names = ", ".join(sorted(missing))
            raise DisclosureError(f"计数表缺少列：{names}，请补上。", f"the counts lack the columns {names}: add them")
        counted = np.ones(len(atoms), dtype=bool)
        for column, values in self.where.items():
            counted &= atoms[column].isin(list(values)).to_numpy(dtype=bool)
        if self.until:
            counted &= (atoms[self.until[0]] <= self.until[1]).to_numpy(dtype=bool)
        return counted

    def _table(self, atoms: pd.DataFrame, columns: tuple[str, ...], rows: Any) -> Table:
        values = [_plain(atoms[column]) for column in columns]
        found: dict[tuple[Value, ...], list[int]] = {}
        for row in rows:
            found.setdefault(tuple(each[row] for each in values), []).append(row)
        keys = sorted(found, key=lambda key: [(value is None, str(type(value)), value) for value in key])
        indices = np.array([row for key in keys for row in found[key]], dtype=np.int64)
        starts = np.cumsum([0, *(len(found[key]) for key in keys)])
        members = sparse.csr_array((np.ones(len(indices), np.int64), indices, starts), shape=(len(keys), len(atoms)))
        return Table(f"{self.name}({', '.join(columns)})", tuple(keys), members)


@dataclass(frozen=True)
class Publication:
    """`frame`: table, the group columns (empty in margins), count, shown, reason. `protected`: for the keeper only."""

    frame: pd.DataFrame
    record: Record
    protected: Protected


def threshold_on(day: date) -> int:
    """The smallest count other than nought that may be shown."""
    return int(parameter("disclosure/threshold").on(day).value)


def publish(
    atoms: Any, layouts: Sequence[Layout], threshold: int, before: Sequence[Record] = (), count: str = "count"
) -> Publication:
    """Protect the tables laid out over a long pandas or Ibis table of disjoint groups of persons.

    `atoms`: group columns and a column of counts, noughts included where a nought is to be printed; a combination that
    is absent is known to be empty. `before`: the records of all earlier publications. Raises DisclosureError.
    """
    frame = atoms if isinstance(atoms, pd.DataFrame) else atoms.to_pandas()
    made = [
        (layout, by, table) for layout in layouts for by, table in zip(layout.by, layout.tables(frame), strict=True)
    ]
    earlier = [restored(entry, frame) for record in before for entry in record]
    protected = protect([table for *_, table in made], frame[count].to_numpy(np.int64), threshold, earlier)
    shown = {id(each.table): each for each in protected.tables}
    columns = list(dict.fromkeys(name for layout in layouts for by in layout.by for name in by))
    rows, record = [], []
    for layout, by, table in made:
        rows += _rows(layout, by, table, shown.get(id(table)))
        if id(table) in shown:
            record.append(_entry(layout, by, shown[id(table)]))
    public = pd.DataFrame(rows, columns=["table", *columns, "count", "shown", "reason"]).astype({"count": "Int64"})
    return Publication(public, record, protected)


def _rows(layout: Layout, by: tuple[str, ...], table: Table, shown: Published | None) -> list[dict[str, Any]]:
    counts = [HIDDEN] * len(table.keys) if shown is None else shown.shown.tolist()
    reason = WITHHELD if shown is None else SUPPRESSED
    return [
        {
            "table": layout.name,
            **dict(zip(by, key, strict=True)),
            "count": None if value == HIDDEN else value,
            "shown": MARK if value == HIDDEN else str(value),
            "reason": reason if value == HIDDEN else None,
        }
        for key, value in zip(table.keys, counts, strict=True)
    ]


def _entry(layout: Layout, by: tuple[str, ...], each: Published) -> dict[str, Any]:
    counts = [None if value == HIDDEN else value for value in each.shown.tolist()]
    return {
        "name": layout.name,
        "by": list(by),
        "where": {column: list(values) for column, values in layout.where.items()},
        "until": list(layout.until) if layout.until else None,
        "cells": [[*key, value] for key, value in zip(each.table.keys, counts, strict=True)],
    }


def restored(entry: dict[str, Any], atoms: pd.DataFrame) -> Published:
    """The table of a record over the atoms of today. What it did not list was known to be empty."""
    until = (entry["until"][0], entry["until"][1]) if entry["until"] else None
    (table,) = Layout(entry["name"], (tuple(entry["by"]),), entry["where"], until).tables(atoms)
    told = {tuple(key): HIDDEN if value is None else value for *key, value in entry["cells"]}
    if lost := {*told} - {*table.keys}:
        raise DisclosureError(
            f"以前公布的表 {table.name} 有 {len(lost)} 个单元在现在的计数中不存在：请保留原有的分组和代码。",
            f"{len(lost)} cells of the earlier table {table.name} are not in the counts: keep its groups and codes",
        )
    return Published(table, np.array([told.get(key, 0) for key in table.keys], dtype=np.int64))


def _plain(column: pd.Series) -> list[Value]:
    """Values that JSON can hold and give back."""
    return [None if pd.isna(value) else value for value in column.astype(object).tolist()]
