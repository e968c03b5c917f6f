"""Reads what stands in a view, as of one horizon, as lines of JSON: the `put` events of the feed, and nothing else."""

from collections.abc import Generator, Iterator
from typing import Any, NamedTuple

import orjson
from psycopg import sql
from sqlalchemy import Connection, text

from hub.db import cursor
from hub.pull.feed import LATER
from hub.pull.views import Fields, View, pick
from hub.security.vault import Vault

BLOCK = 500  # records
# As of a horizon it is always the same: what is below it has ended, and a version that is closed later stood then. So a
# reading that was cut off goes on in another transaction.
STANDING = f"""
from record_version v
where v.document = {{document}} and v.xid < {{horizon}} and (v.closed_xid is null or v.closed_xid >= {{horizon}})
    and not exists (select {LATER.replace(":horizon", "{horizon}")}) and v.record_id > {{after}}
"""
COLUMNS = """v.record_id, v.version, v.event_on, v.known_from, v.worker_id,
    coalesce((select merged_into from worker w where w.worker_id = v.worker_id), v.worker_id),
    v.body::text, v.results::text"""
KEY = "(select key from record r where r.record_id = v.record_id)"
SEALED = "(select sealed from vault.personal_part p where p.record_id = v.record_id and p.version = v.version)"
COPY = "copy (select {columns} {standing} order by v.record_id) to stdout (format binary)"
TYPES = ["int8", "int4", "date", "timestamptz", "int8", "int8", "text", "text", "bytea", "bytea"]
COUNT = f"select count(*) {STANDING}"

Row = tuple[Any, ...]


class Place(NamedTuple):
    """Behind which record a reading goes on: the place of its document in the view, and its number."""

    document: int = 0
    record: int = 0


class Block(NamedTuple):
    """Some lines, each with its line feed. `opened`: our numbers of the workers whose identities they hold."""

    lines: bytes
    records: int
    opened: set[int]
    end: Place


def query(view: View, horizon: int, place: Place) -> sql.Composed:
    """What is read of one document, from the database into the process."""
    document = list(view.documents)[place.document]
    personal = f", {KEY}, {SEALED}" if view.documents[document].personal else ""
    statement = COPY.format(columns=COLUMNS + personal, standing=STANDING)
    return sql.SQL(statement).format(document=document, horizon=horizon, after=place.record)


def count(connection: Connection, view: View, horizon: int) -> int:
    """How many records stand."""
    statement = COUNT.format(document=":document", horizon=":horizon", after="0")
    values = [{"document": document, "horizon": horizon} for document in view.documents]
    return sum(connection.execute(text(statement), each).scalar_one() for each in values)


def read_blocks(
    connection: Connection, vault: Vault, view: View, horizon: int, after: Place
) -> Generator[Block, None, None]:
    """What stands behind a place, in the order of the view's documents and the records' numbers, in bounded memory.

    Within the caller's transaction, whose fence says of whom. One that is not read to its end spoils the transaction.
    """
    for number, (document, named) in enumerate(view.documents.items()):
        if number >= after.document:
            begin = after if number == after.document else Place(number)
            line = _Lines(vault, view.name, document, named)
            for rows in _rows(connection, view, horizon, begin):
                lines, opened = line.written(rows)
                yield Block(lines, len(rows), opened, Place(number, rows[-1][0]))


def _rows(connection: Connection, view: View, horizon: int, place: Place) -> Iterator[list[Row]]:
    personal = len(TYPES) if view.documents[list(view.documents)[place.document]].personal else len(TYPES) - 2
    with cursor(connection).copy(query(view, horizon, place)) as copy:
        copy.set_types(TYPES[:personal])
        some: list[Row] = []
        for row in copy.rows():
            some.append(row)
            if len(some) == BLOCK:
                yield some
                some = []
        if some:
            yield some


class _Lines:
    """Writes the lines of one document in one view."""

    def __init__(self, vault: Vault, view: str, document: str, named: Fields) -> None:
        self._vault = vault
        self._kind = f"feed-worker {view}"
        self._document = document
        self._named = named

    def written(self, rows: list[Row]) -> tuple[bytes, set[int]]:
        opened = {row[4] for row in rows if len(row) > 8 and row[9] and row[4]}
        return b"".join(map(self._line, rows)), opened

    def _line(self, row: Row) -> bytes:
        record, version, event_on, known_from, worker, person, *parts = row
        told = {"kind": "put", "record": record, "version": version, "document": self._document,
                "event_on": event_on, "known_from": known_from}  # fmt: skip
        if worker is not None:
            told["worker"] = name = self._pseudonym(worker)
            told["person"] = name if person == worker else self._pseudonym(person)
        if fields := self._fields(*parts):
            told["fields"] = fields
        return orjson.dumps(told, option=orjson.OPT_APPEND_NEWLINE)

    def _fields(
        self, body: str, results: str | None, key: bytes | None = None, sealed: bytes | None = None
    ) -> dict[str, Any]:
        content = orjson.loads(body)
        if results:
            content["results"] = orjson.loads(results)
        found = pick(self._named.fields, content)
        if key and sealed:
            found |= pick(self._named.personal, self._vault.open_json(sealed, b"personal" + key))
        return found

    def _pseudonym(self, worker: int) -> str:
        return self._vault.blind(self._kind, str(worker)).hex()
