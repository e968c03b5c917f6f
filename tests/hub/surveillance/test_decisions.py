"""By what findings were decided: kept once for what many share, added to only where something changed."""

import hashlib
from datetime import date, timedelta
from importlib.metadata import version
from typing import Any

import orjson
import psycopg
import pytest
import sqlalchemy
from sqlalchemy import text

from analytics.parameters import parameter, path_of
from analytics.rules import rules
from hub.db import Store
from hub.security.actor import Actor
from hub.security.scope import of_employer, of_person
from hub.surveillance.analyse import analyse
from hub.surveillance.bases import bases
from schemas.overlay import overlaid
from tests.hub.intake.messages import TESTER, fetch
from tests.hub.surveillance.records import correct, put, withdraw
from tests.hub.surveillance.test_analyse import DIAGNOSED, plant, run

DAYS = "gaps/employer_application_days"
DECISIONS = "select kind, due_on, inputs, as_of from finding_decision order by decision_id"
APPRAISED = {"appraised_on": date(2026, 3, 5), "case": {"diagnosed_on": "2026-03-01", "disease": "D1"}}


def decisions(store: Store) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in fetch(store, DECISIONS)]


def test_a_run_over_unchanged_data_adds_nothing(any_store: Store) -> None:
    put(any_store, 1, "diagnosis", worker_id=5, **DIAGNOSED)
    put(any_store, 2, "diagnosis", worker_id=6, **DIAGNOSED)
    plant(any_store)
    for day in (10, 11):
        run(any_store, 4, day)
    due, first = date(2026, 3, 31), date(2026, 4, 10)
    assert sorted(decisions(any_store), key=lambda row: str(row[2]), reverse=True) == [
        ("raised", due, {"2": 1}, first),
        ("raised", None, {str(record): 1 for record in range(1060, 1069)}, first),
        ("raised", due, {"1": 1}, first),
    ]
    assert fetch(any_store, "select rule from decision_basis where rule in ('G03', 'C01') order by 1") == [
        ("C01",),
        ("G03",),
    ]


def test_a_corrected_record_is_another_input(any_store: Store) -> None:
    put(any_store, 1, "diagnosis", worker_id=5, **DIAGNOSED)
    run(any_store, 4, 10, "gaps")
    correct(any_store, 1, disease="D2")
    run(any_store, 4, 11, "gaps")
    due = date(2026, 3, 31)
    assert decisions(any_store) == [
        ("raised", due, {"1": 1}, date(2026, 4, 10)),
        ("changed", due, {"1": 2}, date(2026, 4, 11)),
    ]


def test_closed_and_raised_again(any_store: Store) -> None:
    put(any_store, 1, "diagnosis", worker_id=5, **DIAGNOSED)
    run(any_store, 4, 10, "gaps")
    put(any_store, 2, "determination", worker_id=5, applied_on=date(2026, 4, 12))
    run(any_store, 4, 20, "gaps")
    run(any_store, 4, 21, "gaps")
    withdraw(any_store, 2)
    run(any_store, 4, 22, "gaps")
    withdraw(any_store, 1)
    run(any_store, 4, 23, "gaps")
    assert [(kind, inputs, as_of.day) for kind, _, inputs, as_of in decisions(any_store)] == [
        ("raised", {"1": 1}, 10),
        ("closed", {"1": 1}, 20),
        ("raised", {"1": 1}, 22),
        ("closed", {}, 23),
    ]
    assert fetch(any_store, "select k.decision_id = max(d.decision_id) from finding k join finding_decision d "
                 "using (finding_id) group by k.finding_id, k.decision_id") == [(True,)]  # fmt: skip


def test_raised_closed_and_raised_again_on_one_day(store: Store) -> None:
    put(store, 1, "diagnosis", worker_id=5, **DIAGNOSED)
    run(store, 4, 10, "gaps")
    put(store, 2, "determination", worker_id=5, applied_on=date(2026, 4, 9))
    run(store, 4, 10, "gaps")
    withdraw(store, 2)
    run(store, 4, 10, "gaps")
    assert [kind for kind, *_ in decisions(store)] == ["raised", "closed", "raised"]


def test_another_number_of_law_is_another_basis(store: Store) -> None:
    put(store, 1, "diagnosis", worker_id=5, **DIAGNOSED)
    run(store, 4, 10, "gaps")
    edited = path_of(DAYS).read_text(encoding="utf-8").replace("value: 30", "value: 31")
    with overlaid({path_of(DAYS): edited}):
        run(store, 4, 10, "gaps")
    assert [(kind, due_on.day) for kind, due_on, *_ in decisions(store)] == [("raised", 31), ("changed", 1)]
    of_rule = (
        "select rule, content -> 'parameters' -> 0 -> 'in_force' ->> 'value' from decision_basis where rule = 'G03'"
    )
    assert sorted(fetch(store, of_rule)) == [("G03", "30.0"), ("G03", "31.0")]


def test_the_decision_says_when_it_was_known_and_by_which_program(store: Store) -> None:
    put(store, 1, "diagnosis", worker_id=5, **DIAGNOSED)
    run(store, 4, 10, "gaps")
    query = "select known_at <= decided_at, known_at >= v.known_from, package from finding_decision, record_version v"
    assert fetch(store, query) == [(True, True, version("occupational-health-hub"))]


def test_what_was_stored_after_the_snapshot_is_no_input(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """A correction that comes while the rules run was not read by them."""
    put(store, 1, "diagnosis", worker_id=5, **DIAGNOSED)
    from hub.surveillance import analyse as module

    def meanwhile(topic: str, day: date) -> Any:
        correct(store, 1, disease="D2")
        return bases(topic, day)

    monkeypatch.setattr(module, "bases", meanwhile)
    run(store, 4, 10, "gaps")
    assert [inputs for _, _, inputs, _ in decisions(store)] == [{"1": 1}]


def test_the_basis_is_the_hash_of_its_content(store: Store) -> None:
    for each in bases("gaps", date(2026, 4, 1)):
        content = orjson.dumps(each.content, option=orjson.OPT_SORT_KEYS)
        assert each.key == hashlib.sha256(content).hexdigest()
        for known in each.content["parameters"]:
            assert known["text_hash"] == hashlib.sha256(path_of(known["name"]).read_bytes()).hexdigest()


def test_each_rule_has_a_basis_with_its_parameters() -> None:
    found = {each.rule: each for each in bases("gaps", date(2026, 9, 1))}
    assert found.keys() == rules("gaps").keys()
    (days,) = found["G03"].content["parameters"]
    value = parameter(DAYS).on(date(2026, 9, 1))
    assert days["in_force"] == value.as_json()
    assert [table["name"] for table in found["G01"].content["tables"]] == ["codes/disease", "codes/disease_group"]


def test_a_basis_changes_on_the_day_the_law_does() -> None:
    """Suspicions: thirty days since the new examination standard."""
    change = date(2026, 8, 1)
    before, last, after = (
        next(each.key for each in bases("gaps", day) if each.rule == "G01")
        for day in (change - timedelta(30), change - timedelta(1), change)
    )
    assert before == last != after


CHANGES = ("update finding_decision set kind = 'closed'", "delete from finding_decision",
           "update decision_basis set rule = 'x'", "delete from decision_basis")  # fmt: skip


def test_decisions_are_only_added_to(any_store: Store) -> None:
    put(any_store, 1, "diagnosis", worker_id=5, **DIAGNOSED)
    run(any_store, 4, 10, "gaps")
    for change in CHANGES:
        with pytest.raises(sqlalchemy.exc.ProgrammingError) as refused, any_store.transaction(TESTER) as connection:
            connection.execute(text(change))
        assert isinstance(refused.value.orig, psycopg.errors.InsufficientPrivilege), change


def test_behind_a_fence_the_decisions_of_findings_there_are_seen(any_store: Store) -> None:
    put(any_store, 1, "diagnosis", worker_id=5, employer_id=1, **DIAGNOSED)
    put(any_store, 2, "diagnosis", worker_id=6, employer_id=2, **DIAGNOSED)
    analyse(any_store, TESTER, date(2026, 4, 10), ("gaps",))
    asked = "select inputs from finding_decision"
    for actor, seen in (
        (Actor("user", "a", of_employer(1, "C1")), [({"1": 1},)]),
        (Actor("user", "b", of_person(6)), [({"2": 1},)]),
        (Actor("user", "c", of_employer(3, "C3")), []),
    ):
        with any_store.transaction(actor) as connection:
            assert [tuple(row) for row in connection.execute(text(asked))] == seen
            assert len(list(connection.execute(text("select 1 from decision_basis")))) == len(seen)
