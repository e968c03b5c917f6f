"""What is kept of publications: months, tables as they were shown, and the counts behind them. Nothing is changed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import Connection, text

from analytics.disclosure.layouts import Record
from hub.publishing.months import Month

Entry = dict[str, Any]
Atoms = list[dict[str, Any]]

# A batch stored over midnight bears the moment at which its transaction began, and is seen only once that has ended.
STILL_OPEN = """
select exists (select from pg_stat_activity where datname = current_database() and xact_start < :end)
"""
PUBLICATION = "insert into publication (month, published_by, threshold) values (:month, :by, :threshold)"
TABLE = """
insert into published_table (month, name, place, entry) values (:month, :name, :place, cast(:entry as jsonb))
"""
ATOMS = "insert into counted_atoms (month, atoms) values (:month, cast(:atoms as jsonb))"


@dataclass(frozen=True)
class Kept:
    """A month as it is kept. `tables`: the entry of each, or None where it is withheld."""

    month: Month
    threshold: int
    tables: Mapping[str, Entry | None]
    atoms: Atoms


def is_kept(connection: Connection, month: Month) -> bool:
    """Is the month published?"""
    query = text("select exists (select from publication where month = :month)")
    return bool(connection.execute(query, {"month": str(month)}).scalar())


def still_open(connection: Connection, end: Any) -> bool:
    """May records that became known before `end` still be on their way into the store?"""
    return bool(connection.execute(text(STILL_OPEN), {"end": end}).scalar())


def entries(connection: Connection) -> Record:
    """Every table that was ever published."""
    query = text("select entry from published_table where entry is not null order by month, place")
    return list(connection.execute(query).scalars())


def atoms_of(connection: Connection, months: Iterable[str]) -> Atoms:
    """The counts behind the tables of some months, as they were when published."""
    query = text("select atoms from counted_atoms where month = any(:months) order by month")
    return [atom for atoms in connection.execute(query, {"months": sorted(months)}).scalars() for atom in atoms]


def keep(connection: Connection, by: str, kept: Kept) -> None:
    """Store a month in the name of `by`. A month that is there already breaks the transaction."""
    month = {"month": str(kept.month)}
    connection.execute(text(PUBLICATION), month | {"by": by, "threshold": kept.threshold})
    rows: Sequence[dict[str, Any]] = [
        month | {"name": name, "place": place, "entry": orjson.dumps(entry).decode() if entry else None}
        for place, (name, entry) in enumerate(kept.tables.items())
    ]
    connection.execute(text(TABLE), rows)
    connection.execute(text(ATOMS), month | {"atoms": orjson.dumps(kept.atoms).decode()})
