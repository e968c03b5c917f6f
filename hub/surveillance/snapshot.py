"""The snapshot: a pseudonymised columnar copy of the store, one Parquet file for each document and year.

Only files whose records changed since the last snapshot are written again. What changed is asked by transaction
(`xid`), from the oldest one that was still running at the last snapshot, so that a late commit is not missed.
All versions are kept, with the span in which they were known, so that a past day's knowledge can be asked for.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import adbc_driver_postgresql.dbapi as adbc
import duckdb
import pyarrow as pa
from sqlalchemy import text

from hub.db import Store
from hub.security.actor import Actor
from hub.security.vault import Vault
from hub.surveillance.columns import body_type, result_columns
from schemas.records import RECORDS

ACTOR = Actor("job", "snapshot")
MEMORY = "2GB"
NO_YEAR = 1900  # an empty file for each document, so that every table is there with its columns
CHANGED = """
select distinct document, extract(year from event_on)::int from record_version where xid >= :since
union select document, extract(year from event_on)::int from record_version where closed_xid >= :since
order by 1, 2
"""
VERSIONS = """
select record_id, version, worker_id, employer_id, org_code, division_code, source, event_on, known_from, known_to,
    batch_id, body::text as body, results::text as results
from record_version
where document = '{document}' and event_on >= '{year}-01-01' and event_on < '{next_year}-01-01'
"""
WORKERS = "select worker_id, coalesce(merged_into, worker_id) as person_id, sex, birth_date from worker"
EMPLOYERS = "select employer_id, division_code, industry_code, economic_type, size from employer"


@dataclass(frozen=True)
class Refreshed:
    """What a refresh did: how many files it wrote, and how many rows they hold."""

    files: int
    rows: int


class Snapshot:
    """The snapshot below `folder`."""

    def __init__(self, store: Store, folder: Path | None = None) -> None:
        self._store = store
        self.folder = folder or store.settings.home / "snapshot"
        self._state = self.folder / "state.json"

    def refresh(self) -> Refreshed:
        """Bring the files up to what is committed now. Interrupted, it does the same again next time."""
        self.folder.mkdir(exist_ok=True)
        first = not self._state.exists()
        since = 0 if first else json.loads(self._state.read_text())["since"]
        with self._store.transaction(ACTOR) as connection:
            horizon = connection.execute(text("select pg_snapshot_xmin(pg_current_snapshot())::text::bigint")).scalar()
            changed = [(str(row[0]), int(row[1])) for row in connection.execute(text(CHANGED), {"since": since})]
        empty = [(document, NO_YEAR) for document in RECORDS] if first else []
        rows = sum(self._write(document, year) for document, year in [*empty, *changed])
        self._write_registers()
        _replace(self._state, json.dumps({"since": horizon}).encode())
        return Refreshed(len(changed), rows)

    def _write(self, document: str, year: int) -> int:
        """Write one document's year; its long list, if it has one, goes beside it row by row."""
        record = RECORDS[document]
        query = VERSIONS.format(document=document, year=f"{year:04}", next_year=f"{year + 1:04}")
        with self._reading(query, "worker_id") as versions, self._engine() as engine:
            engine.register("versions", versions)
            typed = f"select * exclude (body), from_json(body, '{body_type(record)}') as b from versions"
            engine.execute(f"create temp table typed as {typed}")
            _export(engine, "select * exclude (b, results), unnest(b) from typed", self._path(document, year))
            if columns := result_columns(record):
                _export(engine, _long(columns), self._path(f"{document}_result", year))
            return int(engine.execute("select count(*) from typed").fetchall()[0][0])

    def _write_registers(self) -> None:
        """Workers (who is whom by now) and employers: small, written whole."""
        people = "select worker_id, person_id, sex, extract(year from birth_date)::int as birth_year from register"
        with self._reading(WORKERS, "worker_id", "person_id") as register, self._engine() as engine:
            engine.register("register", register)
            _export(engine, people, self.folder / "worker.parquet")
        with self._reading(EMPLOYERS) as register, self._engine() as engine:
            engine.register("register", register)
            _export(engine, "select * from register", self.folder / "employer.parquet")

    @contextmanager
    def _reading(self, query: str, *workers: str) -> Iterator[pa.RecordBatchReader]:
        """A query's rows, batch by batch, with the workers in the columns `workers` under their pseudonyms."""
        url = self._store.app_url.set(drivername="postgresql").render_as_string(hide_password=False)
        with adbc.connect(url) as connection, connection.cursor() as cursor:
            cursor.execute(f"select set_config('ohub.actor', '{ACTOR}', true)")
            cursor.execute(query)
            reader = cursor.fetch_record_batch()
            batches = (_pseudonymised(batch, workers, self._store.vault) for batch in reader)
            yield pa.RecordBatchReader.from_batches(reader.schema, batches)

    def _engine(self) -> duckdb.DuckDBPyConnection:
        """DuckDB in bounded memory; what does not fit is put by in the snapshot's folder."""
        return duckdb.connect(config={"memory_limit": MEMORY, "temp_directory": str(self.folder / "spill")})

    def _path(self, table: str, year: int) -> Path:
        folder = self.folder / table / f"year={year}"
        folder.mkdir(parents=True, exist_ok=True)
        return folder / "part.parquet"


def _pseudonymised(batch: pa.RecordBatch, columns: tuple[str, ...], vault: Vault) -> pa.RecordBatch:
    for name in columns:
        numbers = [None if number is None else vault.pseudonym(number) for number in batch.column(name).to_pylist()]
        batch = batch.set_column(batch.schema.get_field_index(name), name, pa.array(numbers, pa.int64()))
    return batch


def _long(columns: dict[str, str]) -> str:
    """One row for each entry of the long list."""
    kinds = json.dumps({name: [kind] for name, kind in columns.items()})
    own = "record_id, version, worker_id, employer_id, event_on, known_from, known_to"
    lists = f"select *, from_json(results, '{kinds}') as r from typed where results is not null"
    return f"select {own}, {', '.join(f'unnest(r.{name}) as {name}' for name in columns)} from ({lists})"


def _export(engine: duckdb.DuckDBPyConnection, query: str, path: Path) -> None:
    """Write a query's rows to `path`, complete or not at all."""
    draft = path.with_suffix(".tmp")
    engine.execute(f"copy ({query}) to '{draft}' (format parquet, compression zstd)")
    draft.replace(path)


def _replace(path: Path, content: bytes) -> None:
    draft = path.with_suffix(".tmp")
    draft.write_bytes(content)
    draft.replace(path)
