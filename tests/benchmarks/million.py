"""The snapshot of a province's working lives, as large as asked, written by DuckDB in the layout of the hub's own."""

from pathlib import Path

import duckdb

from hub.surveillance.columns import VERSION, body_type, result_columns, results_type, version_columns
from hub.surveillance.parquet import engine, export, part
from schemas.base import Record
from schemas.records import RECORDS
from tests.benchmarks import million_rows as rows

FIRST_YEAR, LAST_YEAR = 2008, 2026
KINDS = {"event_on": "date", "known_from": "timestamptz", "known_to": "timestamptz", "version": "int"}
CODES = {"org_code": "varchar", "division_code": "varchar", "source": "varchar"}


def write(folder: Path, workers: int) -> None:
    """Registers and documents of `workers` workers with ten examinations each; the same files each time."""
    folder.mkdir(parents=True, exist_ok=True)
    with engine(folder) as duck:
        for table in (rows.LIFE, rows.EXAM, rows.AFFAIR, rows.ITEM):
            duck.execute(table.replace("COUNT", str(workers)))
        duck.executemany("insert into item values (?, ?, ?, ?, ?, ?, ?)", rows.items())
        for name, query in rows.REGISTERS.items():
            export(duck, query, folder / f"{name}.parquet")
        for record in RECORDS.values():
            _empty(duck, record)
            years = range(FIRST_YEAR, LAST_YEAR + 1) if "THE_YEAR" in rows.ROWS[record.document] else (LAST_YEAR,)
            for year in years:
                _document(duck, record, folder, year)


def _empty(duck: duckdb.DuckDBPyConnection, record: type[Record]) -> None:
    """A table with the columns of the document, and one with those of its list, of no rows: what gives them types."""
    columns = ", ".join(f"null::{({**KINDS, **CODES}).get(name, 'bigint')} as {name}" for name in VERSION)
    lists = f", from_json('{{}}', '{results_type(record)}') as r" if results_type(record) else ""
    typed = f"(select {columns}, from_json('{{}}', '{body_type(record)}') as b{lists} limit 0)"
    duck.execute(f"create or replace temp table shape as select {version_columns(record)} from {typed}")
    if lists:
        duck.execute(f"create or replace temp table result_shape as select {result_columns(record)} from {typed}")


def _document(duck: duckdb.DuckDBPyConnection, record: type[Record], folder: Path, year: int) -> None:
    told = f"select *, {record.event_field} + interval 20 day as known_from from ({rows.ROWS[record.document]})"
    query = f"from shape union all by name select *, {record.event_field} as event_on from ({told})"
    export(duck, query.replace("THE_YEAR", str(year)), part(folder, record.document, year))
    if results_type(record):
        lists = f"from result_shape union all by name ({rows.RESULTS[record.document]})"
        export(duck, lists.replace("THE_YEAR", str(year)), part(folder, f"{record.document}_result", year))
