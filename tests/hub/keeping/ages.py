"""Records of any document, day and worker in a store as intake leaves them, for tests of how long they are kept."""

from datetime import date
from typing import Any, NamedTuple

import orjson
from sqlalchemy import Connection, text

from hub.db import Store
from hub.keeping.retention import standing
from hub.keeping.taking import Applied, apply
from tests.hub.intake.messages import TESTER, fetch, message

PERSON = """
with one as (insert into worker (worker_id, sex, birth_date, merged_into, batch_id)
    values (:worker, '1', '1960-01-01', :merged_into, 1) on conflict do nothing returning worker_id),
identity as (insert into vault.identity (worker_id, id_type, id_index, name_index, sealed, batch_id)
    select worker_id, '01', :index, :index, 'x', 1 from one returning identity_id)
insert into vault.alias (identity_id, name_index, sealed, batch_id) select identity_id, :index, 'y', 1 from identity
"""
EMPLOYER = """
insert into employer (employer_id, credit_code, name, division_code, batch_id)
values (:employer, 'C' || :employer, 'x', '370102', 1) on conflict do nothing
"""
RECORD = """
insert into record (key, source, document, version, content, event_on, deleted)
values (uuid_send(gen_random_uuid()), 'test', :document, 1, '', :day, false) returning record_id
"""
VERSION = """
insert into record_version (record_id, version, document, event_on, source, worker_id, employer_id, division_code,
    known_from, batch_id, row, body)
values (:record, :version, :document, :day, 'test', :worker, :employer, '370102', now(), 1, 1, cast(:body as jsonb))
"""
PART = "insert into vault.personal_part (record_id, version, sealed) values (:record, :version, 'z')"
END = """
update record_version set known_to = now(), closed_by = 1, closed_xid = pg_current_xact_id()::text::bigint
where record_id = :record and known_to = 'infinity'
"""
ADVANCE = "update record set version = :version, event_on = :day where record_id = :record"


OLD = date(2006, 5, 18)
LONG_AGO: dict[str, Any] = {
    "examined_on": OLD,
    "exposure__started_on": date(2001, 6, 1),
    "exposure__months": 59,
    "reporting__reported_on": date(2006, 5, 20),
}


def old(*keys: str, **changes: Any) -> bytes:
    """A message with an examination of long ago for each key."""
    return message(*keys, **(LONG_AGO | changes))


class Held(NamedTuple):
    """A record to be put into the store: `merged_into` says whose number the worker's is."""

    document: str
    day: date
    worker: int | None = 1
    employer: int = 1
    merged_into: int | None = None
    body: dict[str, Any] = {}  # noqa: RUF012 never changed


def person(connection: Connection, worker: int, merged_into: int | None = None) -> None:
    values = {"worker": worker, "merged_into": merged_into, "index": worker.to_bytes(8)}
    connection.execute(text(PERSON), values)


def put(store: Store, *rows: Held) -> list[int]:
    """Put records in; gives their numbers."""
    with store.transaction(TESTER) as connection:
        return [_put(connection, row) for row in rows]


def correct(store: Store, record: int, row: Held) -> None:
    """A further version of a record."""
    with store.transaction(TESTER) as connection:
        connection.execute(text(END), {"record": record})
        connection.execute(text(ADVANCE), {"record": record, "version": 2, "day": row.day})
        _version(connection, record, 2, row)


def _put(connection: Connection, row: Held) -> int:
    if row.worker is not None:
        if row.merged_into is not None:
            person(connection, row.merged_into)
        person(connection, row.worker, row.merged_into)
    connection.execute(text(EMPLOYER), {"employer": row.employer})
    record = int(connection.execute(text(RECORD), {"document": row.document, "day": row.day}).scalar_one())
    _version(connection, record, 1, row)
    return record


def _version(connection: Connection, record: int, version: int, row: Held) -> None:
    values = {"record": record, "version": version, "body": orjson.dumps(row.body).decode(), **row._asdict()}
    connection.execute(text(VERSION), values | {"body": orjson.dumps(row.body).decode()})
    connection.execute(text(PART), {"record": record, "version": version})


def due(store: Store, as_of: date) -> int:
    return sum(one.due for one in standing(store, TESTER, as_of))


def take(store: Store, as_of: date) -> Applied:
    """Take away all that is due."""
    return apply(store, TESTER, as_of, due(store, as_of))


def left(store: Store) -> list[int]:
    """The records that are still there."""
    return [row[0] for row in fetch(store, "select record_id from record order by 1")]


def counts(store: Store, *tables: str) -> list[int]:
    return [fetch(store, f"select count(*) from {table}")[0][0] for table in tables]
