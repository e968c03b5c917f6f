"""A worker's own page: what the hub knows of them, what it found, and who looked."""

from dataclasses import asdict
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from hub.db import Store
from hub.door.callers import Caller, OfStore
from hub.door.lists import AfterCursor, from_cursor, page, to_cursor
from hub.door.locks import needs
from hub.errors import HubError
from hub.pages.rendering import render
from hub.people.looks import looks
from hub.people.own_record import own_record, workers_of
from hub.security.permissions import Permission

router = APIRouter(include_in_schema=False)
PAGE, LATEST = 50, 10
HALF = 64  # bits: a cursor holds numbers that every reader of JSON keeps apart
Oneself = Annotated[Caller, needs(Permission.OWN_RECORD_READ)]


@router.get("/me")
def me(request: Request, store: OfStore, who: Oneself, cursor: AfterCursor = None) -> HTMLResponse:
    place = from_cursor(cursor, 2)
    found = own_record(store, who.actor, who.address, place, PAGE)
    listed = page(found.records, PAGE, "event_day", "record_id")
    seen = looks_at(store, who, None, LATEST)
    return render(request, "own_record.html", profile=found.profile, findings=found.findings, looks=seen["items"],
                  more=seen["next"], first=place is None, whole=True, **listed)  # fmt: skip


@router.get("/me/accesses")
def accesses(request: Request, store: OfStore, who: Oneself, cursor: AfterCursor = None) -> HTMLResponse:
    seen = looks_at(store, who, cursor, PAGE)
    return render(request, "own_record.html", looks=seen["items"], next=seen["next"], first=not cursor, whole=False)


def looks_at(store: Store, who: Caller, cursor: str | None, limit: int) -> dict[str, Any]:
    """A page of who looked at the caller's record, in the hub's name: who its users are is not for everybody."""
    before = _entry(cursor)
    with store.transaction(who.actor.as_hub()) as connection:
        found = looks(connection, workers_of(who.actor), before, limit + 1)
    shown = [asdict(each) for each in found[:limit]]
    last = shown[-1]["entry_id"].int if len(found) > limit else None
    following = to_cursor(last >> HALF, last & (2**HALF - 1)) if last is not None else None
    return {"items": shown, "next": following}


def _entry(cursor: str | None) -> UUID | None:
    """The entry a cursor stands behind. Raises HubError."""
    if not (place := from_cursor(cursor, 2)):
        return None
    if not all(0 <= half < 2**HALF for half in place):
        raise HubError("游标无效；请从第一页重新读取。", "The cursor is not valid; start from the first page.")
    return UUID(int=place[0] << HALF | place[1])
