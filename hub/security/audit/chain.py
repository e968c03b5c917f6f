"""Chaining: gives every committed audit entry its number and its hash over the one before, without gaps.

Why not while the entry is written: docs/decisions/0008-audit-chain.md.
"""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, text

from hub.security.audit.form import COLUMNS, START, is_stamped, link, stored
from hub.security.keys import KeyRing

LOCK = 0x6175646974  # "audit": one at a time chains
BATCH = 2000

# Read in a statement before the entries are: what this snapshot calls ended has surely ended for theirs.
HORIZON = text("select pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
HEAD = text("select number, hash, horizon from audit_link order by number desc limit 1")
# What is new is a few entries: found by their transactions, each looked up among the links, then put in order. Left to
# itself the planner reads all entries in order, or joins them with all links; for `ALL` that is right.
NEW = text(f"""
with e as materialized (
    select * from audit_entry e
    where e.xid >= :since and (select l.number from audit_link l where l.entry_id = e.entry_id) is null)
select e.stamp, {COLUMNS} from e order by e.entry_id
""")
ALL = text(f"""
select e.stamp, {COLUMNS} from audit_entry e
where not exists (select from audit_link l where l.entry_id = e.entry_id)
order by e.entry_id
""")
APPEND = text("""
insert into audit_link (number, entry_id, hash, horizon)
select number, entry_id, hash, :horizon
from unnest(cast(:numbers as bigint[]), cast(:entries as uuid[]), cast(:hashes as bytea[]))
    as t (number, entry_id, hash)
""")


class Head(NamedTuple):
    """The end of the chain: 0 and zeros before there is any. Transactions below `horizon` had ended at its chaining."""

    number: int
    hash: bytes
    horizon: int = 0


EMPTY = Head(0, START)


def head(connection: Connection) -> Head:
    """The last link."""
    row = connection.execute(HEAD).one_or_none()
    return Head(*row) if row else EMPTY


def chain_entries(connection: Connection, keys: KeyRing, *, thorough: bool = False) -> Head:
    """Chain every committed entry that is not chained yet; gives the new end of the chain.

    A transaction of its own, READ COMMITTED: other chainers wait for its end, writers for nothing. Entries of
    transactions still open, or with a stamp that is not theirs, stay out. `thorough` looks at all entries, not only at
    those of transactions that may have ended since the last time.
    """
    connection.execute(text("select pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
    horizon = connection.execute(HORIZON).scalar_one()
    end = head(connection)
    # A database restored into a younger server counts its transactions from below: then nothing can be left out.
    thorough = thorough or horizon < end.horizon
    query, values = (ALL, {}) if thorough else (NEW, {"since": end.horizon})
    found = connection.execute(query, values, execution_options={"yield_per": BATCH})
    for rows in found.partitions():
        end = _append(connection, keys, Head(end.number, end.hash, horizon), rows)
    return end


def _append(connection: Connection, keys: KeyRing, end: Head, rows: Iterable[Sequence[Any]]) -> Head:
    """Links for `rows` after `end`, in one statement."""
    numbers, entries, hashes = [], [], []
    number, previous = end.number, end.hash
    for stamped, *columns in rows:
        content = stored(columns)
        if not is_stamped(content, keys, stamped):
            continue  # verifying tells of it; chained, it would pass for an entry
        number += 1
        previous = link(keys, number, previous, content)
        numbers.append(number)
        entries.append(content.entry_id)
        hashes.append(previous)
    values = {"numbers": numbers, "entries": entries, "hashes": hashes, "horizon": end.horizon}
    connection.execute(APPEND, values)
    return Head(number, previous, end.horizon)
