"""The token endpoint, served, and what a client sends to it."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import uvicorn
from fastapi import FastAPI

from hub.db import Store
from hub.routers import problems, token
from hub.security.clients.tokens import client_of_token
from tests.hub.intake.messages import fetch
from tests.hub.security.clients.systems import ACTOR, claims, pair, signed

WHO = "insurance-jinan"
HERE = "127.0.0.7"
SCOPE = "pull/case_status.read batch.write"


class Asking(httpx.Client):
    """Asks the endpoint `app` from an address of this machine."""

    def __init__(self, app: FastAPI, url: str, address: str) -> None:
        super().__init__(base_url=url, transport=httpx.HTTPTransport(local_address=address), timeout=30)
        self.app = app


@contextmanager
def service(store: Store, address: str = HERE) -> Iterator[Asking]:
    """The endpoint alone, served."""
    app = FastAPI()
    app.state.store = store
    problems.install(app)
    app.include_router(token.router)
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="critical"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    port = server.servers[0].sockets[0].getsockname()[1]
    with Asking(app, f"http://127.0.0.1:{port}", address) as asking:
        yield asking
    server.should_exit = True
    thread.join()


def assertion(client_id: str = WHO, **changes: Any) -> str:
    return signed(claims(client_id, datetime.now(UTC), **changes), pair("EC"))


def form(**changes: str | None) -> dict[str, str]:
    said: dict[str, str | None] = {
        "grant_type": "client_credentials",
        "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        "client_assertion": None,
        "scope": SCOPE,
    }
    if "client_assertion" not in changes:
        said["client_assertion"] = assertion()
    return {name: value for name, value in (said | changes).items() if value is not None}


def audited(store: Store) -> list[tuple[object, ...]]:
    rows = fetch(store, "select verb, actor, address, detail from audit_entry where verb ~ 'sign_in' order by entry_id")
    return [tuple(row) for row in rows]


def is_good(store: Store, access_token: str, after: timedelta = timedelta()) -> bool:
    with store.transaction(ACTOR) as connection:
        return client_of_token(connection, access_token, datetime.now(UTC) + after) is not None
