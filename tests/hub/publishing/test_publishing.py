"""A month is published once, when it is closed, within bounds of time, and stays as it is."""

import threading
from datetime import datetime

import orjson
import psycopg
import pytest
import sqlalchemy
from sqlalchemy import text

from hub.db import Store
from hub.errors import HubError
from hub.jobs.tasks import publish_statistics
from hub.publishing.months import last_closed, read_month
from hub.publishing.publishing import NotClosedError, Outcome, publish_month
from hub.security.actor import Actor
from hub.security.scope import Fence, Scope
from tests.hub.intake.messages import TESTER, fetch
from tests.hub.jobs.test_jobs import defer, states, work
from tests.hub.publishing.filling import ZONE, case, examined, persons

AUGUST, SEPTEMBER = read_month("2026-08"), read_month("2026-09")
EVERYTHING = "select month, name, entry from published_table order by month, place"


def fill(store: Store, day: str = "2026-08-03") -> None:
    for division, number in (("370102", 40), ("370103", 3), ("370202", 25)):
        persons(store, number, day, division, examined())
        persons(store, number, day, division, case())


def publish(store: Store, month: str = "2026-08") -> Outcome:
    return publish_month(store, TESTER, read_month(month))


def test_a_month_is_published_once_and_stays_as_it_is(any_store: Store) -> None:
    fill(any_store)
    first = publish(any_store)
    kept = fetch(any_store, EVERYTHING)
    assert first.fresh
    assert first.hidden >= 2
    assert first.tables + first.withheld == len(kept)
    fill(any_store)
    assert publish(any_store) == Outcome(**{**vars(first), "fresh": False})
    assert fetch(any_store, EVERYTHING) == kept


def test_of_two_at_once_one_publishes(store: Store) -> None:
    fill(store)
    found: list[Outcome] = []
    stores = [Store(store.settings) for _ in range(3)]
    threads = [threading.Thread(target=lambda each=each: found.append(publish(each))) for each in stores]
    for thread in threads:
        thread.start()
    for thread, each in zip(threads, stores, strict=True):
        thread.join()
        each.close()
    assert sorted(each.fresh for each in found) == [False, False, True]
    assert len({(each.cells, each.hidden) for each in found}) == 1


def test_a_month_that_has_not_ended_is_refused(store: Store) -> None:
    running = last_closed(datetime.now(ZONE), ZONE).after()
    with pytest.raises(NotClosedError, match="尚未结束"):
        publish_month(store, TESTER, running)
    assert fetch(store, "select * from publication") == []


def test_what_is_still_being_stored_is_waited_for(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """A transaction that was there before the month ended may still bring records of the month."""
    with store.transaction(TESTER):
        end = datetime.now(ZONE)
        monkeypatch.setattr("hub.publishing.months.Month.end", lambda *_: end)  # only the calendar is moved
        with pytest.raises(NotClosedError, match="尚未完成"):
            publish(store)
    assert publish(store).fresh


def test_a_month_of_nobody_is_published_too(store: Store) -> None:
    outcome = publish(store)
    assert (outcome.fresh, outcome.withheld, outcome.cells) == (True, 0, 0)


def test_what_cannot_be_protected_in_time_is_withheld(store: Store) -> None:
    fill(store)
    outcome = publish_month(store, TESTER, AUGUST, seconds=0.001)
    shown = fetch(store, "select name from published_table where entry is not null")
    assert all(name.startswith("suspected") for (name,) in shown), "of nobody, nothing needs protecting"
    assert outcome.cells == 0
    assert outcome.withheld > 20


@pytest.mark.parametrize("table", ["publication", "published_table", "counted_atoms"])
@pytest.mark.parametrize("statement", ["update {} set month = month", "delete from {}", "truncate {} cascade"])
def test_nothing_published_is_changed_or_taken_back(store: Store, table: str, statement: str) -> None:
    fill(store)
    publish(store)
    with pytest.raises(sqlalchemy.exc.ProgrammingError, match="permission denied"):
        fetch(store, statement.format(table))


@pytest.mark.parametrize("fence", list(Fence))
def test_everybody_reads_what_is_published_and_nobody_the_counts_behind_it(store: Store, fence: Fence) -> None:
    publish(store)
    with store.transaction(Actor("user", "somebody", Scope(fence))) as connection:
        assert connection.execute(text("select count(*) from publication")).scalar() == 1
        assert connection.execute(text("select count(*) from published_table")).scalar() > 20
    with (
        pytest.raises(sqlalchemy.exc.ProgrammingError) as refused,
        store.transaction(Actor("user", "somebody", Scope(fence))) as connection,
    ):
        connection.execute(text("select * from counted_atoms"))
    assert isinstance(refused.value.orig, psycopg.errors.InsufficientPrivilege)


@pytest.mark.parametrize(("told", "agrees"), [(45, True), (46, False)])
def test_earlier_tables_of_the_same_persons_are_taken_into_account(store: Store, told: int, agrees: bool) -> None:
    """A table over two months, published with the first of them."""
    persons(store, 20, "2026-08-03", "370102", examined())
    persons(store, 25, "2026-09-03", "370102", examined())
    publish(store)
    where = {"month": ["2026-08", "2026-09"], "kind": ["examined"]}
    entry = {"name": "both", "by": ["city"], "where": where, "until": None, "cells": [["370100", told]]}
    with store.transaction(TESTER) as connection:
        insert = "insert into published_table values ('2026-08', 'both', 99, cast(:entry as jsonb))"
        connection.execute(text(insert), {"entry": orjson.dumps(entry).decode()})
    if agrees:
        assert publish_month(store, TESTER, SEPTEMBER).fresh
    else:
        with pytest.raises(HubError, match="与现在的计数不符"):
            publish_month(store, TESTER, SEPTEMBER)


def test_the_job_publishes_the_last_closed_month_from_the_fifth_on(store: Store) -> None:
    published = []
    for day in ("2026-10-04T20:00Z", "2026-10-04T15:00Z", "2026-10-20T20:00Z", "2026-11-03T20:00Z"):
        publish_statistics(store, datetime.fromisoformat(day))
        published.append([row[0] for row in fetch(store, "select month from publication order by 1")])
    assert published == [["2026-09"]] * 4
    with store.transaction(TESTER) as connection:
        assert connection.execute(text("select published_by from publication")).scalar() == "job:statistics"


def test_the_queue_has_the_job(store: Store) -> None:
    defer(store, "statistics")
    work(store)
    assert states(store, "statistics") == {"succeeded"}
