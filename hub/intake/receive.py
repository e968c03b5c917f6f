"""The first step: keep the bytes, who sent them and their SHA-256. The same bytes twice are the same batch."""

from dataclasses import dataclass
from typing import BinaryIO

import stamina
from sqlalchemy import Connection, text

from hub.db import Store, collided, cursor
from hub.intake.payload import file_payload
from hub.security.actor import Actor


@dataclass(frozen=True)
class Received:
    """A batch that lies in the store. `done` says that these bytes arrived before and have been interpreted."""

    batch_id: int
    done: bool


@dataclass(frozen=True)
class PulledFrom:
    """Where a pulled page came from, and the cursor that follows it once it is interpreted."""

    endpoint: str
    cursor_after: str


class _KnownError(Exception):
    """The bytes are those of a batch that is there already: the copy just filed is to be undone."""

    def __init__(self, batch_id: int, *, done: bool) -> None:
        super().__init__()
        self.received = Received(batch_id, done)


def receive(store: Store, source: str, stream: BinaryIO, actor: Actor, *, pulled: PulledFrom | None = None) -> Received:
    """File `stream` as a batch of `source`, in one transaction: either all of it is kept or none."""
    for attempt in stamina.retry_context(on=collided, attempts=3):  # the same bytes at the same moment
        with attempt:
            try:
                with store.transaction(actor.as_hub()) as connection:
                    return Received(_file(connection, store, source, stream, actor, pulled), done=False)
            except _KnownError as known:
                return known.received
    raise AssertionError("a retry context ends with a result or an exception")


def _file(
    connection: Connection, store: Store, source: str, stream: BinaryIO, actor: Actor, pulled: PulledFrom | None
) -> int:
    batch_id: int = connection.execute(
        text(
            "insert into batch (source, sha256, size_bytes, state, received_by, organisation, endpoint, cursor_after) "
            "values (:source, sha256(gen_random_uuid()::text::bytea), 0, 'received', :actor, :organisation, "
            ":endpoint, :after) "
            "returning batch_id"
        ),
        {
            "source": source,
            "actor": str(actor),
            "organisation": actor.organisation,
            "endpoint": pulled and pulled.endpoint,
            "after": pulled and pulled.cursor_after,
        },
    ).scalar_one()
    stream.seek(0)  # it may have been read before, when another transaction came first
    filed = file_payload(cursor(connection), store.vault, batch_id, stream)
    known = connection.execute(
        text("select batch_id, state = 'interpreted' from batch where source = :source and sha256 = :sha256"),
        {"source": source, "sha256": filed.sha256},
    ).one_or_none()
    if known is not None:
        raise _KnownError(known[0], done=known[1])
    connection.execute(
        text("update batch set sha256 = :sha256, size_bytes = :size where batch_id = :batch"),
        {"sha256": filed.sha256, "size": filed.size, "batch": batch_id},
    )
    return batch_id
