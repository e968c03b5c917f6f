"""Who looked at somebody's record: entries of the audit, told by organisation and role, never by login or address."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Connection, text

from hub.security.audit.entries import Seen, accesses
from schemas.codes import codelist

LOOKERS = """
select 'user:' || login as actor, role, organisation_kind as kind, organisation_key as key
from app_user where 'user:' || login = any(:actors)
union all
select 'client:' || client_id, 'client', organisation_kind, organisation_key
from client where 'client:' || client_id = any(:actors)
"""
EMPLOYERS = "select credit_code, name from employer where credit_code = any(:codes)"


class Looker(NamedTuple):
    """Whom an actor of the audit acts for: role, and kind and key of the organisation."""

    role: str
    kind: str
    key: str


HUB = Looker("", "hub", "")  # its own commands and jobs


@dataclass(frozen=True)
class Look:
    """One entry. `role` is empty and `organisation_kind` is hub for the hub's own work; `organisation` is a name, or
    the code of an institution. `own`: by the person themselves. `fields`: what was unmasked; `records`: how many."""

    entry_id: UUID
    at: datetime
    verb: str
    purpose: str
    role: str
    organisation_kind: str
    organisation: str
    own: bool
    fields: list[str]
    records: int


def looks(connection: Connection, workers: Sequence[int], before: UUID | None, limit: int) -> list[Look]:
    """Entries about any of `workers` (one person), newest first; `before` is the last id of the page before.

    `connection` is the hub's own: a person may not see who the users are.
    """
    found = accesses(connection, workers, before, limit) if workers else []
    lookers = _lookers(connection, {each.actor for each in found})
    names = _employers(connection, [each.key for each in lookers.values() if each.kind == "employer"])
    own = {str(worker) for worker in workers}
    return [_look(each, lookers.get(each.actor, HUB), names, own) for each in found]


def _look(seen: Seen, by: Looker, employers: dict[str, str], own: set[str]) -> Look:
    what: Any = seen.detail.get("fields", []) if seen.verb == "unmask" else []
    told = (seen.entry_id, seen.at, seen.verb, seen.purpose, by.role, by.kind, _name(by, employers))
    return Look(*told, own=by.kind == "person" and by.key in own, fields=list(what), records=len(seen.records))


def _name(by: Looker, employers: dict[str, str]) -> str:
    """Of a person, nothing: whose number it is is nobody else's business."""
    if by.kind == "bureau":
        division = codelist("division").get(by.key)
        return division.name if division else by.key
    return {"employer": employers.get(by.key, by.key), "institution": by.key}.get(by.kind, "")


def _lookers(connection: Connection, actors: Iterable[str]) -> dict[str, Looker]:
    rows = connection.execute(text(LOOKERS), {"actors": list(actors)})
    return {row.actor: Looker(row.role, row.kind, row.key) for row in rows}


def _employers(connection: Connection, codes: Sequence[str]) -> dict[str, str]:
    rows = connection.execute(text(EMPLOYERS), {"codes": list(codes)})
    return {row.credit_code: row.name for row in rows}
