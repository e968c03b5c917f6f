"""Records put straight into the store, for analyses that do not care how they came."""

from datetime import date
from typing import Any

import orjson
from sqlalchemy import Connection, text

from hub.db import Store
from schemas.records import RECORDS
from tests.hub.intake.messages import TESTER

WORKERS = """
insert into worker (worker_id, sex, birth_date, batch_id)
select n, '1', date '1980-01-01', 1 from generate_series(cast(:first as int), cast(:last as int)) n
on conflict do nothing
"""
EMPLOYERS = """
insert into employer (employer_id, credit_code, name, division_code, batch_id)
select n, 'C' || n, '测试单位', '370102', 1 from generate_series(cast(:first as int), cast(:last as int)) n
on conflict do nothing
"""
RECORD = """
insert into record_version (record_id, version, document, event_on, source, worker_id, employer_id, division_code,
    known_from, batch_id, row, body)
values (:record_id, 1, :document, :event_on, 'test', :worker_id, :employer_id, null, now(), 1, 1, cast(:body as jsonb))
"""
CLOSE = """
update record_version set known_to = now(), closed_by = 1, closed_xid = pg_current_xact_id()::text::bigint
where record_id = :id and known_to = 'infinity'
"""


def put(store: Store, record_id: int, document: str, worker_id: int, employer_id: int = 1, **body: Any) -> None:
    """Store one record of one worker at one employer."""
    with store.transaction(TESTER) as connection:
        put_within(connection, record_id, document, worker_id, employer_id, **body)


def put_within(
    connection: Connection, record_id: int, document: str, worker_id: int, employer_id: int, **body: Any
) -> None:
    for statement, number in ((WORKERS, worker_id), (EMPLOYERS, employer_id)):
        connection.execute(text(statement), {"first": number, "last": number})
    day: date = body[RECORDS[document].event_field]
    ids = {"record_id": record_id, "document": document, "worker_id": worker_id, "employer_id": employer_id}
    connection.execute(text(RECORD), {**ids, "event_on": day, "body": orjson.dumps(body).decode()})


def withdraw(store: Store, record_id: int) -> None:
    """Close the record's version, as a deletion does."""
    with store.transaction(TESTER) as connection:
        connection.execute(text(CLOSE), {"id": record_id})


CORRECT = """
insert into record_version (record_id, version, document, event_on, source, worker_id, employer_id, division_code,
    known_from, batch_id, row, body)
select record_id, version + 1, document, event_on, source, worker_id, employer_id, division_code, known_to, batch_id,
    row, body || cast(:changes as jsonb)
from record_version where record_id = :id order by version desc limit 1
"""


def correct(store: Store, record_id: int, **changes: Any) -> None:
    """A new version of the record, as an update makes it; the day of its event stays."""
    withdraw(store, record_id)
    with store.transaction(TESTER) as connection:
        connection.execute(text(CORRECT), {"id": record_id, "changes": orjson.dumps(changes).decode()})
