"""How long records are kept: the rules by day, who is past their time, and nothing younger is ever taken."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine, text

from hub.db import Store
from hub.keeping.retention import rules, standing
from schemas.records import RECORDS
from tests.hub.intake.messages import TESTER
from tests.hub.keeping.ages import Held, correct, due, left, put, take

DAY = date(2026, 11, 1)
OLD, YOUNG = date(2001, 3, 1), date(2020, 3, 1)
ANCIENT = date(1960, 3, 1)
FINDING = """
insert into finding (analysis, rule, subject, period, worker_id, evidence, raised_on, seen_on, closed_on)
values ('gaps', 'r', 's', 'p', :worker, '{}', '2026-01-01', '2026-01-01', :closed)
"""
PAIR = """
insert into link_decision (worker_id, other_id, probability, state, decided_by, decided_at)
values (1, 2, 0.9, :state, 'x', now())
"""


@pytest.mark.parametrize(
    ("document", "on", "years", "verified"),
    [
        ("examination", date(2015, 4, 30), None, False),
        ("examination", date(2015, 5, 1), 15, False),
        ("examination", date(2026, 7, 31), 15, False),
        ("examination", date(2026, 8, 1), 15, True),
        ("determination", date(2010, 12, 31), None, False),
        ("determination", date(2011, 1, 1), 50, True),
        ("benefit", DAY, 50, False),
        ("diagnosis", DAY, None, False),
        ("suspected", DAY, None, False),
    ],
)
def test_the_rule_is_that_of_the_day(document: str, on: date, years: int | None, verified: bool) -> None:
    [rule] = [rule for rule in rules(on) if rule.document == document]
    assert (rule.years, rule.verified) == (years, verified)
    assert rule.clause


def test_every_document_has_a_rule() -> None:
    assert {rule.document for rule in rules(DAY)} == set(RECORDS)


@pytest.mark.parametrize(
    ("examined", "on", "number"),
    [
        (date(2011, 5, 18), date(2026, 5, 18), 0),
        (date(2011, 5, 18), date(2026, 5, 19), 1),
        (date(2008, 2, 29), date(2023, 2, 28), 0),
        (date(2008, 2, 29), date(2023, 3, 1), 1),
    ],
)
def test_the_last_day_is_kept(store: Store, examined: date, on: date, number: int) -> None:
    put(store, Held("examination", examined))
    assert due(store, on) == number


exam = Held("examination", OLD)
spell = Held("insured_spell", ANCIENT)
CASES: dict[str, tuple[list[Held], int, int, int]] = {  # past, live and due of all documents
    "alone": ([exam], 1, 0, 1),
    "examined again": ([exam, Held("examination", YOUNG)], 0, 0, 0),
    "examined again under another number": ([exam, Held("examination", YOUNG, 2, merged_into=1)], 0, 0, 0),
    "another person examined again": ([exam, Held("examination", YOUNG, 2)], 1, 0, 1),
    "diagnosed": ([exam, Held("diagnosis", OLD)], 1, 1, 0),
    "suspected under another number": ([exam, Held("suspected", OLD, 2, merged_into=1)], 1, 1, 0),
    "determined long ago": ([exam, Held("determination", ANCIENT)], 2, 1, 1),
    "only insured": ([exam, spell._replace(body={"last_month": "1961-02-01"})], 2, 0, 2),
    "insured still": ([spell], 0, 0, 0),
    "insured until lately": ([spell._replace(body={"last_month": "1990-02-01"})], 0, 0, 0),
    "paid lately": ([Held("determination", ANCIENT), Held("benefit", YOUNG)], 0, 0, 0),
    "paid for later months": ([Held("benefit", ANCIENT, body={"last_month": "1990-02-01"})], 0, 0, 0),
    "decided late": ([Held("determination", ANCIENT, body={"decided_on": "1990-02-01"})], 0, 0, 0),
    "of nobody": ([Held("measurement", ANCIENT, None), Held("employer", ANCIENT, None)], 0, 0, 0),
}


@pytest.mark.parametrize("case", CASES)
def test_what_is_past_and_what_is_kept_nevertheless(store: Store, case: str) -> None:
    rows, past, live, number = CASES[case]
    put(store, *rows)
    found = standing(store, TESTER, DAY)
    assert sum(one.records for one in found) == len(rows)
    assert (sum(one.past for one in found), sum(one.live for one in found)) == (past, live)
    assert sum(one.due for one in found) == number


def test_a_record_that_named_another_person_is_kept_for_both(store: Store) -> None:
    [record, _] = put(store, exam, Held("examination", YOUNG, 2))
    assert due(store, DAY) == 1
    correct(store, record, Held("examination", OLD, 2))
    assert due(store, DAY) == 0


@pytest.mark.parametrize(("statement", "state", "number"), [
    (FINDING, None, 0), (FINDING, date(2026, 2, 1), 1), (PAIR, "review", 0), (PAIR, "different", 1)
])  # fmt: skip
def test_what_is_open_keeps_everything(store: Store, statement: str, state: object, number: int) -> None:
    put(store, exam, Held("diagnosis", YOUNG, 2))
    with store.transaction(TESTER) as connection:
        connection.execute(text(statement), {"worker": 1, "closed": state, "state": state})
    assert due(store, DAY) == number


days = st.dates(date(1955, 1, 1), DAY) | st.sampled_from([date(2011, 11, 1), date(1976, 11, 1), date(2008, 2, 29)])
documents = st.sampled_from(
    ["examination"] * 6 + ["determination", "benefit", "assessment", "diagnosis", "termination"]
)
rows = st.lists(st.tuples(documents, days, st.integers(1, 8)).map(lambda cells: Held(*cells)), max_size=14)
mergers = st.dictionaries(st.integers(5, 8), st.integers(1, 4), max_size=2)
YEARS = {"examination": 15, "diagnosis": None} | dict.fromkeys(
    ("determination", "benefit", "assessment", "termination"), 50
)


def later(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 2, 28)


def may_go(row: Held, of_person: list[Held], on: date) -> bool:
    """The rule once more, in other words: every record of its kind that the person has is older than its years."""
    years = YEARS[row.document]
    exam = row.document == "examination"
    kind = [one for one in of_person if one.document != "diagnosis" and (one.document == "examination") == exam]
    is_case = any(one.document not in ("examination", "termination") for one in of_person)
    return years is not None and all(later(one.day, years) < on for one in kind) and not (exam and is_case)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows, mergers, st.dates(date(2015, 5, 1), DAY))
def test_nothing_younger_than_its_time_is_ever_taken(
    store: Store, held: list[Held], merged: dict[int, int], on: date
) -> None:
    owner = create_engine(store.owner_url)
    with owner.begin() as connection:
        connection.execute(text("truncate record, record_version, vault.personal_part, tombstone, retention_run, "
                                "retention_list, worker, vault.identity, vault.alias cascade"))  # fmt: skip
    owner.dispose()
    held = [row._replace(merged_into=merged.get(row.worker or 0)) for row in held]
    numbers = put(store, *held)
    take(store, on)
    persons = [row.merged_into or row.worker for row in held]
    stays = [
        number
        for number, row, one in zip(numbers, held, persons, strict=True)
        if not may_go(row, [other for other, its in zip(held, persons, strict=True) if its == one], on)
    ]
    assert left(store) == stays
