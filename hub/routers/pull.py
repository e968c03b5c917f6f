"""The feed over HTTP: what a client may pull, a page of changes, and what proves that both sides hold the same."""

from datetime import date
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Query
from fastapi.responses import Response

from hub.door.callers import DOOR, OfStore
from hub.door.clients import ClientCaller, Puller, follows, has_scope, pulls, today
from hub.pull.feed import LARGEST_PAGE, Event, read_feed
from hub.pull.reconcile import days, reconcile
from hub.pull.views import View, views
from hub.security.audit.entries import Access, Verb, record_access
from hub.security.clients.agreements import Agreement, agreement_for

router = APIRouter(prefix="/api/v1/pull", tags=["pull"])
Pulling = Annotated[Puller, pulls()]
Cursor = Annotated[
    str | None, Query(max_length=400, description="as the page before gave it; none: from the beginning")
]
PageSize = Annotated[int, Query(ge=1, le=LARGEST_PAGE)]


@router.get("")
def list_views(store: OfStore, who: Annotated[ClientCaller, follows()]) -> dict[str, Any]:
    """The views that may be pulled today, each with its fields, its legal basis and the agreement."""
    on = today(store)
    with store.transaction(DOOR) as connection:
        found = [
            _described(view, agreement)
            for view in views().values()
            if has_scope(who.scopes, [f"pull/{view.name}.read"])
            and (agreement := agreement_for(connection, who.client_id, view.name, on))
        ]
    return {"views": found}


@router.get("/{view}", response_class=Response, responses={200: {"content": {"application/json": {}}}})
def pull_page(store: OfStore, who: Pulling, after: Cursor = None, limit: PageSize = LARGEST_PAGE) -> Response:
    """The events behind a cursor, and the cursor of the next page. `at_end`: nothing more could be told now."""
    with store.transaction(who.actor) as connection:
        page = read_feed(connection, store.vault, who.view, after, limit)
        if page.opened:
            purpose, workers = who.agreement.purpose, sorted(page.opened)
            access = Access(Verb.READ, purpose, workers, address=who.address, detail=who.detail)
            record_access(connection, store.keys, who.actor, access)
    told = {"events": [as_told(event) for event in page.events], "next": page.next, "at_end": page.at_end}
    return Response(orjson.dumps(told), media_type="application/json")


@router.get("/{view}/reconcile")
def reconcile_day(store: OfStore, who: Pulling, day: date, at: Cursor = None) -> dict[str, Any]:
    """Number and hash of the records that stand of a day, as of the cursor of a last page or as of now."""
    with store.transaction(who.actor) as connection:
        return reconcile(connection, store.vault, who.view, day, at)._asdict()


@router.get("/{view}/days")
def days_to_reconcile(store: OfStore, who: Pulling, at: Cursor = None) -> dict[str, list[date]]:
    """The days of which anything stands."""
    with store.transaction(who.actor) as connection:
        return {"days": days(connection, store.vault, who.view, at)}


def as_told(event: Event) -> dict[str, Any]:
    """An event without what it does not have."""
    return {name: value for name, value in vars(event).items() if value not in (None, {})}


def _described(view: View, agreement: Agreement) -> dict[str, Any]:
    said = ("number", "purpose", "basis", "territory", "valid_from", "valid_until")
    return {
        **view.model_dump(mode="json"),
        "agreement": {name: getattr(agreement, name) for name in said},
        "address": f"/api/v1/pull/{view.name}",
    }
