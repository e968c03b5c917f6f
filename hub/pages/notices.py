"""One's own notices: what one is told of and how, what became of each, and sending one again."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import BaseModel, Field

from hub.door.callers import Caller, OfStore
from hub.door.locks import needs
from hub.notices.subscribing import (
    KINDS,
    MOST,
    SHOWN,
    Channel,
    Tasks,
    Wish,
    deliveries,
    end,
    replay,
    subscribe,
    subscriptions,
)
from hub.pages.rendering import render
from hub.security.permissions import Permission

router = APIRouter(include_in_schema=False)
OfTasks = Annotated[Caller, needs(Permission.ANALYSIS_READ, Permission.FINDING_ACT)]
WHICH = ("mine", "bureau", "all")


@dataclass(frozen=True)
class NoticesPage:
    """`secret` is shown once, right after a webhook was added; `has_mail`: is there a mail server?"""

    subscriptions: Sequence[dict[str, Any]]
    deliveries: Sequence[dict[str, Any]]
    secret: str
    has_mail: bool
    kinds: tuple[str, ...] = KINDS
    which: tuple[str, ...] = WHICH
    most: int = MOST
    shown: int = SHOWN


class Asked(BaseModel):
    """A form of the page; no `kinds`: all."""

    channel: Channel
    address: Annotated[str, Field(max_length=300)]
    tasks: Tasks = "mine"
    kinds: list[str] = []


@router.get("/notices")
def notices(request: Request, store: OfStore, who: OfTasks) -> HTMLResponse:
    return _page(request, store, who)


@router.post("/notices")
def add(request: Request, store: OfStore, who: OfTasks, asked: Annotated[Asked, Form()]) -> HTMLResponse:
    """The page again, with the secret of a webhook, which nobody is shown a second time."""
    wish = Wish(asked.channel, asked.address.strip(), asked.tasks, [*dict.fromkeys(asked.kinds)])
    with store.transaction(who.actor) as connection:
        secret = subscribe(connection, store.vault, who.actor.name, wish, private=store.settings.webhook_private)
    return _page(request, store, who, secret)


@router.post("/notices/{subscription_id}/end")
def stop(store: OfStore, who: OfTasks, subscription_id: UUID) -> RedirectResponse:
    with store.transaction(who.actor) as connection:
        end(connection, who.actor.name, subscription_id)
    return RedirectResponse("/notices", 303)


@router.post("/notices/deliveries/{delivery_id}/replay")
def again(store: OfStore, who: OfTasks, delivery_id: UUID) -> RedirectResponse:
    with store.transaction(who.actor) as connection:
        replay(connection, who.actor.name, delivery_id)
    return RedirectResponse("/notices#deliveries", 303)


def _page(request: Request, store: OfStore, who: Caller, secret: str = "") -> HTMLResponse:
    login = who.actor.name
    with store.transaction(who.actor) as connection:
        own, sent = subscriptions(connection, store.vault, login), deliveries(connection, login)
    page = NoticesPage(own, sent, secret, bool(store.settings.smtp_url and store.settings.mail_from))
    return render(request, "notices/notices.html", page=page)
