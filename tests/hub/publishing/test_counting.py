"""What becomes of persons and their records in the counts of a month."""

from typing import Any

import pandas as pd
import pytest
from sqlalchemy import text

from hub.db import Store
from hub.publishing.counting import EXAMINED, Frame, count_atoms
from hub.publishing.months import read_month
from tests.hub.intake.messages import TESTER
from tests.hub.publishing.filling import ZONE, case, examined, persons, version

MONTHS = ("2026-07", "2026-08", "2026-09")


def atoms(store: Store, month: str) -> pd.DataFrame:
    with store.transaction(TESTER, one_moment=True) as connection:
        return count_atoms(connection, Frame(read_month(month), ZONE, "370000"))


def only(found: pd.DataFrame) -> dict[str, Any]:
    """The one atom there is."""
    assert len(found) == 1
    return {name: value for name, value in found.iloc[0].to_dict().items() if not pd.isna(value)}


def test_persons_of_one_group_are_one_atom(any_store: Store) -> None:
    persons(any_store, 7, "2026-08-03", "370102", examined())
    assert only(atoms(any_store, "2026-08")) == {
        "month": "2026-08", "kind": EXAMINED, "city": "370100", "county": "370102", "hazard_group": "3",
        "exam_type": "02", "outcome": "neither", "count": 7}  # fmt: skip


@pytest.mark.parametrize(
    ("body", "column", "value"),
    [
        (examined(("3008", "3001")), "hazard_group", "3"),
        (examined(("3008", "1001")), "hazard_group", "several"),
        (examined(("1",)), "hazard_group", "1"),
        (examined(conclusion="02"), "outcome", "suspected"),
        (examined(conclusion="03"), "outcome", "contraindicated"),
        (examined(conclusion="04"), "outcome", "neither"),
        (examined(exam_type="01"), "exam_type", "01"),
        (case("1101"), "disease_group", "11"),
        (case("X1301"), "disease_group", "X13"),
        (case(hazards=("1001", "2001")), "hazard_group", "several"),
    ],
)
def test_the_group_of_a_record(store: Store, body: dict[str, Any], column: str, value: str) -> None:
    persons(store, 1, "2026-08-03", "370102", body)
    assert only(atoms(store, "2026-08"))[column] == value


@pytest.mark.parametrize(
    ("division", "city", "county"),
    [
        ("370102", "370100", "370102"),
        ("370102001", "370100", "370102"),
        ("371202", "370100", "370116"),  # Laiwu, since 2019 a district of Jinan
        ("370100", "370100", "370100"),
        ("370000", "370000", "370000"),
        ("110101", "other", "other"),
        ("999999", "unknown", "unknown"),
        (None, "unknown", "unknown"),
    ],
)
def test_the_place_of_a_record(store: Store, division: str, city: str, county: str) -> None:
    persons(store, 1, "2026-08-03", division, examined())
    found = only(atoms(store, "2026-08"))
    assert (found["city"], found["county"]) == (city, county)


# The versions of one record, as (known since, known until), and the month in which it counts.
LIVES: dict[str, tuple[list[tuple[str, str | None]], str | None]] = {
    "stands": ([("2026-08-03", None)], "2026-08"),
    "corrected the same month": ([("2026-08-03", "2026-08-09"), ("2026-08-09", None)], "2026-08"),
    "corrected later": ([("2026-07-03", "2026-08-09"), ("2026-08-09", None)], "2026-07"),
    "withdrawn the same month": ([("2026-08-03", "2026-08-09")], None),
    "withdrawn later": ([("2026-08-03", "2026-09-09")], "2026-08"),
    "withdrawn, then sent again later": ([("2026-07-03", "2026-07-09"), ("2026-08-09", None)], "2026-08"),
    "withdrawn after it counted, then sent again": ([("2026-07-03", "2026-08-09"), ("2026-09-09", None)], "2026-07"),
}


@pytest.mark.parametrize("life", LIVES)
def test_a_record_counts_once_in_the_month_at_whose_end_it_first_stood(store: Store, life: str) -> None:
    spans, expected = LIVES[life]
    with store.transaction(TESTER) as connection:
        connection.execute(text("insert into worker (worker_id, sex, birth_date, batch_id) values (1, '1', now(), 1)"))
        for number, (day, until) in enumerate(spans, 1):
            more = {"until": until} if until else {}
            version(connection, 1, 1, "examination", day, version=number, body=examined(), **more)
    assert [month for month in MONTHS if len(atoms(store, month))] == ([expected] if expected else [])


def test_a_month_begins_at_midnight_of_the_province(store: Store) -> None:
    (worker,) = persons(store, 1, "2026-08-03", "370102", examined())
    for moment, month in (("2026-07-31T15:59:59Z", "2026-07"), ("2026-07-31T16:00:00Z", "2026-08")):
        with store.transaction(TESTER) as connection:
            values = {"moment": moment, "worker": worker}
            connection.execute(text("update record_version set known_from = :moment where worker_id = :worker"), values)
        assert [each for each in MONTHS if len(atoms(store, each))] == [month]


def test_a_person_counts_once_in_their_last_place_with_all_that_was_found(store: Store) -> None:
    """Two workers that were found to be one, with three examinations in the month."""
    first = persons(store, 2, "2026-08-03", "370102", examined(("3008",), "02"))
    with store.transaction(TESTER) as connection:
        link = {"other": first[1], "root": first[0]}
        connection.execute(text("update worker set merged_into = :root where worker_id = :other"), link)
        version(connection, first[1], 1, "examination", "2026-08-20", division="370202", body=examined(("3008",), "03"))
    found = only(atoms(store, "2026-08"))
    assert (found["county"], found["outcome"], found["count"]) == ("370202", "both", 1)
