"""What goes when a record's time is over, what stays, and that nobody is told anything false."""

import io
import threading
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import text

from connectors.rows import Operation
from connectors.sources.national.writer import Header, write
from hub.db import Store
from hub.errors import HubError, UnavailableError
from hub.intake.pipeline import interpret
from hub.intake.release import release_batch
from hub.keeping import taking
from hub.keeping.holds import hold_worker
from hub.keeping.taking import apply
from tests.analytics.linkage.people import resident_id
from tests.hub.intake.messages import TESTER, bring, fetch, record
from tests.hub.keeping.ages import LONG_AGO, OLD, Held, counts, due, left, old, put, take

DAY = date(2026, 11, 1)
ANCIENT = date(1960, 3, 1)
SUMS = "select received, accepted, held, rejected, duplicates from batch order by batch_id"


def test_everything_of_a_person_goes_and_the_counts_still_add_up(any_store: Store) -> None:
    bring(any_store, old("a", "b"))
    bring(any_store, old("a", worker__name="测试乙", operation=Operation.UPDATE))  # a version and a name more
    assert counts(any_store, "record_version", "vault.alias") == [3, 1]
    assert bring(any_store, old("b")).duplicates == 1
    sums = fetch(any_store, SUMS)
    done = take(any_store, DAY)
    assert (done.taken, done.spared, done.identities, done.payloads) == (2, 0, 1, counts(any_store, "batch")[0])
    assert fetch(any_store, SUMS) == sums
    assert fetch(any_store, "select count(*), count(record_id) from arrival") == [(sum(row[0] for row in sums), 0)]
    gone = ("record", "vault.personal_part", "vault.identity", "vault.alias", "payload_chunk", "retention_list")
    assert counts(any_store, *gone) == [0] * len(gone)
    assert fetch(any_store, "select sex, birth_date from worker") == [(None, None)]
    assert fetch(any_store, "select document, year from tombstone") == [("examination", 2006)] * 2
    remains = "select distinct event_on, worker_id, body::text, results, batch_id from record_version"
    assert fetch(any_store, remains) == [(date(2006, 1, 1), None, "{}", None, 0)]
    assert due(any_store, DAY) == 0


def test_bytes_stay_while_a_row_of_theirs_stays_or_waits(store: Store) -> None:
    somebody = {"worker__id_number": resident_id(date(1985, 5, 5), 121), "worker__birth_date": date(1985, 5, 5)}
    gone, waiting = bring(store, old("a")), bring(store, old("b").replace(b"<EXAM_TYPE_CODE>02", b"<EXAM_TYPE_CODE>09"))
    stream = io.BytesIO()
    rows = [("c", record(**LONG_AGO)), ("d", record(**somebody))]
    write("examination", rows, stream, Header(Operation.ADD, "370102001", "370102000", "", ""))
    both = bring(store, stream.getvalue())
    assert (gone.accepted, waiting.held, both.accepted) == (1, 1, 2)
    done = take(store, DAY)
    assert (done.taken, done.identities, done.payloads) == (2, 1, 1)
    kept = fetch(store, "select distinct batch_id from payload_chunk order by 1")
    assert kept == [(waiting.batch_id,), (both.batch_id,)]
    assert [interpret(store, each.batch_id, TESTER) for each in (gone, both)] == [gone, both]
    with store.transaction(TESTER) as connection:
        release_batch(connection, store, waiting.batch_id)
    assert counts(store, "held_row") == [1]


def test_a_person_keeps_their_name_while_any_record_is_left(store: Store) -> None:
    put(store, Held("examination", OLD), Held("measurement", OLD, None))
    put(store, Held("examination", OLD, 2), Held("insured_spell", OLD, 3, merged_into=2))
    put(store, Held("examination", OLD, 5, merged_into=4), Held("examination", OLD, 4))
    assert take(store, DAY).identities == 3
    assert fetch(store, "select worker_id from vault.identity order by 1") == [(2,), (3,)]
    assert counts(store, "vault.alias") == [2]
    assert fetch(store, "select worker_id from worker where birth_date is null order by 1") == [(1,), (4,), (5,)]


def test_another_number_than_was_seen_changes_nothing(store: Store) -> None:
    put(store, Held("examination", OLD), Held("examination", OLD, 2))
    for wrong in (0, 1, 3):
        with pytest.raises(HubError, match="2 records are due now"):
            apply(store, TESTER, DAY, wrong)
    with pytest.raises(HubError, match="day to come"):
        apply(store, TESTER, date(2400, 1, 1), 2)
    assert counts(store, "record", "tombstone", "retention_run", "audit_entry") == [2, 0, 0, 0]


def some(store: Store) -> None:
    """Records that go in several pieces: what one piece takes must not free what was not seen."""
    for worker in range(1, 6):
        put(store, Held("determination", ANCIENT, worker), Held("examination", OLD, worker))
        put(store, Held("examination", OLD, worker + 10), Held("examination", date(2020, 1, 1), worker + 20))


def what_is_left(store: Store) -> list[list[tuple[Any, ...]]]:
    tables = ("tombstone", "record", "vault.personal_part", "vault.identity", "arrival", "retention_list")
    keys = {"vault.identity": "worker_id", "arrival": "row"}
    return [
        [tuple(row) for row in fetch(store, f"select {keys.get(t, 'record_id')} from {t} order by 1")] for t in tables
    ]


def test_broken_off_and_run_again_it_comes_to_the_same(
    new_store: Callable[[], Store], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(taking, "AT_ONCE", 2)
    calm, broken = new_store(), new_store()
    for store in (calm, broken):
        some(store)
    number = due(calm, DAY)
    assert apply(calm, TESTER, DAY, number).taken == number == 10

    def stop(_taken: int) -> None:
        raise KeyboardInterrupt

    for _ in range(3):
        with pytest.raises(KeyboardInterrupt):
            apply(broken, TESTER, DAY, number, stop)
    assert counts(broken, "tombstone", "retention_run") == [6, 1]
    assert apply(broken, TESTER, DAY, number).taken == 4
    assert what_is_left(broken) == what_is_left(calm)
    assert fetch(broken, "select count(*) from retention_run where ended_at is null") == [(0,)]


def test_a_hold_placed_meanwhile_is_waited_for_and_respected(store: Store) -> None:
    put(store, *(Held("examination", OLD, worker) for worker in (1, 2)))
    done: list[Any] = []
    with store.transaction(TESTER) as connection:
        connection.execute(
            text("insert into legal_hold (worker_id, reason, placed_by) values (1, 'x', :by)"), {"by": str(TESTER)}
        )
        thread = threading.Thread(target=lambda: done.append(apply(store, TESTER, DAY, 2)))
        thread.start()
        thread.join(1)
        assert thread.is_alive()  # the list is made without the hold, the taking waits for it
    thread.join()
    assert (done[0].taken, done[0].spared) == (1, 1)
    assert len(left(store)) == 1


def test_an_import_is_waited_for_and_the_run_goes_on_afterwards(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(taking, "PATIENCE", "100ms")
    monkeypatch.setattr(taking, "TRIES", 2)
    batch = bring(store, old("a")).batch_id
    with store.transaction(TESTER) as importing:
        importing.execute(text("select from batch where batch_id = :batch for update"), {"batch": batch})
        with pytest.raises(UnavailableError, match="import is going on"):
            apply(store, TESTER, DAY, 1)
    assert counts(store, "record", "tombstone") == [1, 0]
    assert apply(store, TESTER, DAY, 1).taken == 1


def test_what_arrives_between_seeing_and_taking_spares_the_record(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(taking, "AT_ONCE", 1)
    put(store, Held("examination", OLD, 1), Held("examination", OLD, 2), Held("examination", OLD, 3))
    hold_worker(store, TESTER, 3, "2026-001")

    def examined_again(_taken: int) -> None:
        put(store, Held("examination", date(2026, 10, 1), 2))

    done = apply(store, TESTER, DAY, 2, examined_again)
    assert (done.taken, done.spared) == (1, 1)
