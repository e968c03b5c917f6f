"""Tokens of clients: kept as a hash, good for five minutes, and never longer than their client."""

import hashlib
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest

from hub.db import Store
from hub.security.clients.clients import (
    disable_client,
)
from hub.security.clients.tokens import LIFETIME, ClientSession, clear_ended, is_current, issue
from tests.hub.intake.messages import fetch
from tests.hub.security.clients.granting import WANTED, WHO, given, whose
from tests.hub.security.clients.systems import ACTOR, BUREAU, DAY, NOW, add

SECOND = timedelta(seconds=1)


def test_a_token_says_whose_it_is_until_it_ends(any_store: Store) -> None:
    token = given(any_store, add(any_store), ("batch.write", "pull/case_status.read", "push/death.write"))
    scopes = frozenset({"batch.write", "pull/case_status.read"})  # the third is not the client's
    session = ClientSession(WHO, *BUREAU, scopes, NOW + LIFETIME)
    assert timedelta(minutes=5) == LIFETIME
    assert [whose(any_store, token, NOW + LIFETIME - SECOND), whose(any_store, token, NOW + LIFETIME)] == [
        session,
        None,
    ]
    assert [whose(any_store, other) for other in ("", token[:-1], token + "x", token.swapcase(), "\0", "\ud800")] == [
        None
    ] * 6


def test_of_a_token_only_its_hash_is_kept(store: Store) -> None:
    client = add(store)
    tokens = {given(store, client) for _ in range(20)}
    assert len(tokens) == 20
    assert {len(token) for token in tokens} == {43}
    kept = {bytes(row[0]) for row in fetch(store, "select token_hash from client_token")}
    assert kept == {hashlib.sha256(token.encode()).digest() for token in tokens}
    assert not [
        row for row in fetch(store, "select t::text from client_token t") if any(token in row[0] for token in tokens)
    ]


def test_disabling_alone_ends_tokens_even_where_one_was_left(store: Store) -> None:
    token = given(store, add(store))
    with store.transaction(ACTOR) as connection:
        connection.exec_driver_sql("update client set disabled_at = now()")
    assert whose(store, token) is None


@pytest.mark.parametrize(
    ("first", "last", "active"),
    [
        (DAY, None, True),
        (date(2026, 3, 3), None, False),
        (date(2026, 1, 1), DAY, True),
        (date(2026, 1, 1), date(2026, 3, 1), False),
    ],
)
def test_a_client_has_its_days(store: Store, first: date, last: date | None, active: bool) -> None:
    """At this moment it is 9 o'clock of the day in the province."""
    client = add(store, active_from=first, active_until=last)
    assert bool(given(store, client)) is active


def test_a_token_granted_while_the_client_is_disabled_does_not_live(any_store: Store) -> None:
    """Whichever comes first: the grant waits and gives nothing, or is ended with the others."""
    client, holds, go_on = add(any_store), threading.Event(), threading.Event()

    def grant() -> str:
        with any_store.transaction(ACTOR) as connection:
            assert is_current(connection, client, NOW)
            holds.set()
            go_on.wait(10)
            return issue(connection, client, WANTED, NOW) or ""

    def disable() -> int:
        with any_store.transaction(ACTOR) as connection:
            return disable_client(connection, any_store.keys, ACTOR, WHO, NOW)

    with ThreadPoolExecutor(2) as pool:
        granting = pool.submit(grant)
        assert holds.wait(10)
        disabling = pool.submit(disable)
        with pytest.raises(TimeoutError):
            disabling.result(0.3)
        go_on.set()
        assert disabling.result(10) == 1
        assert whose(any_store, granting.result(10)) is None


def test_what_has_ended_is_cleared_away(any_store: Store) -> None:
    client = add(any_store)
    given(any_store, client)
    with any_store.transaction(ACTOR) as connection:
        connection.exec_driver_sql(
            "insert into client_assertion_seen select client_id, '', timestamptz '2026-03-02 01:02Z' from client"
        )
        assert clear_ended(connection, NOW + 119 * SECOND) == 0
    token = given(any_store, client, now=NOW + LIFETIME)
    assert whose(any_store, token, NOW + LIFETIME)
    counts = "select (select count(*) from client_token), (select count(*) from client_assertion_seen)"
    assert tuple(fetch(any_store, counts)[0]) == (1, 0)
