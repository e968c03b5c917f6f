"""`POST /oauth/token` as a client meets it: a token, once for each assertion, for five minutes, written down."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from hub.db import Store
from hub.security.accounts.limits import ADDRESS
from hub.security.clients.clients import Keys, disable_client
from hub.security.clients.tokens import client_of_token
from tests.hub.intake.messages import fetch
from tests.hub.routers.asking import HERE, SCOPE, WHO, Asking, audited, form, is_good, service
from tests.hub.security.clients.systems import (
    ACTOR,
    BUREAU,
    SCOPES,
    Publisher,
    add,
    claims,
    pair,
    public,
    publishing,
    signed,
)


def test_a_client_gets_a_token(any_store: Store) -> None:
    add(any_store)
    with service(any_store) as ask:
        answer = ask.post("/oauth/token", data=form())
    assert (answer.status_code, answer.headers["cache-control"], answer.headers["pragma"]) == (
        200,
        "no-store",
        "no-cache",
    )
    told = answer.json()
    given = told.pop("access_token")
    assert told == {"token_type": "bearer", "expires_in": 300, "scope": "batch.write pull/case_status.read"}
    with any_store.transaction(ACTOR) as connection:
        session = client_of_token(connection, given, datetime.now(UTC))
    assert session
    assert (session.client_id, session.organisation_kind, session.organisation_key) == (WHO, *BUREAU)
    assert session.scopes == {"batch.write", "pull/case_status.read"}
    assert [is_good(any_store, given, timedelta(seconds=after)) for after in (290, 301)] == [True, False]
    said = {"client": WHO, "scopes": ["batch.write", "pull/case_status.read"]}
    assert audited(any_store) == [("sign_in", f"client:{WHO}", HERE, said)]


def test_an_rsa_key_and_the_client_id_in_the_form_are_fine(store: Store) -> None:
    add(store)
    with service(store) as ask:
        by_rsa = signed(claims(WHO, datetime.now(UTC)), pair("RSA"))
        assert ask.post("/oauth/token", data=form(client_assertion=by_rsa, client_id=WHO)).status_code == 200


def test_one_assertion_gives_one_token_however_often_it_is_sent_at_once(any_store: Store) -> None:
    """To two processes, eight times."""
    add(any_store)
    other, same, begun = Store(any_store.settings), form(), threading.Barrier(8)
    with service(any_store) as first, service(other) as second:

        def send(number: int) -> int:
            begun.wait()
            return (first, second)[number % 2].post("/oauth/token", data=same).status_code

        with ThreadPoolExecutor(8) as pool:
            statuses = sorted(pool.map(send, range(8)))
    other.close()
    assert statuses[0] == 200
    assert set(statuses[1:]) <= {401, 429}  # who asks at the very same moment may be told to wait
    assert fetch(any_store, "select count(*) from client_token")[0][0] == 1


def test_disabling_is_felt_at_once(any_store: Store) -> None:
    add(any_store)
    with service(any_store) as ask:
        given = ask.post("/oauth/token", data=form()).json()["access_token"]
        assert is_good(any_store, given)
        with any_store.transaction(ACTOR) as connection:
            disable_client(connection, any_store.keys, ACTOR, WHO, datetime.now(UTC))
        assert not is_good(any_store, given)
        assert ask.post("/oauth/token", data=form()).status_code == 401


def test_whoever_is_right_is_never_slowed_down(store: Store) -> None:
    add(store)
    with service(store) as ask:
        statuses = {ask.post("/oauth/token", data=form()).status_code for _ in range(ADDRESS.free + 5)}
    assert statuses == {200}


@contextmanager
def by_address(store: Store) -> Iterator[tuple[Asking, Publisher]]:
    with publishing(public(pair("EC"))) as partner, service(store) as ask:
        add(store, keys=Keys(jwks_url=partner.url))
        yield ask, partner


def test_a_client_may_publish_its_keys(store: Store) -> None:
    with by_address(store) as (ask, partner):
        assert [ask.post("/oauth/token", data=form()).status_code for _ in range(3)] == [200] * 3
        assert len(partner.asked) == 1
        newer = signed(claims(WHO, datetime.now(UTC)), pair("EC", 2))
        partner.body = public(pair("EC"), pair("EC", 2))
        assert ask.post("/oauth/token", data=form(client_assertion=newer)).status_code == 401, "asked within a minute"
        kept = ask.app.state.published_keys._kept.values()
        for each in kept:
            each.tried -= 60
        assert ask.post("/oauth/token", data=form(client_assertion=newer)).status_code == 200
        assert len(partner.asked) == 2


def test_a_client_whose_address_fails_looks_like_any_other(store: Store) -> None:
    with by_address(store) as (ask, partner):
        partner.status = 500
        answer = ask.post("/oauth/token", data=form())
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")
    assert audited(store)[0][3] == {"reason": "key", "client": WHO}


def test_the_scopes_that_tests_ask_for_are_the_clients() -> None:
    assert set(SCOPE.split()) < set(SCOPES)
