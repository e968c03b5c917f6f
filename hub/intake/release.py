"""Takes up held rows again: those that waited for a record now there, or all of a batch after a mended mapping."""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, text

from connectors.registry import Source, sources
from connectors.rows import Row, UnreadableError
from hub.db import Store, cursor
from hub.errors import NotFoundError
from hub.intake.judging import Judged, judge, unpack
from hub.intake.payload import open_payload
from hub.intake.receipts import before_judging_again, make
from hub.intake.senders import tally
from hub.intake.storing import Cursor, Storing
from hub.security.vault import Vault
from hub.tallies.folding import fold

WAITED = """
select h.batch_id, h.row, h.sealed, b.received_at::date
from held_row h join batch b using (batch_id) join record r on r.key = h.waiting_for
where b.source = %s and not r.deleted
order by h.batch_id, h.row for update of h
"""


def release_waiting(working: Cursor, vault: Vault, source: Source) -> None:
    """Store the rows of `source` that were waiting for records that are there now."""
    held: list[Any] = working.execute(WAITED, (source.card.name,)).fetchall()
    for batch_id, rows in groupby(held, key=itemgetter(0)):
        _again(working, vault, source, batch_id, [_judged(vault, source, row[2], row[3]) for row in rows])


def release_batch(connection: Connection, store: Store, batch_id: int) -> None:
    """Read a batch's bytes again and judge its held rows anew; those still wanting are held again."""
    working = cursor(connection)
    query = text("select source, received_at::date from batch where batch_id = :batch for update")
    found_batch = connection.execute(query, {"batch": batch_id}).one_or_none()
    if found_batch is None:
        raise NotFoundError(f"没有编号为 {batch_id} 的批次。", f"There is no batch {batch_id}.")
    name, received_on = found_batch
    found = working.execute("select row from held_row where batch_id = %s", (batch_id,)).fetchall()
    numbers = {row[0] for row in found}
    if numbers:
        make(connection, store.keys, store.settings, batch_id)  # what was said until now stays vouched for
    source = sources()[name]
    rows = source.parse(open_payload(cursor(connection), store.vault, batch_id))
    held = [judge(row, source.card, received_on) for row in _readable(rows) if row.number in numbers]
    _again(working, store.vault, source, batch_id, held)
    fold(connection)


def _judged(vault: Vault, source: Source, sealed: bytes, received_on: date) -> Judged:
    return judge(unpack(vault.open(bytes(sealed), b"held")), source.card, received_on, "json")


def _readable(rows: Iterable[Row]) -> Iterator[Row]:
    try:
        yield from rows
    except UnreadableError:  # it was said when the batch was first read
        return


def _again(working: Cursor, vault: Vault, source: Source, batch_id: int, held: list[Judged]) -> None:
    """Store rows of a batch for a second time, in place of what was first said of them."""
    numbers = [judged.row.number for judged in held]
    if not numbers:
        return
    before_judging_again(working, batch_id, source.card.name, numbers)
    for table in ("held_row", "arrival_issue"):
        working.execute(f"delete from {table} where batch_id = %s and row = any(%s)", (batch_id, numbers))
    for _ in Storing(working, vault, source.card.name).store(batch_id, held):
        pass
    recount(working, batch_id)


def recount(working: Cursor, batch_id: int) -> None:
    """Make a batch's counts those of its rows, and the tallies of its senders."""
    working.execute(
        """
        update batch set (received, accepted, held, rejected, duplicates) = (
            select count(*), count(*) filter (where outcome = 'accepted'), count(*) filter (where outcome = 'held'),
                count(*) filter (where outcome = 'rejected'), count(*) filter (where outcome = 'duplicate')
            from arrival where arrival.batch_id = batch.batch_id
        )
        where batch_id = %s
        """,
        (batch_id,),
    )
    tally(working, batch_id)
