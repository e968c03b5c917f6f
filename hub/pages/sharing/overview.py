"""Clients and agreements at a glance, agreements added and ended, and the endpoints of partners."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy.engine import RowMapping

from hub.db import Store
from hub.door.callers import Caller, OfStore
from hub.door.clients import today
from hub.door.locks import needs
from hub.errors import HubError
from hub.intake.feeds import read_feeds
from hub.pages.rendering import render
from hub.pages.sharing.queries import cursors, last_taken
from hub.pull.views import View, view_named, views
from hub.security.clients.agreeing import NewAgreement, add_agreement, end_agreement
from hub.security.clients.agreements import Agreement, all_agreements
from hub.security.clients.clients import Client, all_clients
from hub.security.permissions import Permission

router = APIRouter(include_in_schema=False)
PATH = "/sharing"
OfSharing = Annotated[Caller, needs(Permission.AGREEMENT_MANAGE, Permission.SYSTEM_OPERATE)]
OfAgreements = Annotated[Caller, needs(Permission.AGREEMENT_MANAGE)]
Line = Annotated[str, Form(max_length=200)]


@dataclass(frozen=True)
class Typed:
    """The form of an agreement as it was filled in; `view` are the names that were ticked."""

    view: Annotated[list[str], Form(default_factory=list)]
    number: Line = ""
    title: Line = ""
    client: Line = ""
    purpose: Line = ""
    basis: Line = ""
    territory: Line = ""
    signed_on: Line = ""
    valid_from: Line = ""
    valid_until: Line = ""

    def read(self) -> NewAgreement:
        """Raises HubError."""
        for each in self.view:
            view_named(each)
        paper = (self.number, self.title or self.number, self.client, self.view, self.purpose, self.basis)
        days = (_day(each) for each in (self.signed_on, self.valid_from, self.valid_until))
        return NewAgreement(*paper, self.territory or None, *days)


@dataclass(frozen=True)
class SharingPage:
    """What somebody may see of sharing: agreements and clients, or endpoints; `today` judges what is in force."""

    today: date
    clients: list[Client] | None = None
    agreements: list[Agreement] | None = None
    last: dict[str, RowMapping] = field(default_factory=dict)
    views: dict[str, View] = field(default_factory=views)
    endpoints: Sequence[Any] | None = None
    feeds_problem: HubError | None = None
    typed: dict[str, Any] = field(default_factory=dict)
    problem: HubError | None = None

    def state(self, agreement: Agreement) -> str:
        """ended, coming, expired, or in force."""
        if agreement.ended_at:
            return "ended"
        if self.today < agreement.valid_from:
            return "coming"
        return "expired" if self.today > agreement.valid_until else "in_force"


@router.get(PATH)
def sharing(request: Request, store: OfStore, who: OfSharing) -> HTMLResponse:
    return _page(request, store, who)


@router.post("/sharing/agreements")
def agree(request: Request, store: OfStore, who: OfAgreements, typed: Annotated[Typed, Depends()]) -> Response:
    """Add an agreement as its paper says."""
    try:
        new = typed.read()
        with store.transaction(who.actor.as_hub()) as connection:
            add_agreement(connection, store.keys, who.actor.as_hub(), new, datetime.now(UTC), today(store))
    except HubError as problem:
        return _page(request, store, who, typed=vars(typed), problem=problem)
    return RedirectResponse(f"{PATH}#agreements", 303)


@router.post("/sharing/agreements/end")
def end(request: Request, store: OfStore, who: OfAgreements, number: Line = "") -> Response:
    """End an agreement from now on: the client is told nothing more under it."""
    try:
        with store.transaction(who.actor.as_hub()) as connection:
            end_agreement(connection, store.keys, who.actor.as_hub(), number, datetime.now(UTC))
    except HubError as problem:
        return _page(request, store, who, problem=problem)
    return RedirectResponse(f"{PATH}#agreements", 303)


def _page(request: Request, store: Store, who: Caller, **form: Any) -> HTMLResponse:
    shown: dict[str, Any] = {}
    if who.may(Permission.AGREEMENT_MANAGE):
        with store.transaction(who.actor.as_hub()) as connection:
            clients = all_clients(connection)
            shown |= {"clients": clients, "agreements": all_agreements(connection)}
            shown["last"] = last_taken(connection, [client.client_id for client in clients])
    if who.may(Permission.SYSTEM_OPERATE):
        shown |= _endpoints(store, who)
    page = SharingPage(today(store), **shown, **form)
    return render(request, "sharing/overview.html", page.problem.status if page.problem else 200, page=page)


def _endpoints(store: Store, who: Caller) -> dict[str, Any]:
    """Each endpoint that is set up or was ever pulled, with how far it was pulled; never its address or secret."""
    with store.transaction(who.actor) as connection:
        pulled = {(row["source"], row["endpoint"]): row for row in cursors(connection)}
    try:
        set_up, problem = {(feed.source, feed.name) for feed in read_feeds(store.settings)}, None
    except HubError as refusal:
        set_up, problem = set(), refusal
    found = [(*key, key in set_up, pulled.get(key)) for key in sorted({*pulled, *set_up})]
    return {"endpoints": found, "feeds_problem": problem}


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise HubError("三个日期都要填，写作 2026-01-31。", "Give all three days, like 2026-01-31.") from None
