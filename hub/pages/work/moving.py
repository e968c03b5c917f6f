"""The steps of a task from state to state, and taking one up for a finding that has none."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response
from pydantic import BaseModel, Field

from hub.door.callers import OfStore
from hub.errors import HubError
from hub.pages.work.desks import MOST_SENT, Acting, Back, back_to, desk, read_day
from hub.pages.work.one import TASK_DRAFT, Refused, task_page
from hub.work.beginning import begin
from hub.work.drafts import forget
from hub.work.moving import Seen, StaleError, move

router = APIRouter(include_in_schema=False)


@router.post("/worklist/findings/{finding_id}")
def take_up(store: OfStore, who: Acting, finding_id: int, back: Back = "") -> Response:
    """Make a task for a finding that has none yet; if it has one by now, that is it."""
    with store.transaction(who.actor) as connection:
        task_id = begin(connection, desk(store, who), finding_id)
    return back_to(back, f"/worklist/{task_id}")


class Step(BaseModel):
    """One step of one task as it was seen in `version`."""

    step: Annotated[str, Field(max_length=40)]
    version: int
    remark: Annotated[str, Field(max_length=MOST_SENT)] = ""
    due_on: Annotated[str, Field(max_length=10)] = ""
    back: Annotated[str, Field(max_length=500)] = ""


@router.post("/worklist/{task_id}/move")
def step(request: Request, store: OfStore, who: Acting, task_id: int, form: Annotated[Step, Form()]) -> Response:
    """One step; where it is refused, the page stands again with the sentence and all that was written."""
    seen = [Seen(task_id, form.version)]
    try:
        with store.transaction(who.actor) as connection:
            if not move(connection, desk(store, who), seen, form.step, form.remark, read_day(form.due_on)):
                raise StaleError
            forget(connection, who.signed_in.login, TASK_DRAFT.format(task_id))
    except HubError as problem:
        return task_page(request, store, who, task_id, Refused(problem, form.remark, form.due_on))
    return back_to(form.back, f"/worklist/{task_id}")
