"""Hands out receipts of batches and the lines of their rows; one that is missing is made when it is asked for.

Making one needs to write, and reads all rows of the batch: it happens in the hub's own name, once it is clear that
whoever asks may see the batch.
"""

from collections.abc import Iterator
from itertools import islice

from sqlalchemy import Connection, text

from hub.db import Store, cursor
from hub.errors import NotFoundError
from hub.intake.batches import batch
from hub.intake.receipts import lines, make, newest
from hub.security.actor import Actor

MAKER = Actor("system", "receipts")
LINES = 2000  # in one piece that is sent


def receipt_number(store: Store, actor: Actor, batch_id: int, number: int | None = None) -> int:
    """The number of a batch's receipt: the one asked for, else of the newest, made when rows were judged since.

    Raises NotFoundError, and NotInterpretedError for a batch that has none yet.
    """
    with store.transaction(actor) as connection:
        batch(connection, batch_id)
    with store.transaction(MAKER) as connection:
        if number is not None:
            _signed(connection, batch_id, number)
            return number
        last = newest(connection, batch_id)
        if last and last["fresh"]:
            return int(last["number"])
        return make(connection, store.keys, store.settings, batch_id)


def signed_receipt(store: Store, batch_id: int, number: int) -> str:
    """The text of a receipt (JWS), of which `receipt_number` said that it is there. Raises NotFoundError."""
    with store.transaction(MAKER) as connection:
        return _signed(connection, batch_id, number)


def receipt_rows(store: Store, batch_id: int, number: int) -> Iterator[bytes]:
    """The lines (NDJSON) that receipt `number` vouches for, in pieces of whole lines, however many there are."""
    with (
        store.transaction(MAKER, one_moment=True) as connection,
        lines(cursor(connection), batch_id, number) as told,
    ):
        while piece := list(islice(told, LINES)):
            yield b"\n".join(piece) + b"\n"


def _signed(connection: Connection, batch_id: int, number: int) -> str:
    query = text("select signed from receipt where batch_id = :batch and number = :number")
    found = connection.execute(query, {"batch": batch_id, "number": number}).scalar()
    if found is None:
        raise NotFoundError(
            f"批次 {batch_id} 没有第 {number} 号回执；不写编号即取最新的一份。",
            f"Batch {batch_id} has no receipt {number}; leave out the number for the newest.",
        )
    return str(found)
