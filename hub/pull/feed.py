"""The feed: all changes of a view in the order of transactions, of which none is skipped, however they overlap."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import orjson
from sqlalchemy import Connection, Row, text

from hub.errors import HubError, UnavailableError
from hub.pull.position import Position, reach, read_cursor, write_cursor
from hub.pull.views import View, pick
from hub.security.vault import Vault

MERGE, PUT, DELETE = range(3)  # in this order within a transaction: a record's deletion comes behind its versions
LARGEST_PAGE = 1000
LAST = 2**62

# Each kind is read from its own index, up to a page; the first `limit` of all three are the page.
# - Of a record only the latest version below the horizon is told, or its end: withdrawn, or corrected into what this
#   reader may not see. Numbers do not follow versions: a transaction that began earlier may correct or restore what a
#   later one wrote and committed before, and its place here would be the smaller. For the same reason the end of a
#   version has the place of the younger of both transactions, the one that wrote it and the one that closed it.
# - Who is whom is told as it is now; a change beyond the horizon will be told again as an event.
LATER = """from record_version n where n.record_id = v.record_id and n.document = v.document
            and n.version > v.version and n.xid < :horizon"""
EVENTS = f"""
with told as (
    (select xid, 0 as kind, worker_id as subject, merge_id as version, null as document, null::date as event_on,
        null::timestamptz as known_from, worker_id, merged_into as person_id,
        null::jsonb as body, null::jsonb as results
    from worker_merge m
    where (xid, worker_id, merge_id) > (cast(:xid0 as bigint), cast(:subject0 as bigint), cast(:version0 as bigint))
        and xid < :horizon and exists (
            select from record_version v where v.worker_id = m.worker_id and v.document = any(:documents)
        )
    order by xid, worker_id, merge_id limit :limit)
    union all
    (select xid, 1, record_id, version, document, event_on, known_from, worker_id,
        coalesce((select merged_into from worker w where w.worker_id = v.worker_id), worker_id), body, results
    from record_version v
    where (xid, record_id, version) > (cast(:xid1 as bigint), cast(:subject1 as bigint), cast(:version1 as bigint))
        and xid < :horizon and document = any(:documents) and (closed_xid is null or closed_xid >= :horizon)
        and not exists (select {LATER})
    order by xid, record_id, version limit :limit)
    union all
    (select greatest(xid, closed_xid), 2, record_id, version, document, null, null, null, null, null, null
    from record_version v
    where closed_xid is not null and (greatest(xid, closed_xid), record_id, version)
            > (cast(:xid2 as bigint), cast(:subject2 as bigint), cast(:version2 as bigint))
        and greatest(xid, closed_xid) < :horizon and document = any(:documents) and not exists (select {LATER})
    order by greatest(xid, closed_xid), record_id, version limit :limit)
)
select xid, kind, subject, version, document, event_on, known_from, worker_id, person_id, body::text, results::text
from told order by xid, kind, subject, version limit :limit
"""
PERSONAL = """
select p.record_id, r.key, p.sealed
from unnest(cast(:records as bigint[]), cast(:versions as int[])) as wanted (record_id, version)
    join vault.personal_part p using (record_id, version) join record r using (record_id)
"""

# Loaded from a dump into a younger server, rows bear numbers that its transactions have not reached yet.
AHEAD = """
select exists (select from record_version where document = any(:documents)
    and xid >= pg_snapshot_xmax(pg_current_snapshot())::text::bigint)
"""


@dataclass(frozen=True)
class Event:
    """One change. `kind`: put, delete, merge, split.

    put: a version that stands, its `fields` by path (as JSON has them; dates are text), and whose it is; delete: the
    record and its last version; merge and split: `worker` is now `person`, which after a split is `worker` itself.
    `worker` and `person` are pseudonyms that hold within one view.
    """

    kind: str
    record: int | None = None
    version: int | None = None
    document: str | None = None
    event_on: date | None = None
    known_from: datetime | None = None
    worker: str | None = None
    person: str | None = None
    fields: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Page:
    """Events in their order, and the cursor of the next page. `at_end`: nothing more could be told now.

    `opened` are our numbers of the workers whose identities the page holds: for the audit, never for the reader.
    """

    events: list[Event]
    next: str
    at_end: bool
    opened: frozenset[int]


def read_feed(connection: Connection, vault: Vault, view: View, after: str | None, limit: int) -> Page:
    """The page of up to `limit` (1 to 1000) events behind the cursor `after`, from the beginning where it is None.

    Within the caller's transaction, whose fence says of whom. Raises HubError for a cursor that does not belong here.
    """
    if not 1 <= limit <= LARGEST_PAGE:
        raise HubError(
            f"每页的条数须在 1 到 {LARGEST_PAGE} 之间；请改正。",
            f"A page has 1 to {LARGEST_PAGE} events; ask for a number in between.",
        )
    here = reach(connection, vault, view.name)
    position = read_cursor(vault, here, after)
    values = {"horizon": here.horizon, "documents": list(view.documents), "limit": limit, **_starts(position)}
    rows = connection.execute(text(EVENTS), values).all()
    personal = _personal(connection, view, rows)
    events = [_event(vault, view, row, personal.get(row.subject)) for row in rows]
    at_end = len(rows) < limit
    if at_end:
        _refuse_ahead(connection, view)
    end = Position(here.horizon) if at_end else Position(*rows[-1][:4])
    opened = frozenset(row.worker_id for row in rows if row.kind == PUT and row.subject in personal and row.worker_id)
    return Page(events, write_cursor(vault, here.ground, end), at_end, opened)


def _refuse_ahead(connection: Connection, view: View) -> None:
    if connection.execute(text(AHEAD), {"documents": list(view.documents)}).scalar_one():
        raise UnavailableError(
            "数据库是从转储恢复的，记录带有另一台服务器的事务号，变更流不完整；请管理员按变更流文档重新编号。",
            "The database was loaded from a dump and its records bear another server's transaction numbers; have its "
            "administrator number them anew as the page on the feed says.",
        )


def _starts(position: Position) -> dict[str, int]:
    """Behind which place of its own index each kind goes on."""
    xid, kind, *place = position
    starts: dict[str, int] = {}
    for each in (MERGE, PUT, DELETE):
        subject, version = place if each == kind else (0, 0) if each > kind else (LAST, LAST)
        starts |= {f"xid{each}": xid, f"subject{each}": subject, f"version{each}": version}
    return starts


def _personal(connection: Connection, view: View, rows: Any) -> dict[int, tuple[bytes, bytes]]:
    """Key and sealed personal part by record, of those versions alone of which the view names something personal."""
    wanted = [row for row in rows if row.kind == PUT and view.documents[row.document].personal]
    if not wanted:
        return {}
    values = {"records": [row.subject for row in wanted], "versions": [row.version for row in wanted]}
    return {record: (key, sealed) for record, key, sealed in connection.execute(text(PERSONAL), values)}


def _event(vault: Vault, view: View, row: Row[Any], sealed: tuple[bytes, bytes] | None) -> Event:
    if row.kind == DELETE:
        return Event("delete", row.subject, row.version, row.document)
    worker = _pseudonym(vault, view, row.worker_id)
    person = _pseudonym(vault, view, row.person_id) or worker
    if row.kind == MERGE:
        return Event("merge" if row.person_id else "split", worker=worker, person=person)
    head = (row.subject, row.version, row.document, row.event_on, row.known_from)
    return Event("put", *head, worker, person, _fields(vault, view, row, sealed))


def _fields(vault: Vault, view: View, row: Row[Any], sealed: tuple[bytes, bytes] | None) -> dict[str, Any]:
    named = view.documents[row.document]
    content = orjson.loads(row.body)
    if row.results:
        content["results"] = orjson.loads(row.results)
    found = pick(named.fields, content)
    if sealed:
        key, part = sealed
        found |= pick(named.personal, vault.open_json(part, b"personal" + key))
    return found


def _pseudonym(vault: Vault, view: View, worker_id: int | None) -> str | None:
    """Different in each view, so that what two readers hold cannot be laid side by side."""
    return None if worker_id is None else vault.blind(f"feed-worker {view.name}", str(worker_id)).hex()
