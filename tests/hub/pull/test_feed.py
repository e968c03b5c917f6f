"""The feed: what its events say, and to whom."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from sqlalchemy import text

from connectors.rows import Operation
from hub.db import Store
from hub.people.merging import merge, undo
from hub.pull.feed import Event, read_feed
from hub.security.actor import Actor
from hub.security.scope import Fence, Scope, of_province, of_territory
from tests.hub.intake.messages import TESTER
from tests.hub.pull.examples import example
from tests.hub.pull.exchanging import put
from tests.hub.pull.following import (
    INSURANCE,
    STATUS,
    Receiver,
    add,
    correct,
    persons,
    point,
    withdraw,
)

DAY = date(2026, 11, 25)


def brief(events: Sequence[Event]) -> list[tuple[Any, ...]]:
    return [(event.kind, event.record, event.version) for event in events]


def user(scope: Scope) -> Actor:
    return Actor("user", "somebody", scope)


def test_versions_that_ended_are_skipped_and_their_ends_told(store: Store) -> None:
    with store.transaction(TESTER) as connection:
        a, b, c = (add(connection) for _ in range(3))
    receiver = Receiver().drain(store)
    with store.transaction(TESTER) as connection:
        correct(connection, a)
        withdraw(connection, b)
    with store.transaction(TESTER) as connection:
        correct(connection, a)
        withdraw(connection, c)
        correct(connection, c)
    with store.transaction(TESTER) as connection:
        correct(connection, b)
    assert brief(receiver.events) == [("put", a, 1), ("put", b, 1), ("put", c, 1)]
    receiver.drain(store)
    assert brief(receiver.events[3:]) == [("put", a, 3), ("put", c, 2), ("put", b, 2)]
    assert brief(Receiver().drain(store).events) == brief(receiver.events[3:])  # a newcomer is told no more
    assert receiver.drain(store).events[6:] == []


def test_added_and_withdrawn_within_one_transaction(store: Store) -> None:
    with store.transaction(TESTER) as connection:
        gone, there = add(connection), add(connection)
        withdraw(connection, there)
        correct(connection, there)
        for step in (withdraw, correct, withdraw):
            step(connection, gone)
    receiver = Receiver().drain(store)
    assert brief(receiver.events) == [("put", there, 2), ("delete", gone, 2)]
    assert set(receiver.held) == {there}


@pytest.mark.parametrize("limit", [1, 2, 3, 7])
def test_pages_of_any_size_tell_the_same(store: Store, limit: int) -> None:
    persons(store)
    with store.transaction(TESTER) as connection:
        records = [add(connection, worker) for worker in (1, 2, 3, 4)]
        point(connection, 2, 1)
        withdraw(connection, records[1])
        correct(connection, records[2], 3)
    with store.transaction(TESTER) as connection:
        point(connection, 2, None)
        withdraw(connection, records[3])
    whole = Receiver().drain(store)
    assert [event.kind for event in whole.events] == ["merge", "put", "put", "delete", "split", "delete"]
    assert Receiver().drain(store, limit).events == whole.events


def test_a_merge_and_its_undoing(store: Store) -> None:
    """Through the hub's own merging. A record told later says who its worker is by then."""
    persons(store)
    with store.transaction(TESTER) as connection:
        add(connection, 5)
        add(connection, 6)
    receiver = Receiver().drain(store)
    five, six = (event.worker for event in receiver.events)
    decision = merge(store, TESTER, 5, 6)
    merge(store, TESTER, 80, 81)  # of whom this view has nothing
    with store.transaction(TESTER) as connection:
        add(connection, 6)
        add(connection, 81)
    receiver.drain(store)
    assert [(event.kind, event.worker, event.person) for event in receiver.events[2:4]] == [
        ("merge", six, five),
        ("merge", *told(receiver.events[-1])),
    ]
    assert told(receiver.events[-2]) == (six, five)
    undo(store, TESTER, decision)
    assert [(event.kind, *told(event)) for event in receiver.drain(store).events[6:]] == [("split", six, six)]


def told(event: Event) -> tuple[str | None, str | None]:
    return event.worker, event.person


def test_nobody_but_the_trigger_writes_merges(store: Store) -> None:
    with pytest.raises(Exception, match="permission denied"), store.transaction(TESTER) as connection:
        connection.execute(text("insert into worker_merge (worker_id, merged_into) values (1, 2)"))


# --- behind a fence


def test_identities_are_opened_for_insurance_and_its_territory_alone(any_store: Store) -> None:
    put(any_store, ("a", example("diagnosis")))
    here = user(of_territory("370102", DAY, Fence.INSURANCE))
    with any_store.transaction(here) as connection:
        page = read_feed(connection, any_store.vault, INSURANCE, None, 10)
    (event,) = page.events
    assert {key: event.fields[key] for key in ("worker.name", "worker.id_number", "disease", "stages.two_on")} == {
        "worker.name": "测试甲",
        "worker.id_number": "370102198003071217",
        "disease": "1101",
        "stages.two_on": "2026-03-01",
    }
    assert len(page.opened) == 1
    elsewhere = user(of_territory("370202", DAY, Fence.INSURANCE))
    assert Receiver(INSURANCE).drain(any_store, actor=elsewhere).events == []


def test_a_view_without_identities_opens_nothing(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    put(store, ("a", example("diagnosis")))
    monkeypatch.setattr(type(store.vault), "open", lambda *_: pytest.fail("opened"))
    (event,) = Receiver(STATUS).drain(store, actor=user(of_province())).events
    assert event.fields["disease"] == "1101"
    assert "测试" not in repr(event)


def test_a_view_gives_its_own_pseudonyms(store: Store) -> None:
    put(store, ("a", example("diagnosis")))
    one, other = (Receiver(view).drain(store).events[0].worker for view in (STATUS, INSURANCE))
    assert one
    assert one != other


def test_what_moves_to_another_territory_leaves_the_first(store: Store) -> None:
    first, second = (user(of_territory(code, DAY)) for code in ("370102", "370202"))
    with store.transaction(TESTER) as connection:
        record = add(connection, division="370102")
    here, there = Receiver().drain(store, actor=first), Receiver().drain(store, actor=second)
    with store.transaction(TESTER) as connection:
        correct(connection, record, division="370202")
    assert brief(here.drain(store, actor=first).events) == [("put", record, 1), ("delete", record, 1)]
    assert brief(there.drain(store, actor=second).events) == [("put", record, 2)]


def test_withdrawn_by_the_sender(store: Store) -> None:
    """Through intake, not only through our own statements."""
    record = ("a", example("diagnosis"))
    put(store, record)
    put(store, ("a", example("diagnosis", applied_on=date(2026, 1, 6))), operation=Operation.UPDATE)
    receiver = Receiver(INSURANCE).drain(store)
    assert receiver.events[0].fields["applied_on"] == "2026-01-06"
    put(store, record, operation=Operation.DELETE)
    assert [event.kind for event in receiver.drain(store).events] == ["put", "delete"]
    assert receiver.held == {}
