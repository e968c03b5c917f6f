"""Versions of one document as Parquet: typed by its record class, its long list beside it, one row for each entry."""

from pathlib import Path

import duckdb

from hub.surveillance.columns import body_type, result_columns, results_type, version_columns
from schemas.base import Record

MEMORY = "2GB"


def engine(folder: Path) -> duckdb.DuckDBPyConnection:
    """DuckDB in bounded memory; what does not fit is put by in `folder`."""
    return duckdb.connect(config={"memory_limit": MEMORY, "temp_directory": str(folder / "spill")})


def export_versions(duck: duckdb.DuckDBPyConnection, record: type[Record], folder: Path, year: int) -> int:
    """Write the table `versions` (columns VERSION, body and results as JSON text) below `folder`; gives its rows."""
    duck.execute(f"create or replace temp table typed as {_typed(record)}")
    export(duck, f"select {version_columns(record)} from typed", part(folder, record.document, year))
    if results_type(record):
        lists = f"select {result_columns(record)} from typed where r is not null"
        export(duck, lists, part(folder, f"{record.document}_result", year))
    return int(duck.execute("select count(*) from typed").fetchall()[0][0])


def _typed(record: type[Record]) -> str:
    lists = f", from_json(results, '{results_type(record)}') as r" if results_type(record) else ""
    return f"select * exclude (body, results), from_json(body, '{body_type(record)}') as b{lists} from versions"


def export(duck: duckdb.DuckDBPyConnection, query: str, path: Path) -> None:
    """Write a query's rows to `path`, complete or not at all."""
    draft = path.with_suffix(".tmp")
    duck.execute(f"copy ({query}) to '{draft}' (format parquet, compression zstd)")
    draft.replace(path)


def part(folder: Path, table: str, year: int) -> Path:
    """The file of one table and year."""
    place = folder / table / f"year={year}"
    place.mkdir(parents=True, exist_ok=True)
    return place / "part.parquet"
