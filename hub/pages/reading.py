"""Batches with their issues, gaps, and the elements the pages are made of."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse

from hub.door.callers import Caller, OfStore
from hub.door.lists import AfterCursor, from_cursor, page
from hub.door.locks import SignedIn, needs
from hub.intake.batches import COUNTS, Filter, batch, batch_list, codes, issues
from hub.pages.rendering import render
from hub.security.permissions import Permission

router = APIRouter(include_in_schema=False)
PAGE = 50
OfBatches = Annotated[Caller, needs(Permission.BATCH_READ)]
OfFindings = Annotated[Caller, needs(Permission.FINDING_READ)]


@router.get("/batches")
def list_of_batches(request: Request, store: OfStore, who: OfBatches, cursor: AfterCursor = None) -> HTMLResponse:
    place = from_cursor(cursor, 1)
    with store.transaction(who.actor) as connection:
        found = page(batch_list(connection, place[0] if place else None, PAGE + 1), PAGE, "batch_id")
    return render(request, "batches.html", first=place is None, **found)


@router.get("/batches/{batch_id}")
def one_batch(
    request: Request,
    store: OfStore,
    who: OfBatches,
    batch_id: int,
    chosen: Annotated[Filter, Depends()],
    cursor: AfterCursor = None,
) -> HTMLResponse:
    place = from_cursor(cursor, 2)
    with store.transaction(who.actor) as connection:
        found = batch(connection, batch_id)
        rows = issues(connection, batch_id, Filter(chosen.severity or None, chosen.code or None), place, PAGE + 1)
        known = codes(connection, batch_id)
    listed = page(rows, PAGE, "row", "n")
    shown = {name: value or "" for name, value in chosen._asdict().items()}
    return render(request, "batch.html", batch=found, codes=known, chosen=shown, first=place is None,
                  outcomes=COUNTS[1:], **listed)  # fmt: skip


@router.get("/patterns")
def patterns(request: Request, _: SignedIn) -> HTMLResponse:
    example = {"accepted": 80, "held": 12, "rejected": 5, "duplicates": 3}
    return render(request, "patterns.html", example=example, outcomes=COUNTS[1:])
