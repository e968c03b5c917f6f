"""Bringing records into one store, exporting them, and comparing what two stores hold."""

import io
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import text

from connectors.rows import Operation
from connectors.sources.national.writer import Header, write
from hub.db import Store
from hub.intake.pipeline import Outcome
from hub.pull.export import export_national
from hub.pull.increments import Increment
from schemas.base import Record
from tests.hub.intake.messages import TESTER, bring, fetch

ORG = "370000801"
STANDING = """
select r.key, v.document, v.body, v.results, p.sealed
from record_version v join vault.personal_part p using (record_id, version) join record r using (record_id)
where v.known_to = 'infinity'
"""


def put(store: Store, *records: tuple[str, Record], operation: Operation = Operation.ADD) -> Outcome:
    """Bring records of one document in as a national message, every one of which is accepted."""
    stream = io.BytesIO()
    document = records[0][1].document
    write(document, records, stream, Header(operation, "370102001", "370102000", "", ""))
    outcome = bring(store, stream.getvalue())
    assert outcome.accepted == len(records)
    return outcome


def dated(store: Store, outcome: Outcome, moment: datetime) -> None:
    """Make the batch one of a past moment, which no test can wait for."""
    with store.transaction(TESTER) as connection:
        for column, batch in (("known_from", "batch_id"), ("known_to", "closed_by")):
            statement = text(f"update record_version set {column} = :moment where {batch} = :batch")
            connection.execute(statement, {"moment": moment, "batch": outcome.batch_id})


def exported(store: Store, document: str, out: Path, operation: Operation = Operation.ADD, since: Any = None) -> bytes:
    """What an export writes."""
    store.settings.org_code = ORG
    done = export_national(store, TESTER, Increment(document, operation, since), out)
    content = out.read_bytes()
    assert done.records == content.count(b' ID="OHUB-')
    out.unlink()
    return content


def keys(store: Store, content: bytes) -> list[str]:
    """The records of an export by the place in which their first version came: batch and row."""
    numbers = [int(part.split(b'"')[0]) for part in content.split(b'ID="OHUB-')[1:]]
    places = dict(fetch(store, "select distinct on (record_id) record_id, batch_id || '/' || row from record_version "
                               "order by record_id, version"))  # fmt: skip
    return [places[number] for number in numbers]


def contents(store: Store) -> list[bytes]:
    """All that is current, opened, without what two stores never share."""
    return sorted(
        orjson.dumps([document, body, results, store.vault.open_json(sealed, b"personal" + bytes(key))],
                     option=orjson.OPT_SORT_KEYS)
        for key, document, body, results, sealed in fetch(store, STANDING)
    )  # fmt: skip
