"""Batches with their issues, gaps, clusters, and the elements the pages are made of."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, Response

from hub.door.callers import Caller, OfStore
from hub.door.lists import AfterCursor, from_cursor, page
from hub.door.locks import SignedIn, needs
from hub.intake.batches import COUNTS, Filter, batch, batch_list, codes, issues
from hub.pages import exporting, queries
from hub.pages.exporting import List
from hub.pages.listed import cluster_columns, gap_columns
from hub.pages.overview import clusters_chart
from hub.pages.rendering import render
from hub.pages.texts import language, say
from hub.security.permissions import Permission

router = APIRouter(include_in_schema=False)
PAGE = 50
GAP_KEYS = ("due_day", "finding_id")
OfBatches = Annotated[Caller, needs(Permission.BATCH_READ)]
OfAnalyses = Annotated[Caller, needs(Permission.ANALYSIS_READ)]
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


@router.get("/gaps")
def gaps(
    request: Request,
    store: OfStore,
    who: OfFindings,
    rule: Annotated[str, Query(max_length=10)] = "",
    cursor: AfterCursor = None,
    form: exporting.As = None,
) -> Response:
    if form:
        lang, filters = language(request), {say(language(request), "rule"): rule}
        listed_gaps = List("gaps", say(lang, "nav_gaps"), gap_columns(lang), _fetch_gaps(rule), GAP_KEYS, filters)
        return exporting.send(request, store, who, form, listed_gaps)
    place = from_cursor(cursor, 2)
    with store.transaction(who.actor) as connection:
        rules = queries.rows(connection, queries.GAPS)
        found = queries.gaps(connection, rule or None, place, PAGE + 1)
    listed = page(found, PAGE, *GAP_KEYS)
    return render(request, "gaps.html", rules=rules, rule=rule, first=place is None, **listed)


def _fetch_gaps(rule: str) -> exporting.Fetch:
    return lambda connection, place, limit: queries.gaps(connection, rule or None, place, limit)


@router.get("/clusters")
def clusters(request: Request, store: OfStore, who: OfAnalyses, form: exporting.As = None) -> Response:
    if form:
        lang = language(request)
        fetch: exporting.Fetch = lambda connection, _, limit: queries.clusters(connection, limit)  # noqa: E731
        all_of_them = List("clusters", say(lang, "nav_clusters"), cluster_columns(lang), fetch, of_persons=False)
        return exporting.send(request, store, who, form, all_of_them)
    with store.transaction(who.actor) as connection:
        found = queries.clusters(connection, 200)
    return render(request, "clusters.html", clusters=found, charts={"clusters": clusters_chart(found[:40])})


@router.get("/patterns")
def patterns(request: Request, _: SignedIn) -> HTMLResponse:
    example = {"accepted": 80, "held": 12, "rejected": 5, "duplicates": 3}
    return render(request, "patterns.html", example=example, outcomes=COUNTS[1:])
