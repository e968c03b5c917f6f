"""The page `/`: a regulator's territory or a place in it, or what somebody of another role has to do here."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse
from sqlalchemy import Connection

from hub.db import Store
from hub.door.callers import Caller, OfStore
from hub.door.lists import AfterCursor, from_cursor, page
from hub.door.locks import SignedIn
from hub.pages.navigation import Entry, menu
from hub.pages.overview import charts
from hub.pages.overview.employers import Employers, employers
from hub.pages.overview.fresh import Fresh, fresh
from hub.pages.overview.own import Own, own
from hub.pages.overview.places import Place, place_of
from hub.pages.overview.regulators import Known, known
from hub.pages.rendering import render
from hub.pages.texts import language
from hub.security.permissions import Permission

router = APIRouter(include_in_schema=False)
EMPLOYERS = 50
Division = Annotated[str, Query(pattern=r"^(\d{2}|\d{4}|\d{6}|\d{9})?$")]
Mapped = Annotated[Literal["examination", "worker", "suspected", "diagnosis"], Query(alias="map")]


@dataclass(frozen=True)
class OverviewPage:
    """A place and all that is known of it, when it was read, which count is on the map, and what it is approved
    under."""

    place: Place
    known: Known
    sources: list[Fresh]
    employers: Employers | None
    computed_at: datetime
    approval: str
    mapped: str
    map: charts.CountyMap | None
    charts: dict[str, dict[str, Any]]


@dataclass(frozen=True)
class OwnPage:
    """What somebody who watches over no territory sees: what is theirs, and where they can go."""

    own: Own
    entries: list[Entry]
    computed_at: datetime


@router.get("/")
def overview(
    request: Request,
    store: OfStore,
    who: SignedIn,
    division: Division = "",
    mapped: Mapped = "examination",
    cursor: AfterCursor = None,
) -> HTMLResponse:
    if not who.may(Permission.ANALYSIS_READ):
        return _own(request, store, who)
    now = datetime.now(store.settings.zone)
    place = place_of(who, division, store.settings.province, now.date())
    after = from_cursor(cursor, 1)
    with store.transaction(who.actor) as connection:
        found = known(connection, place)
        listed = _employers(connection, place, after)
        sources = [] if division or after else fresh(connection)
    shown = OverviewPage(place, found, sources, listed, now, store.settings.map_approval_number,
                         mapped, charts.counties(place, found, mapped, store.settings.province),
                         charts.drawn(place, found, language(request)))  # fmt: skip
    return render(request, "overview/place.html", page=shown, mapped=charts.MAPPED)


def _employers(connection: Connection, place: Place, after: list[int] | None) -> Employers | None:
    """Those of a county or town."""
    if place.level not in ("county", "town"):
        return None
    rows = employers(connection, place, after[0] if after else 0, EMPLOYERS + 1)
    listed = page(rows, EMPLOYERS, "employer_id")
    return Employers(listed["items"], listed["next"], first=after is None)


def _own(request: Request, store: Store, who: Caller) -> HTMLResponse:
    now = datetime.now(store.settings.zone)
    with store.transaction(who.actor) as connection:
        found = own(connection, who, now.date())
    entries = [entry for group in menu(who).values() for entry in group if entry.href != "/"]
    return render(request, "overview/own.html", page=OwnPage(found, entries, now))
