"""Tokens for the tests of clients: one granted without an assertion, and whose a token is."""

from datetime import datetime

from hub.db import Store
from hub.security.clients.clients import (
    Client,
)
from hub.security.clients.tokens import ClientSession, client_of_token, issue
from tests.hub.security.clients.systems import ACTOR, NOW

WANTED = ("pull/case_status.read",)
WHO = "insurance-jinan"


def given(store: Store, client: Client, scopes: tuple[str, ...] = WANTED, now: datetime = NOW) -> str:
    """A token, or nothing."""
    with store.transaction(ACTOR) as connection:
        return issue(connection, client, scopes, now) or ""


def whose(store: Store, token: str, now: datetime = NOW) -> ClientSession | None:
    with store.transaction(ACTOR) as connection:
        return client_of_token(connection, token, now)
