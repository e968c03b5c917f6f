"""The snapshot: a pseudonymised columnar copy of the store, one Parquet file for each document and year.

Only files whose records changed since the last snapshot are written again. What changed is asked by transaction
(`xid`), from the oldest one that was still running at the last snapshot, so that a late commit is not missed.
All versions are kept, with the span in which they were known, so that a past day's knowledge can be asked for.
"""

import json
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

import duckdb

from hub.db import Store
from hub.security.actor import Actor
from hub.security.vault import Vault
from hub.surveillance.columns import VERSION, body_type, results_type
from hub.surveillance.parquet import engine, export, export_versions
from hub.surveillance.reading import Reading, reading_of
from schemas.records import RECORDS

ACTOR = Actor("job", "snapshot")
NO_YEAR = 1900
# Which database this is: the cluster it lies in, the timeline (another after a restore to a past moment), its number.
HORIZON = """
select pg_snapshot_xmin(pg_current_snapshot())::text::bigint,
    (select system_identifier from pg_control_system()) || '/' || (select timeline_id from pg_control_checkpoint())
        || '/' || oid
from pg_database where datname = current_database()
"""
CHANGED = """
select distinct document, extract(year from event_on)::int from record_version where xid >= {since}
union select document, extract(year from event_on)::int from record_version where closed_xid >= {since}
order by 1, 2
"""
OWN = ", ".join(name for name in VERSION if name != "known_to")
VERSIONS = f"""
select {OWN}, nullif(known_to, 'infinity') as known_to, body::text as body, results::text as results
from record_version
where document = '{{document}}' and event_on >= '{{year}}-01-01' and event_on < '{{next_year}}-01-01'
order by record_id, version
"""
WORKERS = """
with recursive final (worker_id, person_id) as (
    select worker_id, worker_id from worker where merged_into is null
    union all select w.worker_id, f.person_id from worker w join final f on w.merged_into = f.worker_id
)
select worker_id, person_id, sex, extract(year from birth_date)::int as birth_year
from worker join final using (worker_id)
order by worker_id
"""
EMPLOYERS = "select employer_id, division_code, industry_code, economic_type, size from employer order by employer_id"


@dataclass(frozen=True)
class Refreshed:
    """What a refresh did: how many files it wrote, and how many rows they hold."""

    files: int
    rows: int


def start(duck: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """An empty file for each document, so that every table is there with its columns."""
    kinds = (*("bigint", "int", "bigint", "bigint", "date", "timestamptz", "timestamptz"), *["varchar"] * 3, "bigint")
    columns = ", ".join(f"{name} {kind}" for name, kind in zip(VERSION, kinds, strict=True))
    duck.execute(f"create table versions ({columns}, body varchar, results varchar)")
    for record in RECORDS.values():
        export_versions(duck, record, folder, NO_YEAR)


class Snapshot:
    """The snapshot below `folder`. One process at a time may refresh it (`analyse` holds the lock)."""

    def __init__(self, store: Store, folder: Path | None = None) -> None:
        self._store = store
        self.folder = folder or store.settings.home / "snapshot"
        self._state = self.folder / "state.json"

    def refresh(self) -> Refreshed:
        """Bring the files up to what is committed now. Interrupted, it does the same again next time."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with reading_of(self._store, ACTOR) as reading:
            horizon, database = reading.rows(HORIZON)[0]
            made_for = f"{database}/{_shape(self._store.vault)}"
            known = json.loads(self._state.read_bytes()) if self._state.exists() else {}
            again = known.get("made_for") == made_for
            changed = reading.rows(CHANGED.format(since=known["since"] if again else 0))
            if not again:
                self._start_anew()
            rows = sum(self._write(reading, str(document), int(year)) for document, year in changed)
            self._write_registers(reading)
        _replace(self._state, json.dumps({"since": horizon, "made_for": made_for}).encode())
        return Refreshed(len(changed), rows)

    def _start_anew(self) -> None:
        """Forget files of another database or another shape; leave an empty file for each document."""
        self._state.unlink(missing_ok=True)
        for path in self.folder.rglob("*.parquet"):
            path.unlink()
        with engine(self.folder) as duck:
            start(duck, self.folder)

    def _write(self, reading: Reading, document: str, year: int) -> int:
        query = VERSIONS.format(document=document, year=f"{year:04}", next_year=f"{year + 1:04}")
        with reading.batches(query, "worker_id") as versions, engine(self.folder) as duck:
            duck.register("versions", versions)
            return export_versions(duck, RECORDS[document], self.folder, year)

    def _write_registers(self, reading: Reading) -> None:
        """Workers (who is whom by now) and employers: small, written whole."""
        registers = {"worker": (WORKERS, "worker_id", "person_id"), "employer": (EMPLOYERS,)}
        for name, (query, *workers) in registers.items():
            with reading.batches(query, *workers) as register, engine(self.folder) as duck:
                duck.register("register", register)
                export(duck, "select * from register", self.folder / f"{name}.parquet")


def _shape(vault: Vault) -> str:
    """Changes when the columns or the pseudonym key change."""
    types = [body_type(record) + results_type(record) for record in RECORDS.values()]
    return blake2b(f"{types} {vault.pseudonym(0)}".encode(), digest_size=8).hexdigest()


def _replace(path: Path, content: bytes) -> None:
    draft = path.with_suffix(".tmp")
    draft.write_bytes(content)
    draft.replace(path)
