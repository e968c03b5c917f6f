"""Batches with their issues, gaps, clusters, and the elements the pages are made of."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from hub.door import VISITOR, AfterCursor, OfStore, from_cursor, page
from hub.intake.batches import COUNTS, Filter, batch, batch_list, codes, issues
from hub.pages import queries
from hub.pages.overview import clusters_chart
from hub.pages.rendering import render

router = APIRouter(include_in_schema=False)
PAGE = 50


@router.get("/batches")
def list_of_batches(request: Request, store: OfStore, cursor: AfterCursor = None) -> HTMLResponse:
    place = from_cursor(cursor, 1)
    with store.transaction(VISITOR) as connection:
        found = page(batch_list(connection, place[0] if place else None, PAGE + 1), PAGE, "batch_id")
    return render(request, "batches.html", first=place is None, **found)


@router.get("/batches/{batch_id}")
def one_batch(
    request: Request,
    store: OfStore,
    batch_id: int,
    severity: Annotated[str, Query(max_length=10)] = "",
    code: Annotated[str, Query(max_length=50)] = "",
    cursor: AfterCursor = None,
) -> HTMLResponse:
    place = from_cursor(cursor, 2)
    with store.transaction(VISITOR) as connection:
        found = batch(connection, batch_id)
        rows = issues(connection, batch_id, Filter(severity or None, code or None), place, PAGE + 1)
        known = codes(connection, batch_id)
    listed = page(rows, PAGE, "row", "n")
    chosen = {"severity": severity, "code": code}
    return render(request, "batch.html", batch=found, codes=known, chosen=chosen, first=place is None,
                  outcomes=COUNTS[1:], **listed)  # fmt: skip


@router.get("/gaps")
def gaps(
    request: Request, store: OfStore, rule: Annotated[str, Query(max_length=10)] = "", cursor: AfterCursor = None
) -> HTMLResponse:
    place = from_cursor(cursor, 2)
    with store.transaction(VISITOR) as connection:
        rules = queries.rows(connection, queries.GAPS)
        found = queries.gaps(connection, rule or None, place, PAGE + 1)
    listed = page(found, PAGE, "due_day", "finding_id")
    return render(request, "gaps.html", rules=rules, rule=rule, first=place is None, **listed)


@router.get("/clusters")
def clusters(request: Request, store: OfStore) -> HTMLResponse:
    with store.transaction(VISITOR) as connection:
        found = queries.clusters(connection, 200)
    return render(request, "clusters.html", clusters=found, charts={"clusters": clusters_chart(found[:40])})


@router.get("/patterns")
def patterns(request: Request) -> HTMLResponse:
    example = {"accepted": 80, "held": 12, "rejected": 5, "duplicates": 3}
    return render(request, "patterns.html", example=example, outcomes=COUNTS[1:])
