"""One's own record, and who looked at it: for a worker who signed in."""

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter

from hub.door.callers import Caller, OfStore
from hub.door.lists import AfterCursor, Limit, from_cursor, page
from hub.door.locks import needs
from hub.pages.own_record import looks_at
from hub.people.own_record import own_record
from hub.security.permissions import Permission

router = APIRouter(prefix="/api/v1/me", tags=["own record"])
Oneself = Annotated[Caller, needs(Permission.OWN_RECORD_READ)]


@router.get("/records")
def own_records(store: OfStore, who: Oneself, cursor: AfterCursor = None, limit: Limit = 50) -> dict[str, Any]:
    """The profile (masked, as everywhere), the records that stand, and what was found."""
    found = own_record(store, who.actor, who.address, from_cursor(cursor, 2), limit)
    listed = page(found.records, limit, "event_day", "record_id")
    return {"worker": asdict(found.profile) if found.profile else None, "records": listed, "findings": found.findings}


@router.get("/accesses")
def own_accesses(store: OfStore, who: Oneself, cursor: AfterCursor = None, limit: Limit = 50) -> dict[str, Any]:
    """Who looked, newest first: when, which organisation in which role, what for, at what."""
    return looks_at(store, who, cursor, limit)
