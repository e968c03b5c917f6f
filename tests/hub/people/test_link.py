"""Linkage over a store: what it joins, what it leaves to a person, and that a second run changes nothing."""

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from analytics.linkage.score import score
from hub.db import Store
from hub.people.link import link_workers
from hub.people.merging import decide, undo
from hub.security.actor import Actor
from tests.analytics.linkage.people import Entry, entries_of, mistyped, population, resident_id
from tests.hub.intake.messages import TESTER, bring, fetch, message
from tests.hub.people.entries import decision, enter, merges, statements, states

NIGHT = Actor("job", "analyse")
PERSON = Actor("web", "reviewer")
BORN = date(1980, 3, 7)
ZHANG = Entry("张建国", "1", BORN, resident_id(BORN, 121), "13900000001", ())
NO_NUMBER = replace(ZHANG, id_number=None)
NAMESAKE = replace(NO_NUMBER, phone=None)
TWIN = replace(ZHANG, id_number=resident_id(BORN, 123))
PASSPORT = {"worker__id_type": "03", "worker__id_number": "E12345678"}


def test_what_intake_could_not_link_is_linked(any_store: Store) -> None:
    bring(any_store, message("a"))
    bring(any_store, message("b", **PASSPORT))
    summary = link_workers(any_store, NIGHT)
    assert (summary.rows_read, summary.merged, summary.review) == (2, 1, 0)
    [(a,), (b,)] = fetch(any_store, "select worker_id from worker order by worker_id")
    assert merges(any_store) == {b: a}
    assert fetch(any_store, "select state, decided_by from link_decision") == [("merged", "job:linkage")]


def test_examined_on_one_day_in_two_cities_waits_for_a_person(store: Store) -> None:
    bring(store, message("a"))
    bring(store, message("b", sender="370202001", reporting__area_code="370202000", **PASSPORT))
    summary = link_workers(store, NIGHT)
    assert (summary.merged, summary.review, merges(store)) == (0, 1, {})


def test_on_another_day_in_another_city_is_no_contradiction(store: Store) -> None:
    bring(store, message("a"))
    other_day = {"examined_on": date(2026, 5, 11), "reporting__area_code": "370202000"}
    bring(store, message("b", **other_day, **PASSPORT))
    assert link_workers(store, NIGHT).merged == 1


def test_the_smallest_worker_stands_for_all(store: Store) -> None:
    enter(store, [ZHANG, NO_NUMBER, replace(ZHANG, id_number=None, name="张 建国")])
    assert link_workers(store, NIGHT).merged == 2
    assert merges(store) == {2: 1, 3: 1}


def test_name_and_birth_date_alone_wait_for_a_person(store: Store) -> None:
    enter(store, [ZHANG, NAMESAKE])
    assert link_workers(store, NIGHT).review == 1
    assert (merges(store), states(store)) == ({}, {(1, 2): "review"})


def test_two_verified_numbers_never_meet_through_a_third_entry(store: Store) -> None:
    enter(store, [ZHANG, TWIN, NO_NUMBER])
    link_workers(store, NIGHT)
    assert merges(store) == {3: 1}
    assert states(store)[2, 3] == "review"


def test_a_second_run_changes_nothing(store: Store) -> None:
    _enter_population(store, 1500)
    first = link_workers(store, NIGHT)
    before = fetch(store, "select * from link_decision order by 1"), merges(store)
    second = link_workers(store, NIGHT)
    assert first.merged > 30
    assert (second.merged, second.review, second.rows_read) == (0, first.review, first.rows_read)
    assert (fetch(store, "select * from link_decision order by 1"), merges(store)) == before


def test_merges_in_a_store_are_right(store: Store) -> None:
    truth = _enter_population(store, 1500)
    link_workers(store, NIGHT)
    found = [pair for pair, state in states(store).items() if state == "merged"]
    columns = {"worker_id": [a for a, _ in found], "other_id": [b for _, b in found]}
    measured = score(pa.table(columns), truth)
    assert measured.precision >= 0.99
    assert measured.recall >= 0.7


def test_what_a_person_undid_stays_undone(store: Store) -> None:
    enter(store, [ZHANG, NO_NUMBER])
    link_workers(store, NIGHT)
    undo(store, PERSON, decision(store, 1, 2))
    assert link_workers(store, NIGHT).merged == 0
    assert (merges(store), states(store)) == ({}, {(1, 2): "undone"})


def test_what_a_person_parted_is_not_joined_through_another(store: Store) -> None:
    enter(store, [ZHANG, NAMESAKE])
    link_workers(store, NIGHT)
    decide(store, PERSON, decision(store, 1, 2), same=False)
    with_third = replace(NO_NUMBER, name="张建 国")
    enter(store, [with_third], first=3)
    link_workers(store, NIGHT)
    assert states(store)[1, 2] == "different"
    assert len({merges(store).get(worker, worker) for worker in (1, 2)}) == 2


def test_statements_do_not_grow_with_the_pairs(new_store: Callable[[], Store]) -> None:
    counted = []
    for people in (200, 1500):
        store = new_store()
        _enter_population(store, people)
        with statements(store) as sent:
            summary = link_workers(store, NIGHT)
        counted.append((len(sent), summary.merged))
    (few, merged_few), (many, merged_many) = counted
    assert merged_many > 3 * merged_few > 0
    assert few == many <= 12


def test_nothing_personal_is_said_or_put_on_disk(
    store: Store, tmp_path: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    enter(store, [ZHANG, replace(ZHANG, id_number=mistyped(ZHANG.id_number or "", Random(4)))])
    before = set(tmp_path.rglob("*"))
    link_workers(store, NIGHT)
    said = caplog.text + "".join(capfd.readouterr())
    assert not any(value in said for value in (ZHANG.name, ZHANG.id_number or "", ZHANG.phone or ""))
    assert set(tmp_path.rglob("*")) == before


def test_an_empty_store(store: Store) -> None:
    assert link_workers(store, TESTER).rows_read == 0


def _enter_population(store: Store, people: int) -> pa.Table:
    """Gives the truth, in the store's worker ids."""
    workers, truth = population(5, people, 0.05)
    enter(store, entries_of(workers))
    return truth.set_column(0, "worker_id", pc.add(truth["worker_id"], 1))
