"""Bulk exports over HTTP: all of a view at one moment, in parts that resume, for whom asked and nobody else."""

import gzip
import hashlib
import os
import signal
import zlib
from datetime import timedelta
from typing import Any

import httpx
import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import create_engine, text

from hub.db import Store
from hub.door.ranges import OutsideError, read_range
from hub.pull import bulk, bulk_making
from hub.pull.bulk_lines import Place, read_blocks
from hub.pull.bulk_making import make_next
from hub.pull.feed import read_feed
from hub.pull.position import reach
from hub.pull.views import view_named
from hub.routers.pull import as_told
from hub.security.clients.agreeing import end_agreement
from schemas.identifiers import ResidentId, parse_resident_id
from tests.benchmarks.documents import resident_id
from tests.faults.commands import start
from tests.hub.intake.messages import TESTER, fetch
from tests.hub.jobs.test_jobs import until
from tests.hub.pull.examples import EXAMPLES, example
from tests.hub.pull.exchanging import put
from tests.hub.pull.following import add, correct, persons, point, withdraw
from tests.hub.routers.pulling import INSURANCE, NAMES, STATUS, agreed, asking, entries, fenced, system
from tests.hub.security.clients.systems import ACTOR, NOW

AT = f"/api/v1/bulk/{INSURANCE}"
MANY = 30000


def fill(store: Store, count: int = MANY) -> None:
    """Many diagnoses without a personal part, of workers 1 to 100."""
    persons(store)
    statement = """
        with made as (insert into record (key, source, document, version, content, event_on, deleted)
            select uuid_send(gen_random_uuid()), 'test', 'diagnosis', 1, '', '2026-03-01', false
            from generate_series(1, :count) returning record_id)
        insert into record_version (record_id, version, document, event_on, source, worker_id, division_code,
            known_from, batch_id, row, body)
        select record_id, 1, 'diagnosis', '2026-03-01', 'test', 1 + record_id % 100, '370102', now(), 1, 1,
            jsonb_build_object('disease', '1101', 'diagnosed_by_unit', md5(record_id::text)) from made
    """
    with store.transaction(TESTER) as connection:
        connection.execute(text(statement), {"count": count})
    with create_engine(store.owner_url).begin() as owner:  # as autovacuum does soon after
        owner.execute(text("analyze"))
    owner.engine.dispose()


def lines(packed: bytes) -> list[dict[str, Any]]:
    return [orjson.loads(line) for line in gzip.decompress(packed).splitlines()]


def make(store: Store, largest: int = bulk_making.LARGEST_PART) -> None:
    while make_next(store, TESTER, largest):
        pass


def done(ask: httpx.Client, at: str) -> dict[str, Any]:
    """The export when it is done, which the service's own worker sees to."""
    until(lambda: ask.get(at).json()["state"] == "done")
    told: dict[str, Any] = ask.get(at).json()
    return told


def test_all_that_stands_and_then_the_feed(store: Store) -> None:
    """From asking to the last byte, by the service's own worker; what changes meanwhile is told by the feed."""
    put(store, ("a", example("diagnosis")))
    put(store, ("b", example("appraisal")))
    who, agreement = system(store), agreed(store)
    with asking(store, who, work=True) as ask:
        answer = ask.post(AT)
        told = done(ask, answer.headers["location"])
        (part,) = told["parts"]
        taken = ask.get(part["address"])
        fed = ask.get(f"/api/v1/pull/{INSURANCE}").json()
        put(store, ("c", example("appraisal")))
        after = ask.get(f"/api/v1/pull/{INSURANCE}", params={"after": told["after"]}).json()
    assert (answer.status_code, told["percent"], told["records"]) == (202, 100, 2)
    assert (len(taken.content), hashlib.sha256(taken.content).hexdigest()) == (part["size_bytes"], part["sha256"])
    assert by_record(lines(taken.content)) == by_record(fed["events"])
    assert [event["document"] for event in after["events"]] == ["appraisal"]
    made, out = entries(store, "export")
    detail = {"view": INSURANCE, "agreement": agreement.agreement_id, "job": told["job"], "part": 1}
    workers = [row[0] for row in fetch(store, "select worker_id from worker")]
    assert made == (f"client:{agreement.client_id}", agreement.purpose, workers, detail)
    assert out[3] == detail | {"records": 2, "first_byte": 0, "bytes": part["size_bytes"]}


def by_record(events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(events, key=lambda event: event["record"])


@pytest.mark.parametrize("view", [STATUS, INSURANCE])
def test_lines_are_the_events_of_the_feed(any_store: Store, view: str) -> None:
    """Corrected, withdrawn, restored, merged, of another city, with a personal part and without."""
    store = any_store
    put(store, ("a", example("diagnosis")))
    with store.transaction(TESTER) as connection:
        connection.execute(text("insert into worker (worker_id, batch_id) select n, 1 from generate_series(50, 60) n"))
        numbers = [add(connection, worker, days=worker % 3) for worker in range(50, 60)]
        add(connection, 60, division="370202")
    with store.transaction(TESTER) as connection:
        correct(connection, numbers[0], 51)
        withdraw(connection, numbers[1])
        withdraw(connection, numbers[2])
        correct(connection, numbers[2])
        correct(connection, numbers[3], division="370202")
        point(connection, 55, 54)
    with store.transaction(fenced(store)) as connection:
        horizon = reach(connection, store.vault, view).horizon
        fed = read_feed(connection, store.vault, view_named(view), None, 1000)
        blocks = list(read_blocks(connection, store.vault, view_named(view), horizon, Place()))
    found = [orjson.loads(line) for block in blocks for line in block.lines.splitlines()]
    told = [orjson.loads(orjson.dumps(as_told(event))) for event in fed.events if event.kind == "put"]
    assert by_record(found) == by_record(told)
    assert set().union(*(block.opened for block in blocks)) == fed.opened
    assert len(found) == 9


def test_what_is_written_after_the_horizon_is_not_in_it(store: Store) -> None:
    """An export that was begun goes on as of its own moment, whatever happens between its parts."""
    fill(store)
    who, _ = system(store), agreed(store)
    with asking(store, who) as ask:
        at = ask.post(AT).headers["location"]
        assert make_next(store, TESTER, 1 << 19)
        standing = {row[0] for row in fetch(store, "select record_id from record_version")}
        with store.transaction(TESTER) as connection:
            for record in (max(standing), max(standing) - 1):
                withdraw(connection, record)
            correct(connection, max(standing) - 2)
            late = add(connection)
        make(store, 1 << 19)
        told = ask.get(at).json()
        packed = [ask.get(part["address"]).content for part in told["parts"]]
        events = [event for each in packed for event in lines(each)]
        fed = ask.get(f"/api/v1/pull/{INSURANCE}", params={"after": told["after"]}).json()["events"]
    assert len(told["parts"]) > 1
    assert all(part["size_bytes"] <= 1 << 19 for part in told["parts"])
    assert [event["record"] for event in events] == sorted(standing)
    assert {event["version"] for event in events} == {1}
    last = max(standing)
    assert {(event["kind"], event["record"]) for event in fed} == {
        ("delete", last), ("delete", last - 1), ("put", last - 2), ("put", late)}  # fmt: skip


def test_a_part_is_resumed_byte_by_byte(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "CHUNK", 1 << 18)
    fill(store)
    who, _ = system(store), agreed(store)
    with asking(store, who) as ask:
        at = ask.post(AT).headers["location"]
        make(store)
        (part,) = ask.get(at).json()["parts"]
        size, address = part["size_bytes"], part["address"]
        assert size > bulk.CHUNK  # a cut within a chunk, at its edge, and behind it
        whole = ask.get(address)
        for cut in (1, bulk.CHUNK - 1, bulk.CHUNK, bulk.CHUNK + 1, size - 1):
            rest = ask.get(address, headers={"Range": f"bytes={cut}-", "If-Range": whole.headers["etag"]})
            assert (rest.status_code, rest.content) == (206, whole.content[cut:])
            assert rest.headers["content-range"] == f"bytes {cut}-{size - 1}/{size}"
        other = ask.get(address, headers={"Range": "bytes=5-", "If-Range": '"other"'})
        assert (other.status_code, other.content) == (200, whole.content)
        assert ask.get(address, headers={"Range": f"bytes={size}-"}).status_code == 416
        assert not whole.headers["etag"].startswith("W/")
        assert len(lines(whole.content)) == MANY


def test_it_is_for_whom_asked_while_the_agreement_stands(store: Store) -> None:
    put(store, ("a", example("diagnosis")))
    who, agreement = system(store), agreed(store)
    other = system(store, "insurance-other")
    agreed(store, number="另一", client_id=other.client_id)
    with asking(store, who) as ask:
        at = ask.post(AT).headers["location"]
        make(store)
        part = ask.get(at).json()["parts"][0]["address"]
        with asking(store, other) as foreign:
            assert {foreign.get(at).status_code, foreign.get(part).status_code, foreign.delete(at).status_code} == {404}
        with asking(store, who, ("pull/case_status.read",)) as narrow:
            assert {narrow.get(at).status_code, narrow.get(part).status_code} == {404}
        assert ask.get(part).status_code == 200
        assert ask.get(f"{at}/parts/2").status_code == 404
        with store.transaction(ACTOR) as connection:
            end_agreement(connection, store.keys, ACTOR, agreement.number, NOW)
        assert {ask.get(at).status_code, ask.get(part).status_code, ask.post(AT).status_code} == {403}
        agreed(store, number="新")
        assert ask.get(part).status_code == 404
        assert ask.post(AT).headers["location"] != at
    assert fetch(store, "select count(*) from bulk_chunk") == [(0,)]


def test_without_its_agreement_nothing_is_made(store: Store) -> None:
    fill(store)
    who, agreement = system(store), agreed(store)
    with asking(store, who) as ask:
        at = ask.post(AT).headers["location"]
        make_next(store, TESTER, 1 << 19)
        with store.transaction(ACTOR) as connection:
            end_agreement(connection, store.keys, ACTOR, agreement.number, NOW)
        make(store, 1 << 19)
    failed = fetch(store, "select state, failure_en like '%was ended%' from bulk_job")
    assert (at, failed) == (at, [("failed", True)])
    assert fetch(store, "select count(*) from bulk_chunk") == [(0,)]


def test_asked_twice_it_is_one_and_deleted_it_is_gone(store: Store) -> None:
    put(store, ("a", example("diagnosis")))
    who, _ = system(store), agreed(store)
    with asking(store, who) as ask:
        at = ask.post(AT).headers["location"]
        assert ask.post(AT).headers["location"] == at
        make(store)
        assert ask.post(AT).json()["state"] == "done"
        assert ask.delete(at).status_code == 204
        assert (ask.get(at).status_code, ask.delete(at).status_code) == (404, 404)
        assert ask.post(AT).headers["location"] != at
    assert fetch(store, "select count(*) from bulk_chunk") == [(0,)]


def test_deleted_while_it_is_made_it_is_not_made(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(store)
    who, _ = system(store), agreed(store)
    with asking(store, who) as ask:
        at = ask.post(AT).headers["location"]
        real = bulk_making.read_blocks

        def deleting(*given: Any) -> Any:
            assert ask.delete(at).status_code == 204
            return real(*given)

        monkeypatch.setattr(bulk_making, "read_blocks", deleting)
        make(store)
    assert fetch(store, "select state from bulk_job") == [("cancelled",)]
    assert fetch(store, "select count(*) from bulk_chunk") == [(0,)]


def test_after_a_day_it_is_gone(store: Store) -> None:
    put(store, ("a", example("diagnosis")))
    who, _ = system(store), agreed(store)
    with asking(store, who) as ask:
        at = ask.post(AT).headers["location"]
        make(store)
        old = fetch(store, "update bulk_job set ended_at = ended_at - interval '25 hours' returning ended_at")
        assert ask.get(at).status_code == 404
    with store.transaction(TESTER) as connection:
        assert bulk.clear_old(connection, old[0][0] + timedelta(hours=23)) == 0
        assert bulk.clear_old(connection, old[0][0] + timedelta(hours=24)) == 1
    assert fetch(store, "select count(*) from bulk_chunk") == [(0,)]


def test_what_lies_in_the_store_is_sealed(store: Store) -> None:
    put(store, ("a", example("diagnosis")))
    who, _ = system(store), agreed(store)
    with asking(store, who) as ask:
        ask.post(AT)
    make(store)
    ((sealed,),) = fetch(store, "select sealed from bulk_chunk")
    assert all(name.encode() not in bytes(sealed) for name in NAMES)
    with pytest.raises(zlib.error):
        zlib.decompress(bytes(sealed), wbits=31)


def test_a_killed_worker_s_export_is_finished_by_another(store: Store) -> None:
    """Killed by signal 9 while it writes a part: the parts are whole, each record is in one of them, once."""
    fill(store, 60_000)
    who, _ = system(store), agreed(store)
    with asking(store, who) as ask:
        at = ask.post(AT).headers["location"]
        process = start(store, "worker")
        until(lambda: bool(fetch(store, "select 1 from bulk_chunk")))
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        assert ask.get(at).json()["state"] == "running"
        until(lambda: not fetch(store, "select pid from pg_locks where locktype = 'advisory' and granted"))
        make(store, 1 << 19)
        told = ask.get(at).json()
        packed = [ask.get(part["address"]).content for part in told["parts"]]
    for part, content in zip(told["parts"], packed, strict=True):
        assert hashlib.sha256(content).hexdigest() == part["sha256"]
    records = [event["record"] for each in packed for event in lines(each)]
    assert (told["state"], len(told["parts"]) > 1) == ("done", True)
    assert records == sorted(set(records))
    assert len(records) == 60_000


def test_every_person_in_it_stands_in_the_audit(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk_making, "WORKERS", 2)
    for n in range(5):
        number = parse_resident_id(resident_id(n))
        assert isinstance(number, ResidentId)
        worker = {"id_number": resident_id(n), "sex": number.sex, "birth_date": number.birth_date}
        put(store, (f"k{n}", example("diagnosis", worker={**EXAMPLES["diagnosis"]["worker"], **worker})))
    who, _ = system(store), agreed(store)
    with asking(store, who) as ask:
        ask.post(AT)
    make(store)
    named = [row[2] for row in entries(store, "export")]
    assert [len(each) for each in named] == [2, 2, 1]
    assert {each for some in named for each in some} == {
        row[0] for row in fetch(store, "select worker_id from record_version")}  # fmt: skip


# --- ranges

SIZE = 100


@pytest.mark.parametrize(
    ("header", "begin", "end", "is_part"),
    [
        (None, 0, 100, False), ("bytes=0-", 0, 100, True), ("bytes=10-19", 10, 20, True), ("bytes=99-", 99, 100, True),
        ("bytes=90-999", 90, 100, True), ("bytes=-1", 99, 100, True), ("bytes=-999", 0, 100, True),
        ("bytes=20-10", 0, 100, False), ("bytes=0-1,5-6", 0, 100, False), ("rows=1-2", 0, 100, False),
        ("bytes=", 0, 100, False), ("bytes=-", 0, 100, False), ("bytes=a-b", 0, 100, False),
    ],
)  # fmt: skip
def test_ranges(header: str | None, begin: int, end: int, is_part: bool) -> None:
    assert read_range(header, SIZE) == (begin, end, is_part)


@pytest.mark.parametrize("header", ["bytes=100-", "bytes=100-200", "bytes=-0"])
def test_ranges_outside(header: str) -> None:
    with pytest.raises(OutsideError):
        read_range(header, SIZE)


@given(st.text(max_size=30) | st.from_regex(r"bytes=[0-9]{0,4}-[0-9]{0,4}", fullmatch=True), st.integers(1, 2000))
def test_whatever_is_sent_a_range_lies_within(header: str, size: int) -> None:
    try:
        span = read_range(header, size)
    except OutsideError:
        return
    assert 0 <= span.begin < span.end <= size
    assert span.is_part or (span.begin, span.end) == (0, size)
