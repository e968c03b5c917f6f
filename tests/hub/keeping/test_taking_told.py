"""What others see of records that were taken away, and that nobody can take any in another way."""

from datetime import date

import duckdb
import pytest
from sqlalchemy import text

from hub.db import Store
from hub.keeping import taking
from hub.keeping.taking import apply
from hub.pull.reconcile import reconcile
from hub.security.actor import Actor
from hub.security.audit.chain import chain_entries
from hub.security.audit.check import verify_chain
from hub.security.scope import of_province, of_territory
from hub.surveillance.snapshot import Snapshot
from tests.hub.intake.messages import TESTER, bring, fetch
from tests.hub.keeping.ages import OLD, Held, correct, due, old, put, take
from tests.hub.pull.following import STATUS, Receiver

DAY = date(2026, 11, 1)
ANCIENT = date(1960, 3, 1)


def test_a_reader_of_the_feed_is_told_of_every_deletion(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    records = put(store, *(Held("determination", ANCIENT, worker) for worker in (1, 2, 3, 3)))
    kept = put(store, Held("determination", OLD, 4))
    correct(store, records[0], Held("determination", ANCIENT))
    behind, within = Receiver().drain(store), Receiver()
    within.read(store, 2)
    assert take(store, DAY).taken == 4
    for reader in (behind, within, Receiver()):
        reader.drain(store, 1)
        assert set(reader.held) == set(kept)
        with store.transaction(TESTER) as connection:
            [day] = reader.days(store)
            assert reconcile(connection, store.vault, STATUS, day, reader.cursor) == reader.tally(store, day)
    told = [(event.kind, event.record, event.version) for event in behind.events[5:]]
    assert told == [("delete", records[0], 2)] + [("delete", record, 1) for record in records[1:]]


def test_the_feed_tells_it_behind_a_fence_too(store: Store) -> None:
    [record] = put(store, Held("determination", ANCIENT))
    for division, number in (("370102", 1), ("370203", 0)):
        reader = Actor("user", "x", of_territory(division, DAY))
        receiver = Receiver().drain(store, actor=reader)
        assert len(receiver.held) == number
    reader = Actor("user", "x", of_territory("370102", DAY))
    receiver = Receiver().drain(store, actor=reader)
    take(store, DAY)
    receiver.drain(store, actor=reader)
    assert [event.kind for event in receiver.events] == ["put", "delete"]
    assert receiver.events[1].record == record


def test_the_snapshot_forgets_it(store: Store) -> None:
    bring(store, old("a", "b"))
    snapshot = Snapshot(store)
    snapshot.refresh()
    found = (
        f"select worker_id, known_from = known_to, exam_type from read_parquet('{snapshot.folder}/examination/*2006/*')"
    )
    results = f"select value from read_parquet('{snapshot.folder}/examination_result/*2006/*')"
    with duckdb.connect() as duck:
        assert len(duck.execute(results).fetchall()) == 6
        assert [row[2] for row in duck.execute(found).fetchall()] == ["02", "02"]
        take(store, DAY)
        snapshot.refresh()
        assert duck.execute(found).fetchall() == [(None, True, None)] * 2
        assert duck.execute(results).fetchall() == []


@pytest.mark.parametrize("statement", [
    "delete from record",
    "delete from record_version",
    "delete from vault.personal_part",
    "delete from vault.identity",
    "delete from payload_chunk",
    "delete from tombstone",
    "update legal_hold set until = '2000-01-01'",
    "insert into retention_list values (1, 1)",
    "insert into retention_run (as_of, rules, expected, begun_by) values ('2026-01-01', '{}', 1, 'x')",
    "insert into legal_hold (worker_id, reason, placed_by) values (1, 'x', 'somebody else')",
    "select retention_begin('2026-11-01', '{\"examination\": 14}', 1)",
    "select retention_begin('2026-11-01', '{\"diagnosis\": 200}', 1)",
    "select retention_begin('2400-01-01', '{\"examination\": 15}', 1)",
    "select set_config('ohub.actor', '', true), retention_begin('2026-11-01', '{\"examination\": 15}', 1)",
    "select set_config('ohub.actor', '', true), retention_take(1, 1)",
])  # fmt: skip
def test_the_service_can_take_nothing_in_any_other_way(store: Store, statement: str) -> None:
    put(store, Held("examination", OLD))
    with pytest.raises(Exception, match=r"permission denied|row-level security|retention:"):  # noqa: SIM117
        with store.transaction(TESTER) as connection:
            connection.execute(text(statement))
    assert due(store, DAY) == 1


def test_nobody_behind_a_fence_can_take_anything(store: Store) -> None:
    put(store, Held("examination", OLD))
    with pytest.raises(Exception, match="permission denied"):
        apply(store, Actor("user", "x", of_province()), DAY, 1)


def test_the_audit_tells_of_every_piece_and_names_nobody(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(taking, "AT_ONCE", 1)
    bring(store, old("a", "b"))
    take(store, DAY)
    found = fetch(store, "select actor, verb, workers, records, detail from audit_entry order by entry_id")
    assert [row[:4] for row in found] == [("system:test", "change", [1], [n]) for n in (1, 2)]
    assert [row[4]["identities"] for row in found] == [0, 1]
    with store.transaction(TESTER) as connection:
        chain_entries(connection, store.keys)
        assert verify_chain(connection, store.keys).wrong == 0
