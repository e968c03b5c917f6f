"""A version that a younger transaction wrote is ended by an older one, while a third is still open."""

from hub.db import Store
from hub.pull.reconcile import days, reconcile
from tests.hub.intake.messages import TESTER, fetch
from tests.hub.pull.following import STATUS, Receiver, add, correct, persons, withdraw
from tests.hub.pull.test_overlap import STANDING, held


def test_its_end_is_told_behind_it(store: Store) -> None:
    persons(store)
    receiver = Receiver()
    with store.transaction(TESTER) as first:
        record = add(first)
    receiver.drain(store)
    with store.transaction(TESTER) as old:
        add(old)
        with store.transaction(TESTER) as second:
            correct(second, record)
        with store.transaction(TESTER) as still_open:
            add(still_open)
            with store.transaction(TESTER) as third:
                correct(third, record)
            withdraw(old, record)
            old.commit()
            receiver.drain(store)
        receiver.drain(store)
    assert held(receiver) == set(fetch(store, STANDING))


def test_a_tally_counts_one_version_of_a_record(store: Store) -> None:
    persons(store)
    receiver = Receiver()
    with store.transaction(TESTER) as old:
        add(old)
        with store.transaction(TESTER) as first:
            record = add(first)
        with store.transaction(TESTER) as still_open:
            add(still_open)
            with store.transaction(TESTER) as third:
                withdraw(third, record)
            correct(old, record)
            old.commit()
            receiver.drain(store)
            with store.transaction(TESTER) as reading:
                for day in days(reading, store.vault, STATUS, receiver.cursor):
                    tally = reconcile(reading, store.vault, STATUS, day, receiver.cursor)
                    assert tally == receiver.tally(store, day)
