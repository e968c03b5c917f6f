"""A view in a real PostgreSQL, read by keyset."""

import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import psycopg
import pytest

from connectors.sources.insurance.parser import parse
from connectors.transports import TransportError
from connectors.transports.database import Feed
from hub.db import Store

VIEW = """
create schema bureau;
create table bureau.paid (id bigint primary key, changed_at timestamptz, worker_name text, item text, paid_on date,
    amount numeric(12, 2), area text);
create view bureau.benefit as
    select id, changed_at, 'benefit' as document, worker_name, item, paid_on, amount, area from bureau.paid;
"""
COLUMNS = ("document", "worker_name", "item", "paid_on", "amount", "area")


@dataclass
class Count:
    retries: int = 0


@pytest.fixture
def bureau(store: Store, monkeypatch: pytest.MonkeyPatch) -> Iterator[psycopg.Connection[Any]]:
    url = store.owner_url.set(drivername="postgresql").render_as_string(hide_password=False)
    monkeypatch.setenv("TEST_BUREAU", store.owner_url.render_as_string(hide_password=False))
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(VIEW)
        yield connection


def add(bureau: psycopg.Connection[Any], number: int, second: int) -> None:
    bureau.execute(
        "insert into bureau.paid values (%s, timestamptz '2026-01-01' + make_interval(secs => %s), '示例甲', "
        "'disability_lump_sum', '2026-01-05', 1000.50, '370100')",
        (number, second),
    )


def feed(**changes: Any) -> Feed:
    given = {"name": "v", "source": "insurance", "url_env": "TEST_BUREAU", "schema_name": "bureau", "view": "benefit"}
    return Feed(**(given | {"columns": COLUMNS, "limit": 2} | changes))


def test_rows_come_once_and_in_order(bureau: psycopg.Connection[Any]) -> None:
    for number, second in ((1, 5), (2, 5), (3, 5), (4, 1), (5, 9)):
        add(bureau, number, second)
    pages = list(feed().pages(None, Count()))
    rows = [json.loads(line) for page in pages for line in page.payload.read().splitlines()]
    assert [row["id"] for row in rows] == ["4", "1", "2", "3", "5"]
    assert list(feed().pages(pages[-1].cursor, Count())) == []
    add(bureau, 6, 10)
    (page,) = feed().pages(pages[-1].cursor, Count())
    assert json.loads(page.payload.read())["id"] == "6"


def test_the_source_reads_what_the_view_gives(bureau: psycopg.Connection[Any]) -> None:
    add(bureau, 1, 1)
    (page,) = feed().pages(None, Count())
    (row,) = parse(io.BytesIO(page.payload.read()))
    assert (row.document, row.key, row.sender, row.issues) == ("benefit", "1", "370100", [])
    assert str(row.fields["amount"]) == "1000.50"


def test_a_view_that_is_not_there_is_a_sentence(bureau: psycopg.Connection[Any]) -> None:
    with pytest.raises(TransportError) as refused:
        list(feed(view="nothing").pages(None, Count()))
    assert "v：" in refused.value.zh
