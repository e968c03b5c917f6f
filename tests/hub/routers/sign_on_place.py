"""A hub and a provider that are served, for the tests of single sign-on."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import httpx
from fastapi import FastAPI
from sqlalchemy import text

from hub.db import Store
from hub.routers import problems, single_sign_on
from hub.security.accounts.organisations import Organisation
from hub.security.accounts.sessions import Session, look_up
from hub.security.accounts.users import NewUser, add_user
from hub.security.sign_on.links import link_user
from hub.security.sign_on.oidc import public_key
from hub.security.sign_on.provider_rules import NewProvider
from hub.security.sign_on.providers import add_provider, credential_of
from tests.hub.security.accounts.people import ACTOR, PASSWORD
from tests.hub.security.sign_on.oidc_provider import SUBJECT, Provider
from tests.hub.security.sign_on.served import Served


@dataclass
class Place:
    """A hub that is served, and the provider its users sign in at."""

    store: Store
    provider: Provider
    url: str

    def begin(self, browser: httpx.Client, onward: str = "/") -> str:
        """The address that a provider sends this browser back to."""
        sent = browser.get(f"{self.url}/sign-in/sso/province", params={"next": onward})
        assert sent.status_code == 303, sent.text
        back = browser.get(sent.headers["location"])
        assert back.status_code == 302, back.text
        return back.headers["location"]

    def session(self, browser: httpx.Client) -> Session | None:
        token = browser.cookies.get("ohub")
        with self.store.transaction(ACTOR) as connection:
            return look_up(connection, token, datetime.now(UTC)) if token else None

    def audit(self) -> list[tuple[str, str, dict[str, Any]]]:
        query = "select actor, verb, detail from audit_entry where verb like 'sign_in%' order by entry_id"
        with self.store.transaction(ACTOR) as connection:
            return [(actor, verb, detail) for actor, verb, detail in connection.execute(text(query))]


@contextmanager
def place(store: Store, *, role: str = "regulator", linked: bool = True, **rules: Any) -> Iterator[Place]:
    """A province whose user `lake` is linked; `rules` are the provider's and those the hub has of it."""
    served, ours = Served(), {name: rules.pop(name) for name in ("accepts", "max_age") if name in rules}
    store.settings.public_url = served.url
    with Provider(redirect_uris=[f"{served.url}/sign-in/sso/province/callback"], **rules) as provider:
        new = NewProvider("province", provider.url, provider.client_id, provider.secret or None, **ours)
        provider.client_key = configure(store, new, role, linked=linked)
        app = FastAPI()
        app.state.store = store
        problems.install(app)
        app.include_router(single_sign_on.router)
        served.start(app)
        try:
            yield Place(store, provider, served.url)
        finally:
            served.stop()


def configure(store: Store, new: NewProvider, role: str, *, linked: bool) -> dict[str, Any] | None:
    """The provider and a user of the hub; gives the public key the provider must know."""
    now, its = datetime.now(UTC), Organisation("bureau", "370100")
    with store.transaction(ACTOR) as connection:
        added = add_provider(connection, store.vault, ACTOR, new, now)
        user = NewUser("lake", "x", role, its, "370100", date(2020, 1, 1))
        if role == "employer":
            user = NewUser("lake", "x", role, Organisation("employer", "91370100M000100Y4B"), None, date(2020, 1, 1))
        add_user(connection, store.vault, ACTOR, user, PASSWORD, now)
        if linked:
            link_user(connection, store.vault, ACTOR, (added, "lake", SUBJECT), now)
        key = credential_of(connection, store.vault, added).signing_key
    return public_key(key) if key else None
