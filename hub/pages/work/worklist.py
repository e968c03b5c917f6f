"""The worklist: tabs and filters, page by page, with what may be done to several tasks at once."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from hub.door.callers import Caller, OfStore
from hub.door.lists import from_cursor, to_cursor
from hub.pages import exporting
from hub.pages.rendering import render
from hub.pages.texts import language
from hub.pages.work.asking import ANALYSES, Asked, address, divisions, wanted
from hub.pages.work.bulk import Outcome, OutcomeOf
from hub.pages.work.desks import OfTasks, today
from hub.pages.work.file import as_list
from hub.work.filters import Saved, saved
from hub.work.giving import colleagues
from hub.work.listing import TABS, Row, Wanted, listed
from hub.work.tasks import agency_of
from hub.work.transitions import TRANSITIONS, State, Transition

router = APIRouter(include_in_schema=False)
PAGE = 50


@dataclass(frozen=True)
class Worklist:
    """`steps` are those that may be taken with several tasks; `outcome` is what came of the last of them."""

    rows: list[Row]
    wanted: Wanted
    next: str | None
    first: bool
    saved: list[Saved]
    divisions: list[str]
    owners: list[str]
    steps: list[Transition]
    outcome: Outcome
    computed_at: datetime

    @property
    def query(self) -> str:
        return address(self.wanted)

    def link(self, **changed: Any) -> str:
        return f"/worklist?{address(self.wanted, **changed)}"


@router.get("/worklist")
def worklist(
    request: Request,
    store: OfStore,
    who: OfTasks,
    asked: Asked,
    outcome: OutcomeOf,
    part: Annotated[exporting.Part, Depends()],
) -> Response:
    on = today(store)
    chosen, place = wanted(asked, on), from_cursor(part.cursor, 2)
    if part.form:
        return exporting.send(request, store, who, part.form, as_list(chosen, whose(who), on, language(request)))
    with store.transaction(who.actor) as connection:
        rows = listed(connection, chosen, whose(who), on, place, PAGE + 1)
        kept = saved(connection, who.signed_in.login)
    more = to_cursor(rows[PAGE - 1].due_day, rows[PAGE - 1].task.task_id) if len(rows) > PAGE else None
    owners = colleagues(store, who.actor, who.organisation, who.role)
    page = Worklist(
        *(rows[:PAGE], chosen, more, place is None, kept, divisions(who, on), owners, steps(who), outcome),
        datetime.now(UTC),
    )
    return render(request, "work/list.html", page=page, tabs=TABS, states=list(State), analyses=ANALYSES)


def whose(who: Caller) -> dict[str, str]:
    agency = agency_of(who.actor.scope)
    return {"login": who.signed_in.login, "agency": agency, "bureau": who.organisation.key}


def steps(who: Caller) -> list[Transition]:
    return [way for way in TRANSITIONS.values() if way.by and who.may(way.by)]
