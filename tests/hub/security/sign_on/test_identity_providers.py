"""Providers as they are kept: secrets sealed, rules, links of users, and attempts that are good once."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from hub.db import Store
from hub.errors import HubError
from hub.security.actor import Actor
from hub.security.scope import of_province
from hub.security.sign_on.attempts import Begun, keep_attempt, take_attempt
from hub.security.sign_on.links import hold_linked, link_user, linked_user, unlink_user
from hub.security.sign_on.oidc import new_attempt
from hub.security.sign_on.provider_rules import NewProvider, Provider
from hub.security.sign_on.providers import add_provider, all_providers, change_provider, credential_of, find_provider
from hub.security.sign_on.refusals import SignOnError
from tests.hub.security.accounts.people import ACTOR, MINUTE, NOW, SECOND, add

NEW = NewProvider("province", "https://id.example", "ohub-client")


def configured(store: Store, **rules: Any) -> Provider:
    with store.transaction(ACTOR) as connection:
        return add_provider(connection, store.vault, ACTOR, NewProvider(**vars(NEW) | rules), NOW)


def test_what_is_secret_lies_sealed(store: Store) -> None:
    by_key, by_secret = configured(store), configured(store, name="other", secret="绿水青山")
    with store.transaction(ACTOR) as connection:
        link_user(connection, store.vault, ACTOR, (by_key, add(store).login, "370102198003071217"), NOW)
        keep_attempt(connection, store.vault, by_key, (attempt := new_attempt(), "/"), NOW)
        rows = [str(connection.execute(text(f"select * from {table}")).all())
                for table in ("identity_provider", "user_link", "sign_on_attempt")]  # fmt: skip
        first, second = (credential_of(connection, store.vault, each) for each in (by_key, by_secret))
    assert (first.secret, second) == (None, ("绿水青山", None))
    assert first.signing_key is not None
    hidden = (
        "绿水青山",
        first.signing_key["d"],
        "370102198003071217",
        attempt.verifier,
        attempt.state,
        attempt.browser,
    )
    assert not [word for word in hidden if word in "".join(rows)]


def test_a_subject_is_of_one_provider(store: Store) -> None:
    one, other = configured(store), configured(store, name="other", issuer="https://id.other")
    add(store)
    add(store, "mill")
    with store.transaction(ACTOR) as connection:
        link_user(connection, store.vault, ACTOR, (one, "lake", "s"), NOW)
        link_user(connection, store.vault, ACTOR, (other, "mill", "s"), NOW)
        found = [linked_user(connection, store.vault, *each) for each in ((one, "s"), (other, "s"), (one, "S"))]
    assert [each and each.login for each in found] == ["lake", "mill", None]


@pytest.mark.parametrize(("login", "subject"), [("lake", "t"), ("mill", "s"), ("nobody", "t"), ("mill", "测试"),
                                                ("mill", ""), ("mill", "x" * 256)])  # fmt: skip
def test_links_that_cannot_be(store: Store, login: str, subject: str) -> None:
    provider = configured(store)
    add(store)
    add(store, "mill")
    with store.transaction(ACTOR) as connection:
        link_user(connection, store.vault, ACTOR, (provider, "lake", "s"), NOW)
    with pytest.raises(HubError), store.transaction(ACTOR) as connection:
        link_user(connection, store.vault, ACTOR, (provider, login, subject), NOW)


@pytest.mark.parametrize("rules", [
    {"name": "Province"}, {"name": "p"}, {"name": "p13900000000"}, {"issuer": "http://id.example"}, {"client_id": ""},
    {"issuer": "https://id.example/?x"}, {"client_id": "a b"}, {"accepts": ["mfa", "多因素"]}, {"max_age": 0},
    {"title": "a\nb"},
])  # fmt: skip
def test_providers_that_cannot_be(store: Store, rules: dict[str, Any]) -> None:
    with pytest.raises(HubError):
        configured(store, **rules)
    with store.transaction(ACTOR) as connection:
        assert all_providers(connection) == []


def test_what_may_change_of_a_provider(store: Store) -> None:
    before = configured(store, accepts=["mfa"], max_age=600)
    with store.transaction(ACTOR) as connection:
        changes = {"title": "省统一身份认证", "max_age": 0}
        after = change_provider(connection, ACTOR, "province", changes, NOW)
        assert after == find_provider(connection, "province")
    assert after == before._replace(title="省统一身份认证", max_age=None)
    for column in ("name", "issuer", "client_id"):
        with pytest.raises(Exception, match="permission denied"), store.transaction(ACTOR) as connection:
            connection.execute(text(f"update identity_provider set {column} = 'x'"))


def test_of_two_who_come_with_one_state_one_gets_in(any_store: Store) -> None:
    provider, attempt = configured(any_store), new_attempt()
    with any_store.transaction(ACTOR) as connection:
        keep_attempt(connection, any_store.vault, provider, (attempt, "/here"), NOW)
    start = threading.Barrier(4)

    def come(_: int) -> Begun | None:
        start.wait()
        try:
            with any_store.transaction(ACTOR) as connection:
                return take_attempt(connection, any_store.vault, provider, (attempt.state, attempt.browser), NOW)
        except SignOnError:
            return None

    with ThreadPoolExecutor(4) as pool:
        got = [each for each in pool.map(come, range(4)) if each]
    assert got == [Begun(attempt.nonce, attempt.verifier, "/here")]


@pytest.mark.parametrize(
    ("change", "after"),
    [
        (lambda came: ("x", came[1]), timedelta()),
        (lambda came: (came[0], "x"), timedelta()),
        (lambda came: came[::-1], timedelta()),
        (lambda came: ("", ""), timedelta()),
        (lambda came: ("\ud800\0", came[1]), timedelta()),
        (lambda came: came, 10 * MINUTE),
    ],
)
def test_attempts_that_are_not_taken(store: Store, change: Callable[[Any], Any], after: timedelta) -> None:
    provider, other, attempt = configured(store), configured(store, name="other"), new_attempt()
    came = (attempt.state, attempt.browser)
    with store.transaction(ACTOR) as connection:
        keep_attempt(connection, store.vault, provider, (attempt, "/"), NOW)
        for whose in (provider, other):
            with pytest.raises(SignOnError):
                take_attempt(connection, store.vault, whose, change(came), NOW + after)
        with pytest.raises(SignOnError):
            take_attempt(connection, store.vault, other, came, NOW)
        assert take_attempt(connection, store.vault, provider, came, NOW + 10 * MINUTE - SECOND).nonce == attempt.nonce


def test_nothing_is_seen_without_an_actor_or_from_behind_a_fence(store: Store) -> None:
    configured(store)
    with store.engine.connect() as connection:
        assert connection.execute(text("select count(*) from identity_provider")).scalar() == 0
    for table in ("identity_provider", "user_link", "sign_on_attempt"):
        with (
            pytest.raises(Exception, match="permission denied"),
            store.transaction(Actor("user", "lake", of_province())) as connection,
        ):
            connection.execute(text(f"select 1 from {table}"))


def test_who_is_unlinked_at_this_moment_does_not_come_in(any_store: Store) -> None:
    provider = configured(any_store)
    add(any_store)
    with any_store.transaction(ACTOR) as connection:
        link_user(connection, any_store.vault, ACTOR, (provider, "lake", "s"), NOW)
        linked = linked_user(connection, any_store.vault, provider, "s")
    assert linked is not None

    def come() -> bool:
        with any_store.transaction(ACTOR) as connection:
            return hold_linked(connection, any_store.vault, (provider, "s", linked), NOW)

    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(come).result()
        with any_store.transaction(ACTOR) as connection:
            unlink_user(connection, provider, "lake", NOW)
            coming = pool.submit(come)
            with pytest.raises(TimeoutError):
                coming.result(timeout=0.5)
        assert not coming.result(timeout=10)
