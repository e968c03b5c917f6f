"""The page of one person, masked; unmasked for a reason. A person outside the fence is not there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlalchemy import Connection

from hub.db import Store
from hub.door.callers import Caller, OfStore
from hub.door.lists import AfterCursor, from_cursor, page
from hub.door.locks import needs
from hub.errors import HubError, NotFoundError
from hub.pages.rendering import render
from hub.pages.texts import language
from hub.pages.workers.courses import Course, chart, courses
from hub.people.careers import Job, history, jobs
from hub.people.entitled import entitled
from hub.people.own_record import findings
from hub.people.purposes import DEFAULTS
from hub.people.reading import Profile, person, profile, records
from hub.people.unmasking import unmask
from hub.security.audit.entries import Access, Verb, record_access
from hub.security.permissions import Permission

router = APIRouter(prefix="/workers", include_in_schema=False)
PAGE = 60
FIELDS = ("name", "id_number", "phone")
Reader = Annotated[Caller, needs(Permission.PERSON_READ)]
Unmasker = Annotated[Caller, needs(Permission.PERSON_UNMASK)]
Identities = list[dict[str, str | None]]


@dataclass(frozen=True)
class WorkerPage:
    """A person. `steps` are records and what is overdue, latest first; `gaps` is None for who may not see findings.

    `clear` are the identities unmasked just now. `open_gaps` are those of `gaps` that stand.
    """

    profile: Profile
    purpose: str
    jobs: list[Job]
    courses: list[Course]
    steps: list[dict[str, Any]]
    next: str | None
    first: bool
    gaps: list[dict[str, Any]] | None
    entitled: dict[str, Any] | None
    may_unmask: bool
    clear: Identities | None = None
    problem: HubError | None = None

    @property
    def open_gaps(self) -> list[dict[str, Any]]:
        return [each for each in self.gaps or () if each["closed_on"] is None]


@router.get("/{worker_id}")
def one_worker(
    request: Request, store: OfStore, who: Reader, worker_id: int, cursor: AfterCursor = None
) -> HTMLResponse:
    return _page(request, store, who, worker_id, cursor)


@router.post("/{worker_id}/unmask")
def unmasked(
    request: Request,
    store: OfStore,
    who: Unmasker,
    worker_id: int,
    reason: Annotated[str, Form(max_length=200)] = "",
    fields: Annotated[list[Literal["name", "id_number", "phone"]], Form()] = [],  # noqa: B006
) -> HTMLResponse:
    """What is in clear stands on this one page, in no address and in no history of the browser."""
    try:
        found = unmask(store, who.actor, who.address, worker_id, reason, fields or FIELDS)
    except NotFoundError:
        raise
    except HubError as problem:
        return _page(request, store, who, worker_id, None, problem=problem)
    response = _page(request, store, who, worker_id, None, clear=found.identities)
    response.headers["Cache-Control"] = "no-store"
    return response


@router.get("/{worker_id}/unmask")
def masked_again(_: Unmasker, worker_id: int) -> RedirectResponse:
    """Whoever comes back to the address of the form, by a link or another language, sees the person masked."""
    return RedirectResponse(f"/workers/{worker_id}", 303)


def _page(request: Request, store: Store, who: Caller, worker_id: int, cursor: str | None, **more: Any) -> HTMLResponse:
    place = from_cursor(cursor, 2)
    with store.transaction(who.actor) as connection:
        shown = _read(connection, store, who, worker_id, place, more)
    charts = {each.kind: chart(each, language(request)) for each in shown.courses}
    problem = shown.problem
    response = render(request, "workers/one_worker.html", problem.status if problem else 200, page=shown, charts=charts)
    if seconds := getattr(problem, "seconds", None):
        response.headers["Retry-After"] = str(seconds)
    return response


def _read(
    connection: Connection, store: Store, who: Caller, worker_id: int, place: Sequence[int] | None, more: dict[str, Any]
) -> WorkerPage:
    """All that the page shows, and the entry that it was read."""
    workers = person(connection, worker_id)
    told = history(connection, workers)
    listed = page(records(connection, workers, place, PAGE + 1), PAGE, "event_day", "record_id")
    gaps = findings(connection, workers) if who.may(Permission.FINDING_READ) else None
    read = {row["record_id"] for row in (*told, *listed["items"])}
    purpose = DEFAULTS[who.role]
    record_access(connection, store.keys, who.actor, Access(Verb.READ, purpose, workers, sorted(read), who.address))
    steps = _steps(listed, place, gaps or [])
    return WorkerPage(
        profile(connection, store.vault, workers), purpose, jobs(told), courses(told), steps, listed["next"],
        place is None, gaps, entitled(told), who.may(Permission.PERSON_UNMASK), **more,
    )  # fmt: skip


def _steps(listed: dict[str, Any], place: Sequence[int] | None, gaps: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The records of this part of the list, and between them what should have happened by a day within it."""
    items = listed["items"]
    first = items[-1]["event_on"] if listed["next"] else date.min
    last = date.fromordinal(date(1970, 1, 1).toordinal() + place[0]) if place else date.max
    late = [{**each, "on": each["due_on"], "document": None} for each in gaps
            if each["closed_on"] is None and each["due_on"] and first <= each["due_on"] < last]  # fmt: skip
    done = [{**each, "on": each["event_on"]} for each in items]
    return sorted([*done, *late], key=lambda step: step["on"], reverse=True)
