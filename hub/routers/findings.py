"""What the analyses found and is true now."""

from dataclasses import asdict
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query

from hub.door import VISITOR, AfterCursor, Limit, OfStore, from_cursor, page
from hub.surveillance.findings import current_page

router = APIRouter(prefix="/api/v1/findings", tags=["findings"])


@router.get("")
def list_findings(
    store: OfStore,
    analysis: Annotated[Literal["gaps", "clusters"], Query()],
    cursor: AfterCursor = None,
    limit: Limit = 50,
) -> dict[str, Any]:
    """Current findings of one analysis; a person is a pseudonym."""
    place = from_cursor(cursor, 1)
    found = current_page(store, VISITOR, analysis, place[0] if place else 0, limit + 1)
    return page([asdict(each) for each in found], limit, "finding_id")
