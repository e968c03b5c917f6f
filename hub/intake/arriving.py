"""The staging table of one chunk of rows: filled by one COPY, then every step is one statement over it."""

from collections.abc import Iterable
from datetime import date
from hashlib import blake2b
from typing import Any

import orjson
import psycopg

from connectors.rows import Operation, Row
from hub.intake.judging import Judged
from hub.intake.senders import sender_code
from hub.intake.split import split
from hub.security.vault import Vault
from schemas.base import Record
from schemas.identifiers import ResidentId, parse_resident_id

TABLE = """
create temp table if not exists arriving (
    n int, operation text, document text, sender text, key bytea, content bytea, event_on date, outcome text, code text,
    org_code text, employer_code text, employer_name text, division_code text, industry_code text,
    economic_type text, size text,
    id_type text, id_index bytea, name_index bytea, sex text, birth_date date, identity bytea,
    body jsonb, results jsonb, personal bytea,
    record_id bigint, old_version int, old_event_on date, version int,
    newcomer boolean, worker_id bigint, employer_id bigint
) on commit delete rows;
alter table arriving alter body set storage external, alter results set storage external;
"""
COPY = """
copy arriving (n, operation, document, sender, key, content, event_on, outcome, org_code, employer_code,
    employer_name, division_code, industry_code, economic_type, size, id_type, id_index, name_index, sex, birth_date,
    identity, body, results, personal) from stdin
"""
RESIDENT_ID = "01"
NOTHING = (None,) * 16
Keyed = tuple[bytes, Judged]  # a row with the keyed name of its record


class Stager:
    """Turns judged rows into staging rows with one vault, for one source."""

    def __init__(self, vault: Vault, source: str) -> None:
        self._vault = vault
        self._source = source

    def stage(self, cursor: psycopg.Cursor[tuple[object, ...]], rows: Iterable[Keyed]) -> None:
        """Fill the staging table with `rows`, and nothing else."""
        cursor.execute("truncate arriving")
        with cursor.copy(COPY) as copy:
            for key, judged in rows:
                copy.write_row(self._cells(key, judged))

    def key(self, row: Row) -> bytes:
        """The keyed name of the logical record: senders' identifiers may themselves hold personal numbers."""
        return self._vault.blind("record", f"{self._source}\x1f{row.sender}\x1f{row.document}\x1f{row.key}")

    def _cells(self, key: bytes, judged: Judged) -> tuple[Any, ...]:
        row = judged.row
        head = (row.number, row.operation, row.document, sender_code(row.sender), key)
        if judged.outcome or judged.record is None or row.operation is Operation.DELETE:
            return (*head, None, None, judged.outcome, *NOTHING)
        record = judged.record
        parts = split(record)
        body = orjson.dumps(parts.body, default=str)
        results = orjson.dumps(parts.results) if parts.results else b""
        personal = orjson.dumps(parts.personal)
        return (
            *head,
            blake2b(body + b"\0" + results + b"\0" + personal, digest_size=16).digest(),
            record.event_date,
            None,
            *_employer_cells(record),
            *self._worker_cells(record),
            body.decode(),
            results.decode() or None,
            self._vault.seal(personal, b"personal" + key),
        )

    def _worker_cells(self, record: Record) -> tuple[Any, ...]:
        worker = getattr(record, "worker", None)
        if worker is None:
            return (None,) * 6
        number, sex, birth_date = worker_identity(worker)
        id_index = self._vault.blind("id", f"{worker.id_type}\x1f{number}") if number else None
        sealed = orjson.dumps([worker.id_type, number, worker.name, getattr(worker, "phone", None)])
        return (
            worker.id_type,
            id_index,
            self._vault.blind("name", worker.name),
            sex,
            birth_date,
            self._vault.seal(sealed, b"identity"),
        )


def worker_identity(worker: Any) -> tuple[str | None, str | None, date | None]:
    """Number, sex and birth date: a resident ID in its 18-digit form says all three, others as the sender does."""
    if worker.id_type == RESIDENT_ID and worker.id_number:
        parsed = parse_resident_id(worker.id_number)
        if isinstance(parsed, ResidentId):
            return parsed.number18, parsed.sex, parsed.birth_date
    return worker.id_number, getattr(worker, "sex", None), getattr(worker, "birth_date", None)


def _employer_cells(record: Record) -> tuple[str | None, ...]:
    """Creator's organisation, then the employer's registry data."""
    reporting = getattr(record, "reporting", None)
    org_code = reporting.org_code if reporting else None
    employer = getattr(record, "employer", None)
    if employer is None:
        return (org_code, *(None,) * 6)
    fields = ("credit_code", "name", "division_code", "industry_code", "economic_type", "size")
    return (org_code, *(getattr(employer, name, None) for name in fields))
