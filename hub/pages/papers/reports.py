"""The monthly report of a territory: a form, and the file."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response

from hub.door.callers import Caller, OfStore
from hub.door.locks import needs
from hub.pages.overview.places import Place, place_of
from hub.pages.papers.letters import sent
from hub.pages.queries import place_name
from hub.pages.rendering import render
from hub.papers import paper
from hub.papers.reports.making import make_report
from hub.publishing.months import Month, last_closed, read_month
from hub.security.permissions import Permission

router = APIRouter(include_in_schema=False)
OfAnalyses = Annotated[Caller, needs(Permission.ANALYSIS_READ)]
Division = Annotated[str, Query(pattern=r"^\d{0,12}$")]


@dataclass(frozen=True)
class ReportsPage:
    """`places`: code and name of the reader's territory and of what lies directly below; `month`: the last closed."""

    places: Sequence[tuple[str, str]]
    month: Month


@router.get("/reports")
def reports(request: Request, store: OfStore, who: OfAnalyses) -> HTMLResponse:
    own = place_of(who, "", store.settings.province, _today(store))
    places = [(code, place_name(code)) for code in (own.code, *own.children())]
    page = ReportsPage(places, last_closed(datetime.now(store.settings.zone), store.settings.zone))
    return render(request, "papers/reports.html", page=page)


@router.get("/reports/file")
def file(
    store: OfStore,
    who: OfAnalyses,
    division: Division = "",
    month: Annotated[str, Query(max_length=7)] = "",
    form: Annotated[paper.Form, Query(alias="as")] = "pdf",
) -> Response:
    """The report. A territory outside the reader's own is not there."""
    place: Place = place_of(who, division, store.settings.province, _today(store))
    wanted = read_month(month)
    made = make_report(store, who.actor, place.code, wanted, form, own=place.codes is None)
    return sent(made.name, made.content, form)


def _today(store: OfStore) -> date:
    return datetime.now(store.settings.zone).date()
