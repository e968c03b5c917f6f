"""Chaining: numbers without gap or fork, in the order of commits, whoever writes, undoes, chains or dies at once."""

import random
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text

from hub.db import Store
from hub.security.actor import Actor
from hub.security.audit.chain import chain_entries
from hub.security.audit.entries import Access, Verb, record_access
from tests.faults.commands import environment
from tests.hub.security.audit.auditing import AUDITED, LOOK, as_owner, chain, numbers, verdict, write

WRITERS, ROUNDS = 50, 6
# Writes `count` entries, chains, and dies by signal 9 at the named moment.
DIES = """
import os, signal
from hub.config import settings
from hub.db import Store
from hub.security.audit.chain import chain_entries
from tests.hub.security.audit.auditing import AUDITED, write

store = Store(settings())
for _ in range(5):
    write(store)
if "{moment}" == "before chaining":
    os.kill(os.getpid(), signal.SIGKILL)
with store.transaction(AUDITED) as connection:
    assert chain_entries(connection, store.keys).number == 5
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_fifty_writers_leave_no_gap_and_no_fork(any_store: Store) -> None:
    stores = [Store(any_store.settings) for _ in range(3)]  # so that each writer has a connection of its own
    start = threading.Barrier(WRITERS)
    with ThreadPoolExecutor(WRITERS) as pool:
        written = list(pool.map(lambda n: writer(stores[n % 3], n, start), range(WRITERS)))
    chain(any_store)
    order = [entry for _, entry in numbers(any_store)]
    assert [number for number, _ in numbers(any_store)] == list(range(1, len(order) + 1))
    assert sorted(order) == sorted(entry for entries in written for entry in entries)
    place = {entry: number for number, entry in enumerate(order)}
    for entries in written:
        assert sorted(entries, key=place.__getitem__) == entries  # one after the other, as they were committed
    assert (verdict(any_store).chained, verdict(any_store).wrong) == (len(order), 0)
    for store in stores:
        store.close()


def writer(store: Store, n: int, start: threading.Barrier) -> list[object]:
    """Some rounds of one writer: some undone, some followed by chaining. Gives what it committed."""
    luck, actor, kept = random.Random(n), Actor("user", f"u{n}"), []
    start.wait()
    for _ in range(ROUNDS):
        with store.transaction(actor) as connection:
            entries = [
                record_access(connection, store.keys, actor, Access(Verb.CHANGE, workers=(n, k)))
                for k in range(luck.randint(1, 3))
            ]
            time.sleep(luck.random() / 50)
            if undone := luck.random() < 0.3:
                connection.get_transaction().rollback()
        kept += [] if undone else entries
        if luck.random() < 0.4:
            chain(store)
    return kept


def test_chainers_at_once_chain_each_entry_once(store: Store) -> None:
    for _ in range(40):
        write(store)
    with ThreadPoolExecutor(8) as pool:
        ends = list(pool.map(lambda _: chain(store), range(8)))
    assert {end.number for end in ends} == {40}
    assert verdict(store).wrong == 0


def test_who_commits_late_is_chained_late_and_holds_up_nobody(store: Store) -> None:
    with store.transaction(AUDITED) as late:
        first = record_access(late, store.keys, AUDITED, LOOK)
        begun = time.perf_counter()
        others = [write(store) for _ in range(3)]
        assert chain(store).number == 3
        write(store)
        assert chain(store).number == 4
        assert time.perf_counter() - begun < 5
    assert chain(store).number == 5
    assert [entry for _, entry in numbers(store)][:3] == others
    assert numbers(store)[-1] == (5, first)
    assert verdict(store).wrong == 0


def test_a_writer_does_not_wait_while_somebody_chains(store: Store) -> None:
    write(store)
    with store.transaction(AUDITED) as chaining:
        assert chain_entries(chaining, store.keys).number == 1
        with store.transaction(AUDITED) as connection:
            connection.execute(text("set local lock_timeout = '1s'"))
            record_access(connection, store.keys, AUDITED, LOOK)
    assert chain(store).number == 2


@pytest.mark.parametrize("moment", ["before chaining", "while chaining"])
def test_a_process_killed_leaves_what_the_next_one_chains(store: Store, moment: str) -> None:
    script = DIES.replace("{moment}", moment)
    process = subprocess.run([sys.executable, "-c", script], env=environment(store), check=False, timeout=60)
    assert process.returncode == -signal.SIGKILL
    assert (verdict(store).chained, verdict(store).waiting, verdict(store).wrong) == (0, 5, 0)
    assert chain(store).number == 5
    assert (verdict(store).chained, verdict(store).waiting, verdict(store).wrong) == (5, 0, 0)


def test_chaining_looks_only_at_what_is_new(store: Store) -> None:
    write(store)
    assert chain(store).horizon > 0
    write(store)
    as_owner(store, "update audit_entry set xid = 3 where entry_id not in (select entry_id from audit_link)")
    assert chain(store).number == 1
    assert chain(store, thorough=True).number == 2


def test_in_a_restored_store_nothing_is_left_out(store: Store) -> None:
    """Another server counts its transactions anew: what is known of the last ones does not hold there."""
    write(store)
    chain(store)
    as_owner(store, "update audit_link set horizon = horizon + 1000000")
    write(store)
    assert chain(store).number == 2
    write(store)
    assert chain(store).number == 3
    assert verdict(store).wrong == 0


def test_a_forged_entry_is_not_chained(store: Store) -> None:
    write(store)
    as_owner(
        store,
        "insert into audit_entry select gen_random_uuid(), at, actor, verb, purpose, workers, records, address, "
        "detail, stamp from audit_entry",
    )
    assert chain(store, thorough=True).number == 1
    assert (verdict(store).wrong, verdict(store).waiting) == (1, 0)


def test_nothing_to_chain_is_an_empty_chain(store: Store) -> None:
    assert chain(store) == (0, bytes(32), chain(store).horizon)
    assert (verdict(store).chained, verdict(store).head.number, verdict(store).wrong) == (0, 0, 0)
