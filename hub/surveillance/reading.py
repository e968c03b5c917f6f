"""Reads the store in Arrow, in one transaction, with workers under their pseudonyms."""

from collections.abc import Iterator
from contextlib import contextmanager

import adbc_driver_postgresql.dbapi as adbc
import pyarrow as pa

from hub.db import Store
from hub.security.actor import Actor
from hub.security.vault import Vault

# One moment for all that is read, so that no batch is half in the files of a refresh.
BEGIN = "set transaction isolation level repeatable read, read only"


@contextmanager
def reading_of(store: Store, actor: Actor) -> Iterator["Reading"]:
    """A transaction that sees the store as it is now, however long it takes. The actor is one of ours."""
    url = store.app_url.set(drivername="postgresql").render_as_string(hide_password=False)
    with adbc.connect(url) as connection:
        reading = Reading(connection, store.vault)
        reading.run(BEGIN)
        reading.run(f"select set_config('ohub.actor', '{actor}', true)")
        yield reading


class Reading:
    """One transaction of reading, in Arrow, with workers under their pseudonyms."""

    def __init__(self, connection: adbc.Connection, vault: Vault) -> None:
        self._connection = connection
        self._vault = vault

    def run(self, statement: str) -> None:
        with self._connection.cursor() as cursor:
            cursor.execute(statement)

    def rows(self, query: str) -> list[tuple[int | str, ...]]:
        with self._connection.cursor() as cursor:
            cursor.execute(query)
            return list(cursor.fetchall())

    @contextmanager
    def batches(self, query: str, *workers: str) -> Iterator[pa.RecordBatchReader]:
        """A query's rows, batch by batch; the columns `workers` hold worker ids."""
        with self._connection.cursor() as cursor:
            cursor.execute(query)
            reader = cursor.fetch_record_batch()
            batches = (_pseudonymised(batch, workers, self._vault) for batch in reader)
            yield pa.RecordBatchReader.from_batches(reader.schema, batches)


def _pseudonymised(batch: pa.RecordBatch, columns: tuple[str, ...], vault: Vault) -> pa.RecordBatch:
    for name in columns:
        numbers = [None if number is None else vault.pseudonym(number) for number in batch.column(name).to_pylist()]
        batch = batch.set_column(batch.schema.get_field_index(name), name, pa.array(numbers, pa.int64()))
    return batch
