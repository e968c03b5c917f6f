"""What the analyses found and is true now, and what each finding rests on."""

from dataclasses import asdict
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query

from hub.door.callers import Caller, OfStore
from hub.door.lists import AfterCursor, Limit, from_cursor, page
from hub.door.locks import needs
from hub.security.permissions import Permission
from hub.surveillance.explaining import explain
from hub.surveillance.findings import current_page

router = APIRouter(prefix="/api/v1/findings", tags=["findings"])
Reader = Annotated[Caller, needs(Permission.FINDING_READ)]


@router.get("")
def list_findings(
    store: OfStore,
    who: Reader,
    analysis: Annotated[Literal["gaps", "clusters"], Query()],
    cursor: AfterCursor = None,
    limit: Limit = 50,
) -> dict[str, Any]:
    """Current findings of one analysis; a person is a pseudonym."""
    place = from_cursor(cursor, 1)
    found = current_page(store, who.actor, analysis, place[0] if place else 0, limit + 1)
    return page([asdict(each) for each in found], limit, "finding_id")


@router.get("/{finding_id}/explanation")
def explain_finding(store: OfStore, who: Reader, finding_id: int) -> dict[str, Any]:
    """All that one finding rests on: clause, clock, numbers of law, versions of records, and how it came about."""
    return explain(store, who.actor, finding_id)
