"""The view of a bureau in a real PostgreSQL, and a feed that reads it."""

import json
from collections.abc import Iterable
from typing import Any

import psycopg

from connectors.transports import Page
from connectors.transports.database import Feed

Bureau = psycopg.Connection[Any]
VIEW = """
create schema bureau;
create table bureau.paid (id bigint primary key, changed_at timestamptz, worker_name text, item text, paid_on date,
    amount numeric(12, 2), area text);
create view bureau.benefit as
    select id, changed_at, 'benefit' as document, worker_name, item, paid_on, amount, area from bureau.paid;
"""
COLUMNS = ("document", "worker_name", "item", "paid_on", "amount", "area")


def add(bureau: Bureau, number: int, second: int) -> None:
    """A payment that changed in a second of 2026."""
    bureau.execute(
        "insert into bureau.paid values (%s, timestamptz '2026-01-01' + make_interval(secs => %s), '示例甲', "
        "'disability_lump_sum', '2026-01-05', 1000.50, '370100')",
        (number, second),
    )


def keys(pages: Iterable[Page]) -> list[str]:
    """The keys of all rows, in order."""
    return [json.loads(line)["id"] for page in pages for line in page.payload.read().splitlines()]


def feed(**changes: Any) -> Feed:
    given = {"name": "v", "source": "insurance", "url_env": "TEST_BUREAU", "schema_name": "bureau", "view": "benefit"}
    return Feed(**(given | {"columns": COLUMNS, "limit": 2} | changes))
