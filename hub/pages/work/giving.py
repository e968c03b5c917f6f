"""Comments, colleagues, other offices, files and drafts of one task; a file is fetched as programs fetch it."""

from typing import Annotated

from fastapi import APIRouter, File, Form, Request, UploadFile
from fastapi.responses import RedirectResponse, Response
from pydantic import BaseModel, Field

from hub.door.callers import OfStore
from hub.errors import HubError
from hub.pages.work.desks import MOST_SENT, Acting, Remark, desk
from hub.pages.work.one import TASK_DRAFT, Refused, task_page
from hub.work.attachments import LARGEST, attach
from hub.work.commenting import comment
from hub.work.drafts import keep
from hub.work.giving import assign, colleagues, hand_over
from hub.work.moving import Seen, StaleError
from hub.work.remarks import read_remark
from hub.work.tasks import one_task

router = APIRouter(include_in_schema=False)
ROOM = 1 << 20  # bytes of a form beside the file in it


@router.post("/worklist/{task_id}/comments")
def add_comment(request: Request, store: OfStore, who: Acting, task_id: int, remark: Remark = "") -> Response:
    try:
        with store.transaction(who.actor) as connection:
            comment(connection, desk(store, who), one_task(connection, task_id), remark)
    except HubError as problem:
        return task_page(request, store, who, task_id, Refused(problem, remark))
    return _back(task_id)


class Giving(BaseModel):
    """To whom a task goes, as it was seen in `version`: an owner, or an office as agency:bureau with the reason."""

    version: int
    owner: Annotated[str, Field(max_length=40)] = ""
    office: Annotated[str, Field(max_length=40)] = ""
    remark: Annotated[str, Field(max_length=MOST_SENT)] = ""


@router.post("/worklist/{task_id}/assign")
def give(request: Request, store: OfStore, who: Acting, task_id: int, form: Annotated[Giving, Form()]) -> Response:
    known = colleagues(store, who.actor, who.organisation, who.role)
    try:
        with store.transaction(who.actor) as connection:
            if not assign(connection, desk(store, who), [Seen(task_id, form.version)], form.owner, known):
                raise StaleError
    except HubError as problem:
        return task_page(request, store, who, task_id, Refused(problem))
    return _back(task_id)


@router.post("/worklist/{task_id}/hand-over")
def give_away(request: Request, store: OfStore, who: Acting, task_id: int, form: Annotated[Giving, Form()]) -> Response:
    agency, _, bureau = form.office.partition(":")
    try:
        with store.transaction(who.actor) as connection:
            task = one_task(connection, task_id)
            if not hand_over(connection, desk(store, who), task, form.version, (agency, bureau), form.remark):
                raise StaleError
    except HubError as problem:
        return task_page(request, store, who, task_id, Refused(problem, form.remark))
    return _back(task_id)


@router.post("/worklist/{task_id}/attachments", max_body_size=LARGEST + ROOM)
def add_file(
    request: Request, store: OfStore, who: Acting, task_id: int, file: Annotated[UploadFile, File()]
) -> Response:
    try:
        with store.transaction(who.actor) as connection:
            task = one_task(connection, task_id)
            attach(connection, desk(store, who), task.task_id, file.filename or "", file.file.read(LARGEST + 1))
    except HubError as problem:
        return task_page(request, store, who, task_id, Refused(problem))
    return _back(task_id)


@router.post("/worklist/{task_id}/draft")
def keep_draft(request: Request, store: OfStore, who: Acting, task_id: int, remark: Remark = "") -> Response:
    """Keep what is being written; a script asks for no page in answer."""
    with store.transaction(who.actor) as connection:
        one_task(connection, task_id)
        keep(connection, store.vault, who.signed_in.login, TASK_DRAFT.format(task_id), read_remark(remark))
    return Response(status_code=204) if request.headers.get("HX-Request") else _back(task_id)


def _back(task_id: int) -> RedirectResponse:
    return RedirectResponse(f"/worklist/{task_id}", 303)
