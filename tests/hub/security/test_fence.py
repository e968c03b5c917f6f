"""Every table, within every fence, in a foreign place: nothing is seen. In one's own place, exactly one's own is."""

from importlib import import_module

import psycopg
import pytest
import sqlalchemy
from sqlalchemy import text

from hub.db import Store
from hub.security.actor import Actor
from hub.security.scope import Fence, Scope
from tests.hub.intake.messages import fetch
from tests.hub.security.two_places import PLACES, fill, scope

FIRST, LATER = (import_module(f"hub.migrations.versions.{name}").SEEN for name in ("0005_fence", "0008_senders"))
SEEN = {table: FIRST.get(table, {}) | LATER.get(table, {}) for table in {*FIRST, *LATER}}
SEEN["task"] = import_module("hub.migrations.versions.0017_tasks").SEEN
TABLES = """
select n.nspname || '.' || c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
where n.nspname in ('public', 'vault') and c.relkind in ('r', 'p') and c.relname <> 'alembic_version' order by 1
"""
OFFICES = (Fence.AUDITOR, Fence.SECURITY, Fence.SYSTEM)
HEALTH = {"record", "record_version", "worker", "finding", "arrival", "arrival_issue", "held_row", "payload_chunk"}
# What belongs to one place or person, and how that is told; the other tables are the hub's own business.
CHANGEABLE = {
    "record_version": "division_code",
    "worker": "sex",
    "employer": "division_code",
    "batch": "organisation",
    "vault.identity": "id_index",
    "vault.alias": "sealed",
    "arrival": "record_id",
    "finding": "employer_id",
    "link_decision": "state",
    "task_event": "actor",
    "task_attachment": "actor",
}
WHOSE = {
    "record_version": "worker_id",
    "employer": "employer_id",
    "worker": "worker_id",
    "vault.identity": "worker_id",
    "finding": "worker_id",
    "task": "worker_id",
}


def tables(store: Store) -> list[str]:
    found = [row[0].removeprefix("public.") for row in fetch(store, TABLES)]
    assert len(found) > 60  # partitions too: each can be named directly
    return found


def look(store: Store, scope_: Scope | None, query: str) -> list[tuple[object, ...]] | None:
    """The rows of a query behind a fence; None when even asking is refused."""
    try:
        with store.transaction(Actor("user", "somebody", scope_)) as connection:
            return [tuple(row) for row in connection.execute(text(query))]
    except sqlalchemy.exc.ProgrammingError as refused:
        if not isinstance(refused.orig, psycopg.errors.InsufficientPrivilege):
            raise
        return None


@pytest.mark.parametrize("fence", [fence for fence in Fence if fence is not Fence.PROVINCE])
def test_in_a_foreign_place_nothing_is_seen(any_store: Store, fence: Fence) -> None:
    """Without any filter in Python: the statement asks for everything."""
    fill(any_store)
    own = {"batch", "analysis_run", "pull_cursor"} if fence is Fence.SYSTEM else {"analysis_run"}  # when, not what
    leaks = [
        table
        for table in tables(any_store)
        if table not in own and look(any_store, scope(fence, 2), f"select * from {table}") not in (None, [])
    ]
    assert leaks == []


@pytest.mark.parametrize("fence", [fence for fence in Fence if fence not in (Fence.PROVINCE, *OFFICES)])
def test_in_ones_own_place_ones_own_is_seen_and_no_more(any_store: Store, fence: Fence) -> None:
    fill(any_store)
    for place in (0, 1):
        _, employer, _, _, worker = PLACES[place]
        mine = {"worker_id": worker, "employer_id": employer}
        for table, column in WHOSE.items():
            if fence in SEEN[table]:
                seen = look(any_store, scope(fence, place), f"select distinct {column} from {table}")
                assert seen == [(mine[column],)], (table, place)


@pytest.mark.parametrize("table", sorted(SEEN))
def test_each_policy_lets_its_own_see_something(store: Store, table: str) -> None:
    """A policy that never lets anything through would pass all other tests."""
    fill(store)
    for fence in SEEN[table]:
        assert look(store, scope(Fence(fence), 0), f"select 1 from {table}"), fence


def test_the_province_sees_both_places(store: Store) -> None:
    fill(store)
    assert look(store, scope(Fence.PROVINCE, 0), "select count(distinct worker_id) from record_version") == [(2,)]


def test_insurance_sees_no_examination(store: Store) -> None:
    fill(store)
    seen = look(store, scope(Fence.INSURANCE, 0), "select document from record_version order by 1")
    assert seen == [("assessment",), ("diagnosis",)]


@pytest.mark.parametrize("fence", OFFICES)
def test_no_administrator_sees_health(store: Store, fence: Fence) -> None:
    fill(store)
    for table in tables(store):
        if table.removeprefix("vault.") in HEALTH or table.startswith(("vault.", "record")):
            assert look(store, scope(fence, 0), f"select * from {table}") is None, table


@pytest.mark.parametrize("fence", list(Fence))
def test_a_fence_without_its_place_shows_nothing(store: Store, fence: Fence) -> None:
    fill(store)
    if fence not in (Fence.PROVINCE, Fence.SYSTEM):
        assert all(
            look(store, Scope(fence), f"select * from {table}") in (None, []) for table in {*SEEN} - {"analysis_run"}
        )


@pytest.mark.parametrize("fence", list(Fence))
@pytest.mark.parametrize("verb", ["delete from {}", "update {} set {} = null", "truncate {}"])
def test_nothing_is_changed_behind_a_fence(store: Store, fence: Fence, verb: str) -> None:
    fill(store)
    for table, column in CHANGEABLE.items():
        assert look(store, scope(fence, 0), verb.format(table, column)) is None, table


@pytest.mark.parametrize("way_out", ["set role {owner}", "set session authorization {owner}", "set row_security = off"])
def test_there_is_no_way_out(store: Store, way_out: str) -> None:
    fill(store)
    statement = way_out.format(owner=store.owner_url.username)
    assert look(store, scope(Fence.TERRITORY, 2), f"{statement}; select * from record_version") is None


def test_the_next_transaction_is_outside_again(store: Store) -> None:
    fill(store)
    assert look(store, scope(Fence.TERRITORY, 2), "select * from worker") == []
    assert look(store, None, "select count(*) from worker") == [(2,)]
