"""A system of a bureau that asks the service: with a real token, and an agreement over today."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any

import httpx

from hub.db import Store
from hub.door.clients import today
from hub.security.accounts.organisations import Organisation
from hub.security.actor import Actor
from hub.security.clients.agreements import Agreement
from hub.security.clients.clients import Client
from hub.security.clients.tokens import issue
from hub.security.scope import Fence, of_territory
from tests.hub.intake.messages import fetch
from tests.hub.security.clients.systems import ACTOR, add, agree
from tests.hub.service import Site

INSURANCE, STATUS = "work_injury_insurance", "case_status"
SCOPES = (f"pull/{INSURANCE}.read", f"pull/{STATUS}.read", "push/benefit.write", "batch.write")
CITY = "370100"
EVER = {"active_from": date(2020, 1, 1)}
NAMES = ("测试甲", "370102198003071217")


def system(store: Store, client_id: str = "insurance-jinan", city: str = CITY, **changes: Any) -> Client:
    """A client of a city's bureau."""
    rest = EVER | {"organisation": Organisation("bureau", city), "scopes": SCOPES}
    return add(store, client_id, **rest | changes)


def agreed(store: Store, view: str = INSURANCE, number: str = "协议一", **changes: Any) -> Agreement:
    """An agreement on a view, in force for a month on both sides of today."""
    on, month = today(store), timedelta(days=30)
    return agree(store, number, **{"views": [view], "valid_from": on - month, "valid_until": on + month} | changes)


def token(store: Store, client: Client, scopes: Sequence[str] = SCOPES, age: timedelta = timedelta()) -> str:
    """An access token as the token endpoint gives it."""
    with store.transaction(ACTOR) as connection:
        given = issue(connection, client, scopes, datetime.now(UTC) - age)
    assert given
    return given


@contextmanager
def asking(
    store: Store, client: Client, scopes: Sequence[str] = SCOPES, *, work: bool = False
) -> Iterator[httpx.Client]:
    """Asks as that client; `work`: the service works through its jobs too."""
    headers = {"Authorization": f"Bearer {token(store, client, scopes)}"}
    with Site(store, with_worker=work) as site, httpx.Client(base_url=site.url, timeout=60, headers=headers) as ask:
        yield ask


def fenced(store: Store, city: str = CITY) -> Actor:
    """Who sees what a client of that city pulls of insurance."""
    return Actor("client", "somebody", of_territory(city, today(store), Fence.INSURANCE))


def entries(store: Store, verb: str) -> list[tuple[Any, ...]]:
    """The audit of that verb, in order: actor, purpose, workers, detail."""
    query = "select actor, purpose, workers, detail from audit_entry where verb = :verb order by entry_id"
    return list(fetch(store, query, verb=verb))
