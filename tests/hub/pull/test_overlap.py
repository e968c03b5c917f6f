"""The heart of the feed: nothing is lost or told twice, however transactions overlap; and what loses a row."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Lock
from typing import Any

import pytest
from sqlalchemy import Connection, text

from hub.db import Store
from hub.pull import feed
from hub.pull.position import Reach, reach
from hub.pull.reconcile import days, reconcile
from tests.hub.intake.messages import TESTER, fetch
from tests.hub.pull.following import (
    STATUS,
    WORKERS,
    Receiver,
    Writer,
    add,
    correct,
    persons,
    withdraw,
)

Overlap = Callable[[Callable[[], object]], tuple[int, int]]

SECONDS = 15
STANDING = "select record_id, version, known_from from record_version where known_to = 'infinity'"
WITHDRAWN = """
select record_id, version from record_version v where closed_xid is not null and not exists (
    select from record_version n where n.record_id = v.record_id and n.version > v.version and n.xid = v.closed_xid)
"""


def held(receiver: Receiver) -> set[tuple[Any, ...]]:
    return {(record, *rest) for record, rest in receiver.held.items()}


def test_twelve_writers_and_a_reader_with_small_pages(any_store: Store) -> None:
    """The heart: every version and every withdrawal is told once, in order, and the reader ends with what stands."""
    persons(any_store)
    receiver, lock = Receiver(), Lock()
    known: list[int] = []
    until = time.monotonic() + SECONDS
    with ThreadPoolExecutor(12) as pool:
        writers = [pool.submit(Writer(any_store, known, lock, seed).write, until) for seed in range(12)]
        while time.monotonic() < until:
            receiver.read(any_store, limit=7)
        done = [writer.result() for writer in writers]
    live = sum(receiver.told.values())
    receiver.drain(any_store, limit=50)
    assert sum(writer.committed for writer in done) > 500
    assert sum(writer.undone for writer in done) > 50
    assert live > 500  # the reader was in the thick of it
    assert held(receiver) == set(fetch(any_store, STANDING))
    assert set(receiver.told.values()) == {1}
    assert {key[1:] for key in receiver.told if key[0] == "delete"} <= set(fetch(any_store, WITHDRAWN))
    told_persons(any_store, receiver)
    told_in_order(receiver)
    with any_store.transaction(TESTER) as connection:
        found = days(connection, any_store.vault, STATUS, receiver.cursor)
        assert len(found) >= 4
        for day in found:
            tally = reconcile(connection, any_store.vault, STATUS, day, receiver.cursor)
            assert tally == receiver.tally(any_store, day)


def test_what_an_older_transaction_restores_stands(any_store: Store) -> None:
    """Its number is smaller than that of the withdrawal it undoes: told in that order, the record would be gone."""
    persons(any_store)
    receiver = Receiver()
    with any_store.transaction(TESTER) as first:
        record = add(first)
    receiver.drain(any_store)
    with any_store.transaction(TESTER) as old:
        add(old)
        with any_store.transaction(TESTER) as young:
            withdraw(young, record)
        receiver.drain(any_store)
        correct(old, record)
    receiver.drain(any_store)
    assert held(receiver) == set(fetch(any_store, STANDING))
    assert (record, 2) in {(number, version) for number, version, _ in held(receiver)}


def test_what_an_older_transaction_corrects_is_not_undone(any_store: Store) -> None:
    """Three versions whose transactions' numbers run otherwise than they do, and a fourth that holds the horizon."""
    persons(any_store)
    receiver = Receiver()
    with any_store.transaction(TESTER) as old:
        add(old)
        with any_store.transaction(TESTER) as first:
            record = add(first)
        with any_store.transaction(TESTER) as open_still:
            add(open_still)
            with any_store.transaction(TESTER) as second:
                correct(second, record)
            correct(old, record)
            old.commit()
            receiver.drain(any_store)
        receiver.drain(any_store)
    assert (record, 3) in {(number, version) for number, version, _ in held(receiver)}
    assert held(receiver) == set(fetch(any_store, STANDING))


def told_persons(store: Store, receiver: Receiver) -> None:
    """Who is whom, as the store has it, of all workers of whom a record was told."""
    name = {worker: feed._pseudonym(store.vault, STATUS, worker) for worker in (*WORKERS, 21, 22)}
    expected = {
        name[worker]: name[into or worker]
        for worker, into in fetch(store, "select worker_id, merged_into from worker where worker_id <= 20")
    }
    assert receiver.persons == {worker: expected[worker] for worker in receiver.persons}
    assert len(receiver.persons) == len(WORKERS)


def told_in_order(receiver: Receiver) -> None:
    versions: dict[int, int] = {}
    for event in receiver.events:
        if event.kind == "put":
            record, version = event.record or 0, event.version or 0
            assert version > versions.get(record, 0)
            versions[record] = version


@pytest.fixture
def overlap(store: Store) -> Overlap:
    """One transaction begins first and commits last; `read` is called in between and at the end. Gives the records."""

    def run(read: Callable[[], object]) -> tuple[int, int]:
        with store.transaction(TESTER) as slow:
            late = add(slow)
            with store.transaction(TESTER) as quick:
                early = add(quick)
            read()
        read()
        return late, early

    return run


def test_what_commits_late_is_still_ahead(store: Store, overlap: Overlap) -> None:
    receiver, seen = Receiver(), []

    def read() -> None:
        receiver.read(store)
        seen.append(set(receiver.held))

    late, early = overlap(read)
    assert seen == [set(), {late, early}]


def test_without_the_horizon_a_row_is_lost(store: Store, overlap: Overlap, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same reading, with the horizon taken away."""

    def without(connection: Connection, *rest: Any) -> Reach:
        last = "select pg_snapshot_xmax(pg_current_snapshot())::text::bigint"
        return reach(connection, *rest)._replace(horizon=connection.execute(text(last)).scalar_one())

    monkeypatch.setattr(feed, "reach", without)
    receiver = Receiver()
    late, early = overlap(lambda: receiver.read(store))
    assert set(receiver.held) == {early}
    assert late not in receiver.held


def test_by_time_a_row_is_lost(store: Store, overlap: Overlap) -> None:
    """Ordered by when the hub knew, as one would first think of it."""
    found: list[tuple[Any, ...]] = []

    def read() -> None:
        after = found[-1][0] if found else None
        query = "select known_from, record_id from record_version where cast(:after as timestamptz) is null "
        found.extend(fetch(store, query + "or known_from > :after order by 1, 2", after=after))

    late, early = overlap(read)
    assert [row[1] for row in found] == [early]
    assert late != early
