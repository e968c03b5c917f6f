"""Signing in with a password: who is let in, and that every other answer looks and costs the same."""

from collections.abc import Iterator
from datetime import datetime

import pytest
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlalchemy import text

from hub.db import Store
from hub.security.accounts import passwords
from hub.security.accounts.users import (
    disable_user,
)
from tests.hub.security.accounts.people import ACTOR, NOW, PASSWORD, add, who


@pytest.mark.parametrize("login", ["lake", "LAKE", " lake "])
def test_the_right_password(store: Store, login: str) -> None:
    made = add(store)
    assert who(store, login) == made


def test_every_other_reason_looks_the_same(store: Store) -> None:
    add(store)
    add(store, "gone")
    with store.transaction(ACTOR) as connection:
        disable_user(connection, ACTOR, "gone", NOW)
    early, late = (datetime.fromisoformat(f"{day}T12:00:00+08:00") for day in ("2025-12-31", "2027-01-01"))
    tries = [("lake", "x", NOW), ("nobody", PASSWORD, NOW), ("gone", PASSWORD, NOW), ("", "", NOW)]
    tries += [
        ("la\0ke", PASSWORD, NOW),
        ("lake", PASSWORD, early),
        ("lake", PASSWORD, late),
        ("x" * 10_000, "\ud800", NOW),
    ]
    assert [who(store, *each) for each in tries] == [None] * 8


@pytest.fixture
def computed(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """What is computed with Argon2, while it is really computed."""
    passwords.verify_password("", None)
    seen: list[str] = []
    for name in ("verify", "hash"):
        real = getattr(passwords.HASHER.current_hasher, name)
        spy = lambda *given, name=name, real=real, **more: seen.append(name) or real(*given, **more)  # noqa: E731
        monkeypatch.setattr(passwords.HASHER.current_hasher, name, spy)
    return seen


def test_one_hash_is_computed_whoever_it_is(store: Store, computed: list[str]) -> None:
    add(store)
    add(store, "gone")
    with store.transaction(ACTOR) as connection:
        disable_user(connection, ACTOR, "gone", NOW)
    computed.clear()
    for login in ("lake", "gone", "nobody", "", "1"):
        for password in (PASSWORD, "wrong"):
            who(store, login, password)
            assert computed == ["verify"], login
            computed.clear()


def test_a_hash_of_older_parameters_is_renewed_at_sign_in(store: Store) -> None:
    made = add(store)
    old = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=8192, parallelism=1),)).hash(PASSWORD)
    with store.transaction(ACTOR) as connection:
        connection.execute(text("update app_user set password_hash = :old"), {"old": old})
    assert who(store, "lake", "wrong") is None
    assert _hash(store) == old
    assert who(store, "lake") == made
    assert _hash(store).startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert who(store, "lake") == made


def _hash(store: Store) -> str:
    with store.transaction(ACTOR) as connection:
        return str(connection.execute(text("select password_hash from app_user")).scalar_one())
