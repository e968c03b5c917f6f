"""Views in databases other than PostgreSQL: SQLite for real, of others what they would be asked."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.dialects import mssql, mysql, oracle, postgresql, sqlite
from sqlalchemy.engine import Dialect

from connectors.transports import TransportError
from connectors.transports.database import Feed, clock
from tests.connectors.transports.fetching import Count


@pytest.fixture
def bureau(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[sqlite3.Connection]:
    monkeypatch.setenv("TEST_BUREAU", f"sqlite:///{tmp_path}/bureau.db")
    with closing(sqlite3.connect(tmp_path / "bureau.db", isolation_level=None)) as connection:
        connection.execute("create table benefit (id, changed_at text, document text)")
        yield connection


def add(bureau: sqlite3.Connection, key: Any, changed_at: str | None) -> None:
    """`changed_at` as SQL."""
    bureau.execute(f"insert into benefit values (?, {changed_at}, 'benefit')", (key,))


def pull(cursor: str | None = None, **changes: Any) -> tuple[list[str], str | None]:
    given = {"name": "v", "source": "insurance", "url_env": "TEST_BUREAU", "view": "benefit", "columns": ["document"]}
    keys = []
    for page in Feed.model_validate(given | {"limit": 2} | changes).pages(cursor, Count()):
        keys += [json.loads(line)["id"] for line in page.payload.read().splitlines()]
        cursor = page.cursor
    return keys, cursor


@pytest.mark.parametrize("form", ["2026-01-01 00:00:05", "2026-01-01T00:00:05.25", "2026-01-01 00:00:05+08:00"])
def test_rows_of_one_moment_come_once_and_in_order(bureau: sqlite3.Connection, form: str) -> None:
    """SQLite has moments as text: a cursor in any other form would fall between them."""
    for key in (3, 1, 2, 5, 4):
        add(bureau, key, f"'{form}'")
    keys, cursor = pull()
    assert keys == ["1", "2", "3", "4", "5"]
    assert pull(cursor) == ([], cursor)
    add(bureau, 6, f"'{form}'")
    assert pull(cursor)[0] == ["6"]


def test_rows_of_the_last_moments_are_left_for_the_next_pull(bureau: sqlite3.Connection) -> None:
    for key, age in (("a", 90), ("b", 30), ("c", 0)):
        add(bureau, key, f"datetime('now', '-{age} seconds')")
    keys, cursor = pull()
    assert keys == ["a"]
    assert pull(cursor, margin_s=20)[0] == ["b"]
    assert pull(cursor, margin_s=0)[0] == ["b", "c"]


@pytest.mark.parametrize("moment", ["null", "'2026-01-01'", "'示例甲'", "7"])
def test_a_row_without_a_moment_is_told(bureau: sqlite3.Connection, moment: str) -> None:
    add(bureau, 1, moment)
    with pytest.raises(TransportError, match="changed_at") as refused:
        pull()
    assert "示例甲" not in refused.value.zh + refused.value.en


@pytest.mark.parametrize(
    ("dialect", "expected"),
    [
        (postgresql.dialect(), "SELECT now() AS x"),
        (mysql.dialect(), "SELECT now() AS x"),
        (sqlite.dialect(), "SELECT CURRENT_TIMESTAMP AS x"),
        (mssql.dialect(), "SELECT CURRENT_TIMESTAMP AS x"),
        (oracle.dialect(), "SELECT sysdate AS x FROM DUAL"),
    ],
    ids=lambda given: getattr(given, "name", ""),
)
def test_the_clock_of_each_database(dialect: Dialect, expected: str) -> None:
    asked = str(select(clock(dialect.name).label("x")).compile(dialect=dialect))
    assert asked.split() == expected.split()
