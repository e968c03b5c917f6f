"""Snapshots of a few rows, written as the hub writes them, for the analyses to read."""

from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import ibis
import orjson

from analytics.frames import Frames
from hub.surveillance.columns import VERSION, results_type
from hub.surveillance.parquet import export, export_versions
from schemas.base import Record
from schemas.records import RECORDS

Rows = list[dict[str, Any]]
EMPLOYERS = """
select employer_id::bigint as employer_id, '370102' as division_code, '3391' as industry_code,
    '159' as economic_type, '03' as size from range(0) t(employer_id)
"""
KINDS = {"event_on": "date", "known_from": "timestamptz", "known_to": "timestamptz", "source": "varchar"}
CODES = {"org_code": "varchar", "division_code": "varchar"}


def frames(folder: Path, workers: Rows | None = None, **documents: Rows) -> Frames:
    """The tables of `documents`; a row is a body, and `person`, `employer_id`, `record_id`, `merged` where it matters.

    Persons who are not among `workers` (worker_id, person_id, sex, birth_year) are men born in 1980.
    """
    persons = {row["person"] for rows in documents.values() for row in rows} - {w["worker_id"] for w in workers or []}
    register = [{"worker_id": n, "person_id": n, "sex": "1", "birth_year": 1980} for n in sorted(persons)]
    with duckdb.connect() as duck:
        _versions(duck)
        for name, record in RECORDS.items():
            duck.execute("delete from versions")
            _insert(duck, documents.get(name, []), record)
            export_versions(duck, record, folder, 2026)
        duck.execute("create table register (worker_id bigint, person_id bigint, sex varchar, birth_year int)")
        for row in [*(workers or []), *register]:
            duck.execute("insert into register values (?, ?, ?, ?)", list(row.values()))
        export(duck, "select * from register", folder / "worker.parquet")
        export(duck, EMPLOYERS, folder / "employer.parquet")
    return Frames(ibis.duckdb.connect(), folder)


def _versions(duck: duckdb.DuckDBPyConnection) -> None:
    columns = ", ".join(f"{name} {({**KINDS, **CODES}).get(name, 'bigint')}" for name in VERSION)
    duck.execute(f"create table versions ({columns}, body varchar, results varchar)")


def _insert(duck: duckdb.DuckDBPyConnection, rows: Rows, record: type[Record]) -> None:
    for number, row in enumerate(rows, 1):
        values = {
            "record_id": row.get("record_id", number),
            "version": 1,
            "worker_id": row["person"],
            "employer_id": row.get("employer_id", 1),
            "event_on": row[record.event_field],
            "known_from": date(2020, 1, 1),
            "body": orjson.dumps({name: value for name, value in row.items() if name != "person"}).decode(),
            "results": _by_columns(row.get("results"), record),
        }
        names, marks = ", ".join(values), ", ".join("?" * len(values))
        duck.execute(f"insert into versions ({names}) values ({marks})", list(values.values()))


def _by_columns(results: Rows | None, record: type[Record]) -> str | None:
    """The long list as the store keeps it: a list for each field, empty where an entry does not tell it."""
    if results is None:
        return None
    fields = orjson.loads(results_type(record))
    return orjson.dumps({name: [entry.get(name) for entry in results] for name in fields}).decode()
