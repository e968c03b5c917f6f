"""The first step: keep the bytes, who sent them and their SHA-256. The same bytes twice are the same batch."""

from dataclasses import dataclass
from typing import BinaryIO

from sqlalchemy import Connection, text

from hub.db import Store, cursor
from hub.intake.payload import file_payload
from hub.security.actor import Actor


@dataclass(frozen=True)
class Received:
    """A batch that lies in the store. `known` says that these bytes had arrived before."""

    batch_id: int
    known: bool


@dataclass(frozen=True)
class PulledFrom:
    """Where a pulled page came from, and the cursor that follows it once it is interpreted."""

    endpoint: str
    cursor_after: str


class _KnownError(Exception):
    def __init__(self, batch_id: int) -> None:
        super().__init__()
        self.batch_id = batch_id


def receive(store: Store, source: str, stream: BinaryIO, actor: Actor, *, pulled: PulledFrom | None = None) -> Received:
    """File `stream` as a batch of `source`, in one transaction: either all of it is kept or none."""
    try:
        with store.transaction(actor) as connection:
            return Received(_file(connection, store, source, stream, actor, pulled), known=False)
    except _KnownError as known:
        return Received(known.batch_id, known=True)


def _file(
    connection: Connection, store: Store, source: str, stream: BinaryIO, actor: Actor, pulled: PulledFrom | None
) -> int:
    batch_id: int = connection.execute(
        text(
            "insert into batch (source, sha256, size_bytes, state, received_by, endpoint, cursor_after) values "
            "(:source, sha256(gen_random_uuid()::text::bytea), 0, 'received', :actor, :endpoint, :after) "
            "returning batch_id"
        ),
        {
            "source": source,
            "actor": str(actor),
            "endpoint": pulled and pulled.endpoint,
            "after": pulled and pulled.cursor_after,
        },
    ).scalar_one()
    filed = file_payload(cursor(connection), store.vault, batch_id, stream)
    known = connection.execute(
        text("select batch_id from batch where source = :source and sha256 = :sha256"),
        {"source": source, "sha256": filed.sha256},
    ).scalar()
    if known is not None:
        raise _KnownError(known)
    connection.execute(
        text("update batch set sha256 = :sha256, size_bytes = :size where batch_id = :batch"),
        {"sha256": filed.sha256, "size": filed.size, "batch": batch_id},
    )
    return batch_id
