"""Clients: which systems may sign in, for which organisation, with which keys and for which scopes.

All functions work in the caller's transaction; every change is audited and ends the client's tokens.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

import orjson
from sqlalchemy import Connection, text

from hub.errors import NotFoundError
from hub.security.accounts.organisations import Organisation, check_role
from hub.security.actor import Actor
from hub.security.audit.entries import Access, Verb, record_access
from hub.security.clients.keys import Jwk
from hub.security.clients.names import ClientError, check_names, is_client_id, read_scopes
from hub.security.keys import KeyRing
from hub.security.permissions import Role

_COLUMNS = """
client_id, title, organisation_kind, organisation_key, jwks, jwks_url, scopes, active_from, active_until, disabled_at,
changed_at
"""
ADD = """
insert into client (client_id, title, organisation_kind, organisation_key, jwks, jwks_url, scopes, active_from,
    active_until, created_at, created_by, changed_at, changed_by)
values (:client_id, :title, :kind, :key, cast(:jwks as jsonb), :jwks_url, :scopes, :active_from, :active_until,
    :now, :by, :now, :by)
on conflict do nothing
"""
FIND = f"select {_COLUMNS} from client where client_id = :client"
ALL = f"select {_COLUMNS} from client order by client_id"
# The moment of a change always differs from the one before: what was read earlier is seen to be old.
CHANGE = """
update client set {what}, changed_at = greatest(:now, changed_at + interval '1 microsecond'), changed_by = :by
where client_id = :client
"""
DISABLED = "disabled_at = coalesce(disabled_at, :now)"
KEYS = "jwks = cast(:jwks as jsonb), jwks_url = :jwks_url"
SCOPES = "scopes = :scopes"
END_TOKENS = "delete from client_token where client_id = :client"


class Keys(NamedTuple):
    """Either the public keys themselves (`read_keys`), or the address at which the client publishes them."""

    jwks: list[Jwk] | None = None
    jwks_url: str | None = None


@dataclass(frozen=True)
class NewClient:
    """What is known of a client before there is one; `title` names the system, `active_until` is the last day."""

    client_id: str
    title: str
    organisation: Organisation
    keys: Keys
    scopes: Sequence[str]
    active_from: date
    active_until: date | None = None


class Client(NamedTuple):
    """A system that may sign in; all its keys are public. `changed_at` is the last change by somebody."""

    client_id: str
    title: str
    organisation_kind: str
    organisation_key: str
    jwks: list[Jwk] | None
    jwks_url: str | None
    scopes: list[str]
    active_from: date
    active_until: date | None
    disabled_at: datetime | None
    changed_at: datetime


def add_client(connection: Connection, ring: KeyRing, actor: Actor, new: NewClient, now: datetime) -> Client:
    """Make a client. Raises ClientError, BadRoleError."""
    check_names(new.client_id, new.title)
    check_role(Role.CLIENT, new.organisation.kind)
    values: dict[str, Any] = {"scopes": read_scopes(new.scopes), "now": now, "by": str(actor)}
    values |= {name: getattr(new, name) for name in ("client_id", "title", "active_from", "active_until")}
    if connection.execute(text(ADD), values | new.organisation._asdict() | _stored(new.keys)).rowcount != 1:
        raise ClientError("该客户端编号已被使用；请换一个。", "This client id is taken; choose another.")
    record_access(
        connection, ring, actor, Access(Verb.GRANT, detail={"client": new.client_id, "scopes": values["scopes"]})
    )
    return named_client(connection, new.client_id)


def find_client(connection: Connection, client_id: str) -> Client | None:
    """The client of that id, whether it may sign in or not; None too for what cannot be an id."""
    possible = is_client_id(client_id)  # anything may be sent, also what the database would not take
    row = connection.execute(text(FIND), {"client": client_id}).one_or_none() if possible else None
    return Client(*row) if row else None


def named_client(connection: Connection, client_id: str) -> Client:
    """The client of that id. Raises NotFoundError."""
    if (client := find_client(connection, client_id)) is None:
        raise NotFoundError(
            "没有这个客户端；请用 ohub client list 核对。",
            "There is no such client; look it up with `ohub client list`.",
        )
    return client


def all_clients(connection: Connection) -> list[Client]:
    """All clients, disabled ones too, by id."""
    return [Client(*row) for row in connection.execute(text(ALL))]


def disable_client(connection: Connection, ring: KeyRing, actor: Actor, client_id: str, now: datetime) -> int:
    """It signs in no more, and its tokens end at once. Gives how many."""
    return _change(connection, ring, actor, (DISABLED, Verb.REVOKE), {"client": client_id, "now": now})


def replace_keys(connection: Connection, ring: KeyRing, actor: Actor, client_id: str, new: Keys, now: datetime) -> int:
    """Give a client other keys in place of all it had; its tokens end. Gives how many."""
    values = {"client": client_id, "now": now} | _stored(new)
    return _change(connection, ring, actor, (KEYS, Verb.CHANGE), values)


def change_scopes(
    connection: Connection, ring: KeyRing, actor: Actor, client_id: str, new: Sequence[str], now: datetime
) -> int:
    """Give a client other scopes in place of all it had; its tokens end. Gives how many. Raises ClientError."""
    values = {"client": client_id, "now": now, "scopes": read_scopes(new)}
    return _change(connection, ring, actor, (SCOPES, Verb.GRANT), values)


def _change(connection: Connection, ring: KeyRing, actor: Actor, what: tuple[str, Verb], values: dict[str, Any]) -> int:
    """The row is changed first, so that a token granted at this moment is ended here or not granted."""
    assignment, verb = what
    named_client(connection, values["client"])
    connection.execute(text(CHANGE.format(what=assignment)), values | {"by": str(actor)})
    detail: dict[str, Any] = {name: values[name] for name in ("client", "scopes") if name in values}
    record_access(connection, ring, actor, Access(verb, detail=detail))
    return connection.execute(text(END_TOKENS), {"client": values["client"]}).rowcount


def _stored(keys: Keys) -> dict[str, str | None]:
    return {"jwks": orjson.dumps(keys.jwks).decode() if keys.jwks else None, "jwks_url": keys.jwks_url}
