"""The worklist for programs: tasks page by page, one with its history, and one step of it."""

from dataclasses import asdict
from datetime import date
from typing import Annotated, Any
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from hub.door.callers import OfStore
from hub.door.lists import AfterCursor, Limit, from_cursor, to_cursor
from hub.pages.work.asking import Asked, wanted
from hub.pages.work.desks import MOST_SENT, Acting, OfTasks, desk, today
from hub.pages.work.one import noted
from hub.pages.work.worklist import whose
from hub.security.permissions import Permission
from hub.work.attachments import one_attachment
from hub.work.history import history
from hub.work.listing import listed
from hub.work.moving import Seen, StaleError, move
from hub.work.tasks import one_task

router = APIRouter(prefix="/api/v1/tasks", tags=["tasks"])
BYTES = "application/octet-stream"


class Step(BaseModel):
    """The name of a transition, the `version` of the task as it was read, and a reason and deadline where needed."""

    step: Annotated[str, Field(max_length=40)]
    version: int
    remark: Annotated[str, Field(max_length=MOST_SENT)] = ""
    due_on: date | None = None


@router.get("")
def list_tasks(
    store: OfStore, who: OfTasks, asked: Asked, cursor: AfterCursor = None, limit: Limit = 50
) -> dict[str, Any]:
    """Tasks by due date, by the same filters as the page; a person is a pseudonym."""
    on = today(store)
    with store.transaction(who.actor) as connection:
        rows = listed(connection, wanted(asked, on), whose(who), on, from_cursor(cursor, 2), limit + 1)
    last = rows[limit - 1] if len(rows) > limit else None
    items = [asdict(row.task) | {"subject": row.subject, "employer": row.employer} for row in rows[:limit]]
    return {"items": items, "next": to_cursor(last.due_day, last.task.task_id) if last else None}


@router.get("/{task_id}")
def read_task(store: OfStore, who: OfTasks, task_id: int) -> dict[str, Any]:
    """A task with all that was done with it, the latest first; remarks for case workers."""
    with store.transaction(who.actor) as connection:
        task = one_task(connection, task_id)
        noted(connection, store, who, task)
        events = history(connection, store.vault, task_id, whole=who.may(Permission.PERSON_READ))
    return asdict(task) | {"events": [asdict(event) for event in events]}


@router.post("/{task_id}/steps")
def take_step(store: OfStore, who: Acting, task_id: int, asked: Step) -> dict[str, Any]:
    """Take one step, and read the task as it stands then; 409 when somebody else has changed it since."""
    with store.transaction(who.actor) as connection:
        one_task(connection, task_id)
        seen = [Seen(task_id, asked.version)]
        if not move(connection, desk(store, who), seen, asked.step, asked.remark, asked.due_on):
            raise StaleError
        return asdict(one_task(connection, task_id))


@router.get(
    "/{task_id}/attachments/{attachment_id}",
    response_class=Response,
    responses={200: {"content": {BYTES: {"schema": {"type": "string", "format": "binary"}}}}},
)
def read_attachment(store: OfStore, who: Acting, task_id: int, attachment_id: UUID) -> Response:
    """A file of a task, as it was attached; a browser keeps it and never shows it as a page of ours."""
    with store.transaction(who.actor) as connection:
        task = one_task(connection, task_id)
        name, content = one_attachment(connection, store.vault, task_id, attachment_id)
        noted(connection, store, who, task)
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
    }
    return Response(content, media_type=BYTES, headers=headers)
