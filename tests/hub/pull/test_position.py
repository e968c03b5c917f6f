"""Cursors: good only unaltered, for their view, their database and their fence."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from hub.db import Store
from hub.errors import HubError, UnavailableError
from hub.pull.feed import read_feed
from hub.pull.position import Position, reach, write_cursor
from hub.security.actor import Actor
from hub.security.scope import Scope, of_territory
from tests.hub.intake.messages import TESTER
from tests.hub.pull.following import INSURANCE, STATUS, Receiver, add

DAY = date(2026, 11, 25)


def user(scope: Scope) -> Actor:
    return Actor("user", "somebody", scope)


def refused(store: Store, cursor: str, actor: Actor = TESTER, view: Any = STATUS) -> str:
    with pytest.raises(HubError) as problem, store.transaction(actor) as connection:
        read_feed(connection, store.vault, view, cursor, 10)
    return problem.value.en


def cursor_of(store: Store, actor: Actor = TESTER) -> str:
    receiver = Receiver()
    receiver.read(store, 1, actor)
    assert receiver.cursor
    return receiver.cursor


@given(at=st.integers(0, 10_000), letter=st.sampled_from("ABCxyz019-_=é "), cut=st.booleans())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_an_altered_cursor_is_refused(store: Store, at: int, letter: str, cut: bool) -> None:
    """What is drawn does not depend on the cursor, which is another each time."""
    cursor = cursor_of(store)
    place = at % len(cursor)
    other = letter if letter != cursor[place] else "!"
    altered = cursor[:place] if cut else cursor[:place] + other + cursor[place + 1 :]
    assert "not whole or was altered" in refused(store, altered)


@pytest.mark.parametrize("cursor", ["", "x", "é", "A" * 5000])
def test_no_cursor_at_all_is_refused(store: Store, cursor: str) -> None:
    assert "not whole or was altered" in refused(store, cursor)


def test_a_cursor_of_another_view_or_fence_is_refused(store: Store) -> None:
    assert "another view" in refused(store, cursor_of(store), view=INSURANCE)
    of_one_place = cursor_of(store, user(of_territory("370102", DAY)))
    assert "may be seen has changed" in refused(store, of_one_place, user(of_territory("370202", DAY)))
    assert "may be seen has changed" in refused(store, of_one_place)


def test_a_restored_database_is_noticed(store: Store, new_store: Callable[[], Store]) -> None:
    assert "begin anew" in refused(new_store(), cursor_of(store))
    with store.transaction(TESTER) as connection:  # a cursor given before the database was set back
        here = reach(connection, store.vault, STATUS.name)
    ahead = write_cursor(store.vault, here.ground, Position(here.horizon + 1000))
    assert "begin anew" in refused(store, ahead)


def test_rows_of_an_older_server_are_not_passed_over_in_silence(store: Store) -> None:
    with store.transaction(TESTER) as connection:
        add(connection)
        connection.execute(text("update record_version set xid = 1000000000000"))
    with pytest.raises(UnavailableError, match="转储"):
        cursor_of(store)


@pytest.mark.parametrize("limit", [0, -1, 1001])
def test_a_page_has_a_size(store: Store, limit: int) -> None:
    with pytest.raises(HubError, match="1 到 1000"), store.transaction(TESTER) as connection:
        read_feed(connection, store.vault, STATUS, None, limit)
