"""Batches: bring one in, look at those there are, and at what was wrong with their rows."""

import tempfile
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.concurrency import run_in_threadpool

from connectors.registry import sources
from hub.door.callers import Caller, OfStore
from hub.door.clients import WRITING, needs_or
from hub.door.lists import AfterCursor, Limit, from_cursor, page
from hub.errors import NotFoundError
from hub.intake.batches import Filter, batch, batch_list, issues, summary
from hub.intake.pipeline import interpret
from hub.intake.receive import receive
from hub.routers.metrics import ROWS
from hub.security.permissions import Permission

router = APIRouter(prefix="/api/v1/batches", tags=["batches"])
LARGEST_FILE = 4 << 30
Reader = Annotated[Caller, needs_or(WRITING, Permission.BATCH_READ)]
Sender = Annotated[Caller, needs_or(["batch.write"], Permission.BATCH_BRING)]


@router.get("")
def list_batches(store: OfStore, who: Reader, cursor: AfterCursor = None, limit: Limit = 50) -> dict[str, Any]:
    """Newest first."""
    place = from_cursor(cursor, 1)
    with store.transaction(who.actor) as connection:
        return page(batch_list(connection, place[0] if place else None, limit + 1), limit, "batch_id")


@router.get("/{batch_id}")
def one_batch(store: OfStore, who: Reader, batch_id: int) -> dict[str, Any]:
    with store.transaction(who.actor) as connection:
        return dict(batch(connection, batch_id))


@router.get("/{batch_id}/issues")
def issues_of_batch(
    store: OfStore,
    who: Reader,
    batch_id: int,
    only: Annotated[Filter, Depends()],
    cursor: AfterCursor = None,
    limit: Limit = 100,
) -> dict[str, Any]:
    """In the order of the rows."""
    place = from_cursor(cursor, 2)
    with store.transaction(who.actor) as connection:
        batch(connection, batch_id)
        found = issues(connection, batch_id, only, place, limit + 1)
    return page(found, limit, "row", "n")


@router.post("", status_code=201, max_body_size=LARGEST_FILE)
async def bring_batch(store: OfStore, who: Sender, request: Request, source: Annotated[str, Query()]) -> dict[str, Any]:
    """Take the body as a file of `source`, as `ohub import` would; the answer says what became of its rows."""
    if source not in sources():
        known = "、".join(sources())
        raise NotFoundError(f"没有名为该名的来源；已有：{known}。", f"There is no such source; known: {known}.")
    with tempfile.TemporaryFile() as stream:  # without a name: nobody else can open it, nothing is left
        async for chunk in request.stream():
            stream.write(chunk)

        def bring() -> dict[str, Any]:
            received = receive(store, source, stream, who.actor)
            interpret(store, received.batch_id, who.actor)
            with store.transaction(who.actor) as connection:
                return summary(connection, received.batch_id, again=received.done)

        result = await run_in_threadpool(bring)
    for outcome in ("accepted", "held", "rejected", "duplicates"):
        ROWS.labels(source, outcome).inc(result[outcome])
    return result
