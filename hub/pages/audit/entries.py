"""The list of audit entries with its filters."""

import re
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response

from hub.db import Store
from hub.door.callers import Caller, OfStore
from hub.door.lists import AfterCursor, from_cursor, to_cursor
from hub.door.locks import needs
from hub.errors import HubError
from hub.pages import exporting
from hub.pages.audit.file import as_list
from hub.pages.audit.queries import PURPOSE, Wanted, entries, first_id
from hub.pages.rendering import render
from hub.pages.texts import language
from hub.security.audit.entries import Access, Verb, record_access
from hub.security.permissions import Permission

router = APIRouter(include_in_schema=False)
OfAudit = Annotated[Caller, needs(Permission.AUDIT_READ)]
PAGE, HALF = 50, 64  # bits: a cursor holds numbers that every reader of JSON keeps apart
Text = Annotated[str, Query(max_length=64)]
KINDS = ("user", "client", "job", "command", "system", "page")
WORKER = re.compile(r"[1-9][0-9]{0,17}", re.ASCII)


class FilterError(HubError):
    """A filter that cannot be meant."""

    status = 422


@dataclass(frozen=True)
class Chosen:
    """The filters as typed; blank: all."""

    actor: Text = ""
    verb: Text = ""
    worker: Text = ""
    since: Text = ""
    until: Text = ""

    def wanted(self, zone: tzinfo, before: UUID | None) -> Wanted:
        """Raises FilterError."""
        if self.worker and not WORKER.fullmatch(self.worker):
            raise FilterError("劳动者编号须为数字，如 1024。", "The number of a worker has digits only, like 1024.")
        if self.verb and self.verb not in list(Verb):
            raise FilterError("没有这种动作；请从列表中选择。", "There is no such deed; choose from the list.")
        actor = self.actor.strip()
        return Wanted(
            (actor if actor.partition(":")[0] in KINDS else f"user:{actor}") if actor else None,
            self.verb or None,
            int(self.worker) if self.worker else None,
            first_id(_midnight(self.since, zone)) if self.since else None,
            first_id(_midnight(self.until, zone) + timedelta(days=1)) if self.until else None,
            before,
        )


@dataclass(frozen=True)
class EntriesPage:
    """A page of entries; `next` is the cursor of the one behind it."""

    items: list[dict[str, Any]]
    next: str | None
    first: bool
    chosen: Chosen
    at: datetime
    verbs: tuple[str, ...] = tuple(Verb)


@router.get("/audit")
def list_of_entries(
    request: Request,
    store: OfStore,
    who: OfAudit,
    chosen: Annotated[Chosen, Depends()],
    cursor: AfterCursor = None,
    form: exporting.As = None,
) -> Response:
    wanted = chosen.wanted(store.settings.zone, _entry(cursor))
    with store.transaction(who.actor) as connection:
        rows = [] if form else entries(connection, wanted, PAGE + 1)
        note(store, connection, who, "audit-entries", [wanted.worker] if wanted.worker else [])
    if form:
        return exporting.send(request, store, who, form, as_list(wanted, asdict(chosen), language(request)))
    items = [dict(row) for row in rows[:PAGE]]
    last = items[-1]["entry_id"].int if len(rows) > PAGE else None
    following = to_cursor(last >> HALF, last & (2**HALF - 1)) if last is not None else None
    page = EntriesPage(items, following, not cursor, chosen, datetime.now(UTC))
    return render(request, "audit/entries.html", page=page)


def note(store: Store, connection: Any, who: Caller, what: str, workers: list[int]) -> None:
    """Write down that the audit was read; whom it was asked about is told of it too."""
    access = Access(Verb.READ, PURPOSE, workers, address=who.address, detail={"what": what})
    record_access(connection, store.keys, who.actor, access)


def _entry(cursor: str | None) -> UUID | None:
    if not (place := from_cursor(cursor, 2)):
        return None
    if not all(0 <= half < 2**HALF for half in place):
        raise HubError("游标无效；请从第一页重新读取。", "The cursor is not valid; start from the first page.")
    return UUID(int=place[0] << HALF | place[1])


def _midnight(day: str, zone: tzinfo) -> datetime:
    try:
        found = datetime.combine(date.fromisoformat(day), time(), zone)
    except ValueError:
        found = None
    if found is None or not 1990 < found.year < 2200:
        raise FilterError("日期写作 2026-01-31。", "Write days like 2026-01-31.")
    return found
