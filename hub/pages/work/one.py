"""The page of one task: what it is about, where it stands, what may be done, and what was."""

from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from sqlalchemy import Connection
from sqlalchemy.engine import RowMapping

from hub.db import Store
from hub.door.callers import Caller, OfStore
from hub.errors import HubError
from hub.pages.rendering import render
from hub.pages.work.desks import OfTasks, today
from hub.people.purposes import DEFAULTS
from hub.security.audit.entries import Access, Verb, record_access
from hub.security.permissions import Permission, Role
from hub.work.attachments import Attachment, attachments
from hub.work.drafts import find
from hub.work.giving import colleagues, offices
from hub.work.history import Event, finding_of, history
from hub.work.tasks import Task, one_task

router = APIRouter(include_in_schema=False)
TASK_DRAFT = "task/{}"
WATCHING = DEFAULTS[Role.CASE_REGULATOR]


@dataclass(frozen=True)
class TaskPage:
    """`offices` are those it may be handed over to, as (agency, bureau); both lists are empty for who may not."""

    task: Task
    finding: RowMapping
    events: list[Event]
    attachments: list[Attachment]
    colleagues: list[str]
    offices: list[tuple[str, str]]


@dataclass(frozen=True)
class Refused:
    """A form that was not carried out: why, and what was written in it."""

    problem: HubError
    written: str = ""
    due_on: str = ""


@router.get("/worklist/{task_id}")
def one(request: Request, store: OfStore, who: OfTasks, task_id: int) -> HTMLResponse:
    return task_page(request, store, who, task_id)


def task_page(
    request: Request, store: Store, who: Caller, task_id: int, refused: Refused | None = None
) -> HTMLResponse:
    """The page; after a refusal with its sentence and what was written, else with the draft that was kept."""
    with store.transaction(who.actor) as connection:
        page = _read(connection, store, who, task_id)
        draft = find(connection, store.vault, who.signed_in.login, TASK_DRAFT.format(task_id)) if not refused else None
    shown = {
        "problem": refused.problem if refused else None,
        "due_on": refused.due_on if refused else "",
        "written": refused.written if refused else draft.written if draft else "",
        "draft_at": draft.saved_at if draft else None,
    }
    status = refused.problem.status if refused else 200
    finding_id = page.task.finding_id
    return render(request, "work/task.html", status, page=page, task=page.task, finding_id=finding_id, **shown)


def _read(connection: Connection, store: Store, who: Caller, task_id: int) -> TaskPage:
    """Behind the fence; that a person's case was looked at is written down."""
    task = one_task(connection, task_id)
    reads = who.may(Permission.PERSON_READ)
    events = history(connection, store.vault, task_id, whole=reads)
    noted(connection, store, who, task)
    may_give = task.may_be_changed(who.role, who.actor.scope)
    return TaskPage(
        task,
        finding_of(connection, task.finding_id),
        events,
        attachments(connection, store.vault, task_id) if reads else [],
        colleagues(store, who.actor, who.organisation, who.role) if may_give else [],
        offices(task, today(store)) if may_give else [],
    )


def noted(connection: Connection, store: Store, who: Caller, task: Task) -> None:
    """Write down that the case of a person was looked at, where the task is about one."""
    if task.worker_id:
        purpose, detail = DEFAULTS.get(who.role, WATCHING), {"task": task.task_id}
        seen = Access(Verb.READ, purpose, [task.worker_id], address=who.address, detail=detail)
        record_access(connection, store.keys, who.actor, seen)
