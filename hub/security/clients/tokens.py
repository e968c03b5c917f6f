"""Access tokens of clients: opaque, handed out once, kept as their SHA-256, good for five minutes.

All functions take `now`, a moment with its zone, and work in the caller's transaction.
"""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import Connection, text

from hub.security.clients.clients import Client

TOKEN_BYTES = 32  # 256 bits: a fast hash of it cannot be searched
LIFETIME = timedelta(minutes=5)
CLEARING = 0x6F63_7473  # "octs": the lock of whoever clears away

_ACTIVE = """
c.disabled_at is null and c.active_from <= cast(:now as date)
and (c.active_until is null or cast(:now as date) <= c.active_until)
"""
# Holds the client as it was when its signature was checked: a change at this moment waits, and ends the token then.
HOLD = f"select 1 from client c where c.client_id = :client and c.changed_at = :as_of and {_ACTIVE} for share"
ISSUE = """
insert into client_token (token_hash, client_id, scopes, begun_at, ends_at)
values (:hash, :client, :scopes, :now, :ends)
"""
LOOK_UP = f"""
select t.client_id, c.organisation_kind, c.organisation_key, t.scopes, t.ends_at
from client_token t join client c using (client_id) where t.token_hash = :hash and t.ends_at > :now and {_ACTIVE}
"""
CLEAR = f"""
with alone as materialized (select pg_try_advisory_xact_lock({CLEARING}) as mine)
delete from {{table}} using alone where mine and ends_at <= :now
"""


class ClientSession(NamedTuple):
    """A client that has signed in: whose it is, what it may do (scopes), until when."""

    client_id: str
    organisation_kind: str
    organisation_key: str
    scopes: frozenset[str]
    expires_at: datetime


def is_current(connection: Connection, client: Client, now: datetime) -> bool:
    """May the client sign in, and is it still as it was read? It stays so until the end of the transaction."""
    values = {"client": client.client_id, "as_of": client.changed_at, "now": now}
    return connection.execute(text(HOLD), values).one_or_none() is not None


def issue(connection: Connection, client: Client, scopes: Iterable[str], now: datetime) -> str | None:
    """A new token of a client that has just proved who it is; None when the client was changed since it was read.

    Scopes that the client does not have are left out. What has ended is cleared away.
    """
    if not is_current(connection, client, now):
        return None
    clear_ended(connection, now)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    granted = sorted(set(scopes).intersection(client.scopes))
    values = {"hash": _hash(token), "client": client.client_id, "scopes": granted, "now": now, "ends": now + LIFETIME}
    connection.execute(text(ISSUE), values)
    return token


def client_of_token(connection: Connection, token: str, now: datetime) -> ClientSession | None:
    """Whose token this is; None when there is none such, it has ended, or the client may sign in no more.

    One statement on the unique index, so that disabling a client is felt at once.
    """
    row = connection.execute(text(LOOK_UP), {"hash": _hash(token), "now": now}).one_or_none()
    return ClientSession(row[0], row[1], row[2], frozenset(row[3]), row[4]) if row else None


def clear_ended(connection: Connection, now: datetime) -> int:
    """Delete tokens and used assertions that have ended, unless another one is at it. Gives how many."""
    tables = ("client_token", "client_assertion_seen")
    return sum(connection.execute(text(CLEAR.format(table=table)), {"now": now}).rowcount for table in tables)


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()
