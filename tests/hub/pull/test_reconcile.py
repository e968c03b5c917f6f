"""Reconciliation: a receiver that has nothing but events proves that it holds the same, and sees when it does not."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import text

from connectors.rows import Operation
from hub.db import Store
from hub.errors import HubError
from hub.pull.reconcile import Tally, days, reconcile
from hub.security.actor import Actor
from hub.security.scope import of_territory
from tests.hub.intake.messages import TESTER
from tests.hub.pull.examples import example
from tests.hub.pull.exchanging import dated, put
from tests.hub.pull.following import INSURANCE, STATUS, Receiver, add, correct, withdraw

EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"  # SHA-256 of nothing


def tallies(store: Store, receiver: Receiver, actor: Actor = TESTER) -> list[Tally]:
    """The hub's tallies of every day, as of the receiver's cursor."""
    with store.transaction(actor) as connection:
        found = days(connection, store.vault, receiver.view, receiver.cursor)
        return [reconcile(connection, store.vault, receiver.view, day, receiver.cursor) for day in found]


def own(store: Store, receiver: Receiver) -> list[Tally]:
    return [receiver.tally(store, day) for day in receiver.days(store)]


def test_after_every_step_the_same_is_proved(any_store: Store) -> None:
    """Inserts, corrections, deletions, restorations; some days become empty, others get what stood elsewhere."""
    store, receiver = any_store, Receiver()
    with store.transaction(TESTER) as connection:
        a, b, c, d = (add(connection, days=n % 3) for n in range(4))
    counts = []
    for step, record, back in (
        (None, a, 0), (correct, a, 4), (withdraw, b, 0), (correct, c, 4), (correct, b, 5), (withdraw, d, 0),
        (withdraw, a, 0), (correct, d, 0),
    ):  # fmt: skip
        with store.transaction(TESTER) as connection:
            if step is correct:
                correct(connection, record, days=back)
            elif step is withdraw:
                withdraw(connection, record)
        receiver.drain(store)
        assert tallies(store, receiver) == own(store, receiver)
        counts.append([tally.records for tally in own(store, receiver)])
    assert counts == [[1, 1, 2], [1, 1, 1, 1], [1, 1, 1], [2, 1], [1, 2, 1], [1, 2], [1, 1], [1, 1, 1]]


def test_through_intake(store: Store) -> None:
    receiver, again = Receiver(INSURANCE), ("a", example("diagnosis", applied_on=date(2026, 1, 6)))
    steps = ((("a", example("diagnosis")), Operation.ADD), (again, Operation.DELETE), (again, Operation.ADD))
    for record, operation in steps:
        put(store, record, operation=operation)
        receiver.drain(store)
        assert tallies(store, receiver) == own(store, receiver)
    assert [event.kind for event in receiver.events] == ["put", "delete", "put"]
    assert [tally.records for tally in own(store, receiver)] == [1]


def test_what_is_written_meanwhile_does_not_disturb(store: Store) -> None:
    """The tally is as of the cursor, so it can be compared while the hub goes on."""
    with store.transaction(TESTER) as connection:
        a, b = add(connection), add(connection)
    receiver = Receiver().drain(store)
    before = own(store, receiver)
    with store.transaction(TESTER) as connection:
        withdraw(connection, a)
        correct(connection, b)
        add(connection, days=1)
    assert tallies(store, receiver) == before
    assert tallies(store, receiver.drain(store)) == own(store, receiver) != before


@pytest.mark.parametrize("spoil", ["lost", "old", "kept"])
def test_a_receiver_that_missed_something_notices(store: Store, spoil: str) -> None:
    with store.transaction(TESTER) as connection:
        a, b = add(connection), add(connection)
        withdraw(connection, b)
        correct(connection, a)
    receiver = Receiver().drain(store)
    (version, known), day = receiver.held[a], receiver.days(store)[0]
    wrong = {"lost": {}, "old": {a: (version - 1, known)}, "kept": {a: (version, known), b: (1, known)}}
    assert tallies(store, receiver) == [receiver.tally(store, day)]
    receiver.held = wrong[spoil]
    assert tallies(store, receiver) != [receiver.tally(store, day)]


def test_a_day_is_the_provinces(store: Store) -> None:
    outcome = put(store, ("a", example("diagnosis")))
    dated(store, outcome, datetime(2026, 5, 31, 16, tzinfo=UTC))  # midnight in the province
    with store.transaction(TESTER) as connection:
        assert days(connection, store.vault, STATUS) == [date(2026, 6, 1)]
        one, none = (reconcile(connection, store.vault, STATUS, date(2026, 6, 1) - timedelta(n)) for n in (0, 1))
        number = connection.execute(text("select record_id from record")).scalar_one()
    assert one.records == 1
    assert none == (date(2026, 5, 31), 0, EMPTY)
    receiver = Receiver()
    receiver.held = {number: (1, datetime(2026, 5, 31, 16, tzinfo=UTC))}
    assert receiver.tally(store, date(2026, 6, 1)) == one


def test_behind_a_fence_only_its_own_is_counted(store: Store) -> None:
    with store.transaction(TESTER) as connection:
        add(connection, division="370102")
        add(connection, division="370202")
    actor = Actor("user", "somebody", of_territory("370102", date(2026, 11, 25)))
    receiver = Receiver().drain(store, actor=actor)
    assert [tally.records for tally in tallies(store, receiver, actor)] == [1]
    assert tallies(store, receiver, actor) == own(store, receiver)


def test_a_cursor_from_the_midst_is_refused(store: Store) -> None:
    with store.transaction(TESTER) as connection:
        add(connection)
    receiver = Receiver()
    receiver.read(store, limit=1)
    with pytest.raises(HubError, match="读到末尾"):
        tallies(store, receiver)
