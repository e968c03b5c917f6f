"""Entries for the tests of the audit, and SQL as somebody would run it who owns the database."""

from datetime import UTC, datetime
from uuid import UUID

import psycopg
from sqlalchemy import text

from hub.db import Store
from hub.security.actor import Actor
from hub.security.audit.chain import Head, chain_entries
from hub.security.audit.check import Verdict, verify_chain
from hub.security.audit.entries import Access, Verb, record_access

AUDITED = Actor("user", "u7")
LOOK = Access(Verb.READ, "case 12", (3, 1), (9,), "2001:db8::1", {"page": 2, "fields": ["sex", "age"], "all": False})


def write(store: Store, access: Access = LOOK, actor: Actor = AUDITED) -> UUID:
    """One entry in a transaction of its own."""
    with store.transaction(actor) as connection:
        return record_access(connection, store.keys, actor, access)


def chain(store: Store, *, thorough: bool = False) -> Head:
    with store.transaction(AUDITED) as connection:
        return chain_entries(connection, store.keys, thorough=thorough)


def chained(store: Store, count: int) -> Store:
    """The store with `count` entries, chained."""
    for worker in range(1, count + 1):
        write(store, Access(Verb.UNMASK, "case 12", (worker,)))
    chain(store)
    return store


def verdict(store: Store, *known: tuple[int, bytes]) -> Verdict:
    with store.transaction(AUDITED, one_moment=True) as connection:
        return verify_chain(connection, store.keys, known)


def numbers(store: Store) -> list[tuple[int, UUID]]:
    with store.transaction(AUDITED) as connection:
        rows = connection.execute(text("select number, entry_id from audit_link order by number"))
        return [(row[0], row[1]) for row in rows]


def as_owner(store: Store, *statements: str) -> None:
    """No foreign key holds an owner back."""
    url = store.owner_url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(url) as connection:
        connection.execute("alter table audit_link drop constraint if exists audit_link_entry_id_fkey")
        for statement in statements:
            assert connection.execute(statement.encode()).rowcount != 0, statement


def today() -> datetime:
    return datetime.now(UTC)
