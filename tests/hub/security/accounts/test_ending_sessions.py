"""How sessions end: rotated, revoked, with their user, and cleared away."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import text

from hub.db import Store
from hub.security.accounts import users
from hub.security.accounts.sessions import (
    KEPT,
    clear_ended,
    revoke,
    revoke_all,
    rotate,
    sessions_of,
    start,
)
from tests.hub.security.accounts.people import ACTOR, HOUR, MINUTE, NOW, PASSWORD, SECOND, add
from tests.hub.security.accounts.test_sessions import begin, seen


def test_rotation_ends_the_old_token_and_keeps_the_absolute_end(store: Store) -> None:
    old = begin(store, add(store).user_id)
    with store.transaction(ACTOR) as connection:
        new = rotate(connection, old, NOW + MINUTE, second_factor=True)
        assert new is not None
        assert rotate(connection, old, NOW + MINUTE) is None
    session = seen(store, new, NOW + MINUTE)
    assert session is not None
    assert (session.begun_at, session.second_factor_at) == (NOW, NOW + MINUTE)
    assert seen(store, old, NOW + MINUTE) is None


def test_a_session_that_ended_is_not_brought_back_by_rotation(store: Store) -> None:
    token = begin(store, add(store).user_id)
    with store.transaction(ACTOR) as connection:
        assert rotate(connection, token, NOW + HOUR) is None


def test_of_many_who_rotate_one_token_one_gets_a_new_one(store: Store) -> None:
    user = add(store).user_id
    token = begin(store, user)

    def turn(_: int) -> str | None:
        with store.transaction(ACTOR) as connection:
            return rotate(connection, token, NOW)

    with ThreadPoolExecutor(8) as pool:
        assert len([new for new in pool.map(turn, range(16)) if new]) == 1
    with store.transaction(ACTOR) as connection:
        assert len(sessions_of(connection, user, NOW)) == 1


def test_revoking_one_and_all(store: Store) -> None:
    user, other = add(store).user_id, add(store, "hill").user_id
    first, second, third, elsewhere = *(begin(store, user) for _ in range(3)), begin(store, other)
    with store.transaction(ACTOR) as connection:
        assert revoke(connection, first, NOW)
        assert not revoke(connection, first, NOW)
        assert revoke_all(connection, user, NOW) == 2
        assert sessions_of(connection, user, NOW) == []
    assert [seen(store, token) is None for token in (first, second, third, elsewhere)] == [True, True, True, False]


CHANGES: dict[str, Callable[..., Any]] = {
    "disable": users.disable_user,
    "role": lambda connection, actor, login, now: users.change_role(connection, actor, login, "auditor", now),
    "password": lambda connection, actor, login, now: users.change_password(
        connection, actor, login, "seven kettles on a roof", now
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_changes_of_a_user_end_the_sessions(store: Store, change: str) -> None:
    token = begin(store, add(store).user_id)
    with store.transaction(ACTOR) as connection:
        assert CHANGES[change](connection, ACTOR, "lake", NOW) == 1
    assert seen(store, token) is None


def test_a_user_whose_last_day_is_over_is_out(store: Store) -> None:
    last = datetime.fromisoformat("2026-12-31T23:50:00+08:00")
    token = begin(store, add(store).user_id, last)
    assert seen(store, token, last + 9 * MINUTE) is not None
    assert seen(store, token, last + 10 * MINUTE) is None  # midnight in the province


def test_ended_sessions_are_cleared_away(store: Store) -> None:
    user = add(store).user_id
    begin(store, user, NOW - KEPT - SECOND)
    begin(store, user, NOW - KEPT)
    with store.transaction(ACTOR) as connection:
        assert [clear_ended(connection, NOW), clear_ended(connection, NOW)] == [1, 0]


def test_ending_all_does_not_miss_a_token_that_is_just_being_changed(store: Store) -> None:
    user = add(store).user_id
    old = begin(store, user)

    def end_all() -> int:
        with store.transaction(ACTOR) as connection:
            return revoke_all(connection, user, NOW)

    with ThreadPoolExecutor(1) as pool:
        with store.transaction(ACTOR) as connection:
            new = rotate(connection, old, NOW)
            ending = pool.submit(end_all)
            wait_for_a_lock(store)
        assert ending.result() == 1
    assert new is not None
    assert seen(store, new) is None


def test_a_new_password_does_not_miss_who_is_just_signing_in_with_the_old(store: Store) -> None:
    add(store)

    def change() -> int:
        with store.transaction(ACTOR) as connection:
            return users.change_password(connection, ACTOR, "lake", "seven kettles on a roof", NOW)

    with ThreadPoolExecutor(1) as pool:
        with store.transaction(ACTOR) as connection:
            user = users.authenticate(connection, "lake", PASSWORD, NOW)
            assert user is not None
            changing = pool.submit(change)
            wait_for_a_lock(store)
            token = start(connection, user.user_id, NOW)
        assert changing.result() == 1
    assert seen(store, token) is None


def wait_for_a_lock(store: Store) -> None:
    """Until another transaction of this database waits for one that is going on."""
    waiting = "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
    until = time.monotonic() + 60
    with store.engine.connect() as connection:
        while not connection.execute(text(waiting)).scalar_one():
            connection.rollback()  # activity is read once for each transaction
            assert time.monotonic() < until, "nobody waits"
            time.sleep(0.01)
