"""The snapshot: nobody can be named from it, nothing is missing, and only what changed is written."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest
from sqlalchemy import text

from connectors.rows import Operation
from hub.db import Store
from hub.surveillance.snapshot import Snapshot
from tests.examples import WORKER
from tests.hub.intake.messages import TESTER, bring, message

INSERT = """
insert into record_version (record_id, version, document, event_on, source, worker_id, known_from, batch_id, row, body)
values (:id, 1, :document, :on, 'test', :worker, now(), 1, 1, cast(:body as jsonb))
"""


def read(snapshot: Snapshot, query: str) -> list[tuple[Any, ...]]:
    """Rows of a query in which `{}` is the snapshot's folder."""
    return duckdb.sql(query.format(snapshot.folder)).fetchall()


def contents(snapshot: Snapshot) -> dict[str, list[tuple[Any, ...]]]:
    """All rows of all files that have any."""
    paths = sorted(snapshot.folder.rglob("*.parquet"))
    rows = {path: duckdb.read_parquet(str(path)).fetchall() for path in paths}
    return {str(path.relative_to(snapshot.folder)): sorted(found, key=str) for path, found in rows.items() if found}


def exams(snapshot: Snapshot, columns: str = "count(*)") -> list[tuple[Any, ...]]:
    return read(snapshot, f"select {columns} from '{{}}/examination/*/part.parquet' order by all")


def insert(connection: Any, record_id: int, document: str = "diagnosis", on: str = "2026-01-05", **values: Any) -> None:
    given = {"id": record_id, "document": document, "on": on, "worker": None, "body": "{}", **values}
    connection.execute(text(INSERT), given)


def test_nobody_can_be_named_from_it(any_store: Store) -> None:
    bring(any_store, message("a", "b"))
    bring(any_store, message("c", worker__name="某某乙", worker__id_type="03", worker__id_number="E12345678"))
    snapshot = Snapshot(any_store)
    snapshot.refresh()
    assert_nobody_named(snapshot, *PERSONAL)


def test_what_is_personal_stays_out_even_if_it_lay_in_a_body(store: Store) -> None:
    """The columns come from the record classes, not from what happens to be stored."""
    worker = {**WORKER, "birth_date": "1980-03-07", "emergency_name": "某某丙"}
    body = {
        "worker": worker,
        "employer": {"contact_name": "某某丁"},
        "reporting": {"remark": "某某戊"},
        "name": "某某己",
    }
    with store.transaction(TESTER) as connection:
        insert(connection, 1, body=json.dumps({**body, "diagnosed_by": "某某庚", "disease": "D1"}))
    snapshot = Snapshot(store)
    snapshot.refresh()
    assert read(snapshot, "select disease from '{}/diagnosis/*/part.parquet'") == [("D1",)]
    assert_nobody_named(snapshot, *PERSONAL, "某某")


PERSONAL = (
    *(str(WORKER[name]) for name in ("name", "id_number", "phone")),
    *("某某乙", "E12345678", "填表人", "1980-03-07", "datetime.date(1980, 3, 7)"),
)


def assert_nobody_named(snapshot: Snapshot, *personal: str) -> None:
    """None of `personal` is in any file, neither in its bytes nor in what they unpack to."""
    paths = [path for path in snapshot.folder.rglob("*") if path.is_file()]
    assert len(paths) > 10
    for path in paths:
        rows = duckdb.read_parquet(str(path)).fetchall() if path.suffix == ".parquet" else []
        content = path.read_bytes() + str(rows).encode()
        assert not [n for n, value in enumerate(personal) if value.encode() in content], path.name


def test_it_holds_what_the_store_holds(any_store: Store) -> None:
    bring(any_store, message("a"))
    snapshot = Snapshot(any_store)
    snapshot.refresh()
    ((hazard, months, conclusion, open_),) = exams(
        snapshot, "hazards[1], exposure.months, conclusions[1].conclusion, known_to is null"
    )
    assert (hazard, months, conclusion, open_) == ("3008", 130, "01", True)
    results = read(snapshot, "select item, value, abnormal from '{}/examination_result/*/part.parquet' order by all")
    assert results == [("3040100", "10", False), ("3040200", "11", False), ("3040300", "12", False)]
    assert read(snapshot, "select sex, birth_year, worker_id = person_id from '{}/worker.parquet'") == [
        ("1", 1980, True)
    ]
    assert len(read(snapshot, "select * from '{}/employer.parquet'")) == 1


def test_workers_go_by_their_pseudonyms(store: Store) -> None:
    with store.transaction(TESTER) as connection:
        connection.execute(
            text("insert into worker (worker_id, sex, batch_id) select n, '1', 1 from generate_series(1, 3) n")
        )
        connection.execute(text("update worker set merged_into = worker_id - 1 where worker_id > 1"))
        insert(connection, 1, worker=3)
    snapshot = Snapshot(store)
    snapshot.refresh()
    one, two, three = (store.vault.pseudonym(n) for n in (1, 2, 3))
    rows = read(snapshot, "select worker_id, person_id from '{}/worker.parquet'")
    assert set(rows) == {(one, one), (two, one), (three, one)}  # a chain of merges ends at its first worker
    assert read(snapshot, "select worker_id from '{}/diagnosis/*/part.parquet'") == [(three,)]


def test_every_document_has_its_table_from_the_start(store: Store) -> None:
    snapshot = Snapshot(store)
    assert (snapshot.refresh().files, contents(snapshot)) == (0, {})
    assert (
        read(snapshot, "select item, paid_on, amount, person from '{}/benefit/*/*.parquet', (select 1 as person)") == []
    )
    assert read(snapshot, "select hazards, measured_on from '{}/measurement_result/*/*.parquet'") == []


STEPS: list[tuple[str, Operation, dict[str, Any]]] = [
    ("ab", Operation.ADD, {}),
    ("c", Operation.ADD, {"examined_on": date(2024, 3, 1)}),
    ("a", Operation.UPDATE, {"is_review": True}),
    ("b", Operation.UPDATE, {"examined_on": date(2025, 3, 1)}),
    ("c", Operation.DELETE, {}),
]


def play(store: Store, after_each: Callable[[], object]) -> None:
    for keys, operation, changes in STEPS:
        outcome = bring(store, message(*keys, operation=operation, **changes))
        assert outcome.accepted == len(keys)
        after_each()


def test_step_by_step_comes_to_the_same_as_at_once(any_store: Store, tmp_path: Path) -> None:
    by_steps, at_once = Snapshot(any_store, tmp_path / "steps"), Snapshot(any_store, tmp_path / "once")
    play(any_store, by_steps.refresh)
    at_once.refresh()
    assert contents(by_steps) == contents(at_once)
    assert exams(by_steps) == [(5,)]  # a and b twice, c once, all versions kept
    assert exams(by_steps, "year(event_on), version, known_to is null") == [
        *[(2024, 1, False), (2025, 2, True), (2026, 1, False), (2026, 1, False), (2026, 2, True)]
    ]


def test_a_deleted_record_stands_closed(any_store: Store) -> None:
    snapshot = Snapshot(any_store)
    bring(any_store, message("a"))
    snapshot.refresh()
    bring(any_store, message("a", operation=Operation.DELETE))
    assert snapshot.refresh().files == 1
    assert exams(snapshot, "version, known_to > known_from") == [(1, True)]


def test_only_files_with_changes_are_written(store: Store) -> None:
    snapshot = Snapshot(store)
    with store.transaction(TESTER) as connection:
        insert(connection, 1, on="2024-01-05")
        insert(connection, 2, on="2025-01-05")
        insert(connection, 3, document="assessment", on="2025-01-05")
    assert snapshot.refresh().files == 3
    before = inodes(snapshot)
    assert snapshot.refresh().files == 0
    with store.transaction(TESTER) as connection:
        insert(connection, 4, on="2025-01-06")
    assert snapshot.refresh().files == 1
    after = inodes(snapshot)
    assert {name for name in after if after[name] != before.get(name)} == {"diagnosis/year=2025/part.parquet"}


def inodes(snapshot: Snapshot) -> dict[str, tuple[int, int]]:
    documents = list(snapshot.folder.rglob("part.parquet"))
    return {str(p.relative_to(snapshot.folder)): (p.stat().st_ino, p.stat().st_mtime_ns) for p in documents}


def test_a_late_commit_is_not_missed(any_store: Store) -> None:
    """The earlier transaction commits after the later one has been read: by its number alone it would seem old."""
    snapshot = Snapshot(any_store)
    with any_store.transaction(TESTER) as slow:
        insert(slow, 1, on="2024-01-05")
        with any_store.transaction(TESTER) as quick:
            insert(quick, 2, on="2025-01-05")
        snapshot.refresh()
        assert read(snapshot, "select record_id from '{}/diagnosis/*/part.parquet'") == [(2,)]
        snapshot.refresh()
    snapshot.refresh()
    assert read(snapshot, "select record_id from '{}/diagnosis/*/part.parquet' order by 1") == [(1,), (2,)]


def test_a_late_closing_is_not_missed(store: Store) -> None:
    snapshot = Snapshot(store)
    with store.transaction(TESTER) as connection:
        insert(connection, 1)
    close = text(
        "update record_version set known_to = now(), closed_by = 1, closed_xid = pg_current_xact_id()::text::bigint"
    )
    with store.transaction(TESTER) as slow:
        slow.execute(close)
        with store.transaction(TESTER) as quick:
            insert(quick, 2, on="2025-01-05")
        snapshot.refresh()
    snapshot.refresh()
    closed = "select known_to is not null from '{}/diagnosis/*/part.parquet' where record_id = 1"
    assert read(snapshot, closed) == [(True,)]


def test_an_interrupted_refresh_is_done_again(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    with store.transaction(TESTER) as connection:
        insert(connection, 1, on="2024-01-05")
        insert(connection, 2, on="2025-01-05")
    snapshot = Snapshot(store)
    with monkeypatch.context() as patch:
        patch.setattr("hub.surveillance.snapshot.Snapshot._write_registers", full)
        with pytest.raises(OSError, match="full"):
            snapshot.refresh()
    assert snapshot.refresh().files == 2


def full(*_: object) -> None:
    raise OSError("disk full")


def test_another_database_starts_anew(new_store: Callable[[], Store], tmp_path: Path) -> None:
    first, second = new_store(), new_store()
    with first.transaction(TESTER) as connection:
        insert(connection, 1, on="2024-01-05")
    Snapshot(first, tmp_path / "s").refresh()
    with second.transaction(TESTER) as connection:
        insert(connection, 7, on="2025-01-05")
    snapshot = Snapshot(second, tmp_path / "s")
    snapshot.refresh()
    assert read(snapshot, "select record_id from '{}/diagnosis/*/part.parquet'") == [(7,)]


def test_amounts_and_lists_keep_their_types(store: Store) -> None:
    with store.transaction(TESTER) as connection:
        insert(connection, 1, document="benefit", body='{"amount": "65000.10", "item": "disability_lump_sum"}')
        insert(
            connection,
            2,
            document="insured_spell",
            body='{"wages": [{"from_month": "2026-01-01", "monthly_wage": "4.5"}]}',
        )
        insert(connection, 3, document="followup", body='{"division_code": "370103"}')
    snapshot = Snapshot(store)
    snapshot.refresh()
    assert str(read(snapshot, "select amount from '{}/benefit/*/part.parquet'")[0][0]) == "65000.10"
    assert str(read(snapshot, "select wages[1].monthly_wage from '{}/insured_spell/*/part.parquet'")[0][0]) == "4.50"
    assert read(snapshot, "select division_code from '{}/followup/*/part.parquet'") == [("370103",)]
