"""One client: its keys by name, its agreements, what it took, its exports, and what it must hold of a day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlalchemy.engine import RowMapping

from hub.db import Store
from hub.door.callers import OfStore
from hub.door.clients import today
from hub.errors import HubError
from hub.pages.rendering import render
from hub.pages.sharing.overview import OfAgreements
from hub.pages.sharing.queries import exports, taken
from hub.pull.fences import scope_of_view
from hub.pull.reconcile import Tally, reconcile
from hub.pull.views import view_named
from hub.security.actor import Actor
from hub.security.clients.agreements import Agreement, all_agreements, required_agreement
from hub.security.clients.clients import Client, disable_client, named_client
from hub.security.clients.keys import key_ids

router = APIRouter(include_in_schema=False)
SHOWN = 50
Asked = Annotated[str, Query(max_length=60)]


@dataclass(frozen=True)
class ClientPage:
    """A client; `keys` are names of its public keys; `tally` of `day` in `view` where that was asked."""

    client: Client
    keys: list[str]
    agreements: list[Agreement]
    taken: Sequence[RowMapping]
    exports: Sequence[RowMapping]
    view: str
    day: str
    tally: Tally | None = None
    problem: HubError | None = None

    @property
    def views(self) -> list[str]:
        return sorted({view for agreement in self.agreements if not agreement.ended_at for view in agreement.views})


@router.get("/sharing/clients/{client_id}")
def one_client(
    request: Request, store: OfStore, who: OfAgreements, client_id: str, view: Asked = "", day: Asked = ""
) -> HTMLResponse:
    with store.transaction(who.actor.as_hub()) as connection:
        client = named_client(connection, client_id)
        agreements = all_agreements(connection, client_id)
        lists = (taken(connection, client_id, SHOWN), exports(connection, client_id, SHOWN))
    tally, problem = None, None
    if view:
        try:
            tally = tally_of(store, client_id, view, date.fromisoformat(day))
        except HubError as refusal:
            problem = refusal
        except ValueError:
            problem = HubError("日期写作 2026-01-31。", "Write days like 2026-01-31.")
    page = ClientPage(client, key_ids(client.jwks or []), agreements, *lists, view, day, tally, problem)
    return render(request, "sharing/client.html", problem.status if problem else 200, page=page)


@router.post("/sharing/clients/{client_id}/disable")
def disable(store: OfStore, who: OfAgreements, client_id: str) -> RedirectResponse:
    """It signs in no more; its tokens end at once."""
    with store.transaction(who.actor.as_hub()) as connection:
        disable_client(connection, store.keys, who.actor.as_hub(), client_id, datetime.now(UTC))
    return RedirectResponse(f"/sharing/clients/{client_id}", 303)


def tally_of(store: Store, client_id: str, view_name: str, day: date) -> Tally:
    """What the client must hold of a day, behind the fence of its agreement: a number and a hash, no record."""
    view, on = view_named(view_name), today(store)
    with store.transaction(Actor("page", "sharing")) as connection:
        agreement = required_agreement(connection, client_id, view.name, on)
    scope = scope_of_view(view, agreement.territory, on)
    with store.transaction(Actor("client", client_id, scope)) as connection:
        return reconcile(connection, store.vault, view, day)
