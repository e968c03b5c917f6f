"""What the analyses found and is true now."""

from dataclasses import asdict
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query

from hub.door.callers import Caller, OfStore
from hub.door.lists import AfterCursor, Limit, from_cursor, page
from hub.door.locks import needs
from hub.security.permissions import Permission
from hub.surveillance.findings import current_page

router = APIRouter(prefix="/api/v1/findings", tags=["findings"])


@router.get("")
def list_findings(
    store: OfStore,
    who: Annotated[Caller, needs(Permission.FINDING_READ)],
    analysis: Annotated[Literal["gaps", "clusters"], Query()],
    cursor: AfterCursor = None,
    limit: Limit = 50,
) -> dict[str, Any]:
    """Current findings of one analysis; a person is a pseudonym."""
    place = from_cursor(cursor, 1)
    found = current_page(store, who.actor, analysis, place[0] if place else 0, limit + 1)
    return page([asdict(each) for each in found], limit, "finding_id")
