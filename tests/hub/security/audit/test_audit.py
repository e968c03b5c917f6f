"""Writing entries and reading who looked at a worker's record."""

import statistics
import time
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from hub.db import Store
from hub.errors import HubError
from hub.security.actor import Actor
from hub.security.audit.entries import Access, Verb, accesses, record_access
from hub.security.scope import Fence, Scope, of_person
from tests.hub.security.audit.auditing import AUDITED, LOOK, as_owner, chain, today, verdict, write

NUMBER = "11010519491231002X"  # the specimen of GB 11643
REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"verb": Verb.READ}, "for what purpose"),
    ({"verb": Verb.EXPORT, "purpose": "  "}, "for what purpose"),
    ({"verb": Verb.READ, "purpose": "x" * 201}, "200"),
    ({"verb": Verb.READ, "purpose": "one\ntwo"}, "one line"),
    ({"verb": Verb.READ, "purpose": f"about {NUMBER}"}, "ID numbers"),
    ({"verb": Verb.READ, "purpose": "打 13812345678"}, "phones"),
    ({"verb": Verb.CHANGE, "address": "the office"}, "network address"),
    ({"verb": Verb.CHANGE, "detail": {"name": "张三"}}, "codes only"),
    ({"verb": Verb.CHANGE, "detail": {"number": NUMBER}}, "codes only"),
    ({"verb": Verb.CHANGE, "detail": {"number": [13812345678, "13812345678"]}}, "codes only"),
    ({"verb": Verb.CHANGE, "detail": {"weight": 1.5}}, "codes only"),
    ({"verb": Verb.CHANGE, "detail": {"deep": [[1]]}}, "codes only"),
    ({"verb": Verb.CHANGE, "detail": {"large": 2**53}}, "codes only"),
    ({"verb": Verb.CHANGE, "detail": {"a b": 1}}, "codes only"),
]


def seen(store: Store, *workers: int, actor: Actor = AUDITED, **page: Any) -> list[Any]:
    with store.transaction(actor) as connection:
        return accesses(connection, workers, **page)


def test_an_entry_says_what_was_done(any_store: Store) -> None:
    before = today()
    entry_id = write(any_store)
    [entry] = seen(any_store, 1, 3)
    assert (entry.entry_id, entry.actor, entry.verb, entry.purpose) == (entry_id, "user:u7", "read", "case 12")
    assert (entry.records, entry.address, entry.detail) == ([9], "2001:db8::1", dict(LOOK.detail))
    assert before <= entry.at <= today()
    assert entry_id.version == 7
    assert entry_id.int >> 80 == (entry.at - before.fromtimestamp(0, before.tzinfo)) // timedelta(milliseconds=1)


@pytest.mark.parametrize(("access", "sentence"), REFUSED)
def test_an_entry_names_nobody(access: dict[str, Any], sentence: str) -> None:
    with pytest.raises(HubError, match=sentence) as refusal:
        Access(**access)
    assert NUMBER not in str(refusal.value)


def test_what_is_undone_leaves_no_entry(any_store: Store) -> None:
    with any_store.transaction(AUDITED) as connection:
        record_access(connection, any_store.keys, AUDITED, LOOK)
        connection.get_transaction().rollback()
    assert seen(any_store, 1) == []


def test_newest_first_by_pages(store: Store) -> None:
    written = [write(store, Access(Verb.READ, "x", (n % 2, 5))) for n in range(10)]
    pages, before = [], None
    while page := seen(store, 1, before=before, limit=2):
        pages.append([entry.entry_id for entry in page])
        before = page[-1].entry_id
    assert pages == [[written[9], written[7]], [written[5], written[3]], [written[1]]]


def test_an_entry_about_others_too_shows_neither_their_records_nor_its_detail(store: Store) -> None:
    write(store, Access(Verb.EXPORT, "x", (1, 2), (8, 9), detail={"file": 4}))
    [entry] = seen(store, 1)
    assert (entry.records, entry.detail) == ([], {})
    [whole] = seen(store, 1, 2)
    assert (whole.records, whole.detail) == ([8, 9], {"file": 4})


def test_nobody_writes_in_anothers_name(any_store: Store) -> None:
    with pytest.raises(Exception, match="row-level security"), any_store.transaction(AUDITED) as connection:
        record_access(connection, any_store.keys, Actor("user", "u8"), LOOK)


@pytest.mark.parametrize("table", ["audit_entry", "audit_link"])
@pytest.mark.parametrize("statement", ["update {} set hash = ''", "delete from {}", "truncate {}"])
def test_the_application_cannot_change_or_remove(any_store: Store, table: str, statement: str) -> None:
    write(any_store)
    chain(any_store)
    sql = statement.format(table).replace("hash", "hash" if table == "audit_link" else "purpose")
    with pytest.raises(Exception, match="permission denied"), any_store.transaction(AUDITED) as connection:
        connection.execute(text(sql))
    assert verdict(any_store).chained == 1


@pytest.mark.parametrize("fence", list(Fence))
def test_behind_every_fence_entries_are_written(store: Store, fence: Fence) -> None:
    fenced = Actor("user", "u9", Scope(fence))
    write(store, actor=fenced)
    assert (chain(store).number, verdict(store).wrong) == (1, 0)
    for statement in ("delete from audit_entry", "update audit_entry set purpose = ''", "table audit_link for update"):
        with pytest.raises(Exception, match="permission denied"), store.transaction(fenced) as connection:
            connection.execute(text(statement))


def test_a_person_sees_who_looked_at_them_alone_and_the_auditor_all(store: Store) -> None:
    mine, other = (write(store, Access(Verb.READ, "x", (worker,))) for worker in (11, 22))
    person = Actor("user", "p", of_person(11, 12))
    assert [entry.entry_id for entry in seen(store, 11, 22, actor=person)] == [mine]
    assert seen(store, 11, 22, actor=Actor("user", "p", Scope(Fence.PERSON))) == []
    auditor = Actor("user", "a", Scope(Fence.AUDITOR))
    assert [entry.entry_id for entry in seen(store, 11, 22, actor=auditor)] == [other, mine]


def test_an_entry_costs_under_a_millisecond(store: Store) -> None:
    """On a table that has entries; one for a thousand workers is one statement too."""
    as_owner(
        store,
        "insert into audit_entry select gen_random_uuid(), now(), 'x', 'read', 'x', array[n, n + 1], '{}', '', '{}', "
        "'' from generate_series(1, 20000) n",
    )
    seconds = []
    with store.transaction(AUDITED) as connection:
        for _ in range(300):
            begun = time.perf_counter()
            record_access(connection, store.keys, AUDITED, LOOK)
            seconds.append(time.perf_counter() - begun)
        begun = time.perf_counter()
        record_access(connection, store.keys, AUDITED, Access(Verb.EXPORT, "x", range(1000)))
        assert time.perf_counter() - begun < 0.1
    assert statistics.median(seconds) < 0.001
