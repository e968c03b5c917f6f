"""Takes up held rows again: those that waited for a record which has now arrived, or all of a batch on request."""

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter

from connectors.registry import sources
from hub.intake.judging import Judged, judge, unpack
from hub.intake.storing import Cursor, Storing
from hub.security.vault import Vault

WAITED = """
select h.batch_id, h.row, h.sealed, b.source, b.received_at::date
from held_row h join batch b using (batch_id) join record r on r.key = h.waiting_for
where b.source = %s and not r.deleted
order by h.batch_id, h.row for update of h
"""
OF_BATCH = """
select h.batch_id, h.row, h.sealed, b.source, b.received_at::date
from held_row h join batch b using (batch_id)
where h.batch_id = %s order by h.row for update of h
"""


def release_waiting(cursor: Cursor, vault: Vault, source: str) -> None:
    """Store the rows of `source` that were waiting for records that are there now."""
    _release(cursor, vault, cursor.execute(WAITED, (source,)).fetchall())


def release_batch(cursor: Cursor, vault: Vault, batch_id: int) -> None:
    """Judge all held rows of a batch again, as after a mended mapping; those still wanting are held again."""
    _release(cursor, vault, cursor.execute(OF_BATCH, (batch_id,)).fetchall())


def _release(cursor: Cursor, vault: Vault, held: list[tuple[object, ...]]) -> None:
    for batch_id, rows in groupby(held, key=itemgetter(0)):
        group = list(rows)
        for table in ("held_row", "arrival_issue"):
            cursor.execute(
                f"delete from {table} where batch_id = %s and row = any(%s)", (batch_id, [row[1] for row in group])
            )
        storing = Storing(cursor, vault, str(group[0][3]))
        for _ in storing.store(int(str(batch_id)), _judged(vault, group)):
            pass
        recount(cursor, int(str(batch_id)))


def _judged(vault: Vault, held: list[tuple[object, ...]]) -> Iterator[Judged]:
    for _, _, sealed, source, received_on in held:
        row = unpack(vault.open(bytes(sealed), b"held"))  # type: ignore[call-overload]
        yield judge(row, sources()[str(source)].card, received_on)  # type: ignore[arg-type]


def recount(cursor: Cursor, batch_id: int) -> None:
    """Make a batch's counts those of its rows."""
    cursor.execute(
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
