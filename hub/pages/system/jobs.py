"""The queue of jobs: what waits, runs or failed and why, another try; and the runs of the analyses."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlalchemy.engine import RowMapping

from hub.door.callers import Caller, OfStore
from hub.door.lists import AfterCursor, from_cursor
from hub.door.lists import page as listed
from hub.door.locks import needs
from hub.jobs.queue import counts, jobs, retry
from hub.pages import queries
from hub.pages.rendering import render
from hub.security.audit.entries import Access, Verb, record_access
from hub.security.permissions import Permission

router = APIRouter(include_in_schema=False)
OfOperator = Annotated[Caller, needs(Permission.SYSTEM_OPERATE)]
PAGE, RUNS = 50, 30
State = Literal["", "todo", "doing", "failed", "succeeded", "cancelled", "aborted"]
ANALYSES = f"select * from analysis_run order by run_id desc limit {RUNS}"


@dataclass(frozen=True)
class JobsPage:
    """Jobs in `state` (blank: all), `counts` by state, and the last runs of analyses."""

    state: str
    counts: dict[str, int]
    items: list[dict[str, Any]]
    next: str | None
    first: bool
    runs: Sequence[RowMapping]
    at: datetime


@router.get("/system/jobs")
def queue(
    request: Request, store: OfStore, who: OfOperator, state: Annotated[State, Query()] = "", cursor: AfterCursor = None
) -> HTMLResponse:
    place = from_cursor(cursor, 1)
    with store.transaction(who.actor.as_hub()) as connection:
        counted = counts(connection)
        found = listed(jobs(connection, state or None, place[0] if place else None, PAGE + 1), PAGE, "id")
    with store.transaction(who.actor) as connection:
        runs = queries.rows(connection, ANALYSES)
    page = JobsPage(state, counted, found["items"], found["next"], not place, runs, datetime.now(UTC))
    return render(request, "system/jobs.html", page=page)


@router.post("/system/jobs/{job}/retry")
def again(store: OfStore, who: OfOperator, job: int) -> RedirectResponse:
    """Try a failed job again, on the record."""
    retry(store, who.actor.as_hub(), job)
    with store.transaction(who.actor) as connection:
        access = Access(Verb.CHANGE, address=who.address, detail={"what": "job-retried", "job": job})
        record_access(connection, store.keys, who.actor, access)
    return RedirectResponse("/system/jobs", 303)
