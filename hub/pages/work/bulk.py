"""One step of several tasks at once, and the filters that are kept."""

from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Query
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, Field

from hub.door.callers import OfStore
from hub.errors import HubError
from hub.pages.work.asking import as_kept
from hub.pages.work.desks import MOST_SENT, Acting, OfTasks, desk, read_day, today
from hub.work.filters import drop, save
from hub.work.giving import assign
from hub.work.moving import Seen, move

router = APIRouter(include_in_schema=False)
MOST = 200  # tasks at once: more than a page has
TAKE = "take"


@dataclass(frozen=True)
class Outcome:
    """How many of the selected tasks went, and the numbers of those that were left."""

    done: int | None = None
    left: tuple[int, ...] = ()


def _outcome(
    done: Annotated[int | None, Query(ge=0, le=MOST)] = None, left: Annotated[str, Query(max_length=4000)] = ""
) -> Outcome:
    return Outcome(done, tuple(int(number) for number in left.split(",") if number.isdecimal()))


OutcomeOf = Annotated[Outcome, Depends(_outcome)]


class Several(BaseModel):
    """`task`: number:version of each; `step`: the name of a transition, or take."""

    task: Annotated[list[str], Field(max_length=MOST)] = Field(default_factory=list)
    step: Annotated[str, Field(max_length=40)] = ""
    remark: Annotated[str, Field(max_length=MOST_SENT)] = ""
    due_on: Annotated[str, Field(max_length=10)] = ""
    query: Annotated[str, Field(max_length=500)] = ""


@router.post("/worklist/several")
def several(store: OfStore, who: Acting, form: Annotated[Several, Form()]) -> RedirectResponse:
    """Take one step with all selected tasks; the list then says what went and what was left."""
    seen = [_seen(one) for one in form.task]
    if not seen:
        raise HubError("没有选中任何事项；请先在清单中勾选。", "No task is selected; tick some in the list first.")
    login = who.signed_in.login
    with store.transaction(who.actor) as connection:
        if form.step == TAKE:
            went = assign(connection, desk(store, who), seen, login, [login], form.remark)
        else:
            went = move(connection, desk(store, who), seen, form.step, form.remark, read_day(form.due_on))
    left = ",".join(str(one.task_id) for one in seen if one.task_id not in went)
    query = as_kept(form.query, today(store))
    return RedirectResponse(f"/worklist?{query}&{urlencode({'done': len(went), 'left': left})}", 303)


class Naming(BaseModel):
    """A filter and its name."""

    name: Annotated[str, Field(max_length=200)] = ""
    query: Annotated[str, Field(max_length=500)] = ""


@router.post("/worklist/filters")
def keep_filter(store: OfStore, who: OfTasks, form: Annotated[Naming, Form()]) -> RedirectResponse:
    query = as_kept(form.query, today(store))
    with store.transaction(who.actor) as connection:
        save(connection, who.signed_in.login, form.name, query)
    return RedirectResponse(f"/worklist?{query}", 303)


@router.post("/worklist/filters/delete")
def delete_filter(store: OfStore, who: OfTasks, form: Annotated[Naming, Form()]) -> RedirectResponse:
    with store.transaction(who.actor) as connection:
        drop(connection, who.signed_in.login, form.name)
    return RedirectResponse("/worklist", 303)


def _seen(written: str) -> Seen:
    number, _, version = written.partition(":")
    if not (number.isdecimal() and version.isdecimal()):
        raise HubError("选中的事项无法识别；请刷新清单后重选。", "A selected task cannot be read; reload the list.")
    return Seen(int(number), int(version))
