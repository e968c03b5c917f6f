"""The expression over tables says of every case what the schedule says of it."""

from datetime import date
from typing import Any

import ibis
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from analytics.surveillance import duties, schedules
from analytics.surveillance.duties import COLUMNS, EXAMS, JOBS
from tests.analytics.surveillance.test_schedule import CASES, SAID

JOB = dict(
    zip(JOBS, ("int64", "int64", "string", "float64", "int64", "string", "date", "date", "boolean"), strict=True)
)
EXAM = dict(zip(EXAMS, ("int64", "string", "string", "date", "boolean"), strict=True))
AS_OF = date(2026, 11, 23)
# A hazard of every kind of rule: level, class, phases, both editions, one edition, several sections, follow-up, none.
HAZARDS = (
    "3008", "1038", "1021", "1006", "1022", "1023", "1032", "2013", "2145", "2283", "2331", "2158", "2175", "2136",
    "2223", "2119", "2120", "3010", "6004", "6006", "6007", "2022", "5001", "9998",
)  # fmt: skip
DAYS = st.one_of(
    st.dates(date(2012, 1, 1), date(2028, 12, 31)),
    st.dates(date(2026, 7, 25), date(2026, 8, 7)),
    st.sampled_from([date(2024, 2, 29), date(2025, 8, 31), date(2014, 10, 1), AS_OF]),
)


@st.composite
def hazards(draw: st.DrawFn) -> dict[str, Any]:
    return {
        "code": draw(st.sampled_from(HAZARDS)),
        "level": draw(st.none() | st.sampled_from([0.0, 0.1, 3.0, 79.9, 80.0, 84.9, 85.0, 90.0])),
        "class": draw(st.none() | st.integers(0, 4)),
        "group": draw(st.sampled_from([None, "large", "small"])),
    }


@st.composite
def cases(draw: st.DrawFn) -> dict[str, Any]:
    told = draw(st.lists(hazards(), min_size=1, max_size=3, unique_by=lambda hazard: hazard["code"]))
    started_on, *left = sorted(draw(st.lists(DAYS, min_size=1, max_size=2)))
    codes = st.lists(st.sampled_from([hazard["code"] for hazard in told]), min_size=1, max_size=2, unique=True)
    exam = st.fixed_dictionaries(
        {
            "type": st.sampled_from(["01", "02", "02", "03", "04", "05"]),
            "on": DAYS,
            "hazards": codes,
            "review": st.booleans(),
        }
    )
    return {
        "hazards": told,
        "started_on": started_on,
        "left_on": left[0] if left else None,
        "exams": draw(st.lists(exam, max_size=5)),
        "as_of": AS_OF,
        "unchanged": draw(st.sampled_from([None, True, False])),
    }


def tables(told: list[dict[str, Any]]) -> tuple[ibis.Table, ibis.Table]:
    """The cases as the tables that `duties` takes; each case is one job of one person."""
    jobs, exams = [], []
    for number, case in enumerate(told):
        of_job = {
            "job_id": number,
            "person_id": number,
            **{name: case.get(name) for name in ("started_on", "left_on", "unchanged")},
        }
        jobs += [{**of_job, **hazard, "hazard": hazard["code"]} for hazard in case["hazards"]]
        exams += [
            {
                "person_id": number,
                "hazard": code,
                "type": exam["type"],
                "examined_on": exam["on"],
                "review": exam.get("review", False),
            }
            for exam in case.get("exams", ())
            for code in exam["hazards"]
        ]
    return _table(jobs, JOB), _table(exams, EXAM)


def _table(rows: list[dict[str, Any]], schema: dict[str, str]) -> ibis.Table:
    return ibis.memtable([{name: row.get(name) for name in schema} for row in rows], schema=schema)


def rows(told: list[dict[str, Any]], as_of: date = AS_OF) -> dict[tuple[int, str, str], dict[str, Any]]:
    found = duties(*tables(told), as_of).to_pyarrow().to_pylist()
    keyed = {(row["job_id"], row["hazard"], row["type"]): row for row in found}
    assert len(keyed) == len(found), "one row per job, hazard and type"
    return keyed


def by_case(told: list[dict[str, Any]]) -> dict[tuple[int, str, str], dict[str, Any]]:
    answers = schedules(told)
    assert not any("problem" in answer for answer in answers)
    return {
        (number, entry["hazard"], entry["type"]): {
            "job_id": number,
            "person_id": number,
            **{name: entry[name] for name in COLUMNS if name in entry},
        }
        for number, answer in enumerate(answers)
        for entry in answer["required"]
    }


def compare(told: list[dict[str, Any]], as_of: date = AS_OF) -> None:
    over_tables, one_by_one = rows(told, as_of), by_case(told)
    for key in sorted(set(over_tables) | set(one_by_one)):
        assert over_tables.get(key) == one_by_one.get(key), told[key[0]]


@pytest.mark.parametrize("as_of", sorted({case["as_of"] for case in CASES.values()}), ids=str)
def test_the_cases_that_were_worked_out_by_hand(as_of: date) -> None:
    told = [{key: value for key, value in case.items() if key not in SAID} for case in CASES.values()]
    compare([case for case in told if case["as_of"] == as_of], as_of)


@settings(max_examples=12, deadline=None, phases=[Phase.generate])  # shrinking eighty cases would take an hour
@given(st.lists(cases(), min_size=40, max_size=80))
def test_the_same_as_case_by_case(told: list[dict[str, Any]]) -> None:
    compare(told)


def test_a_person_with_two_jobs_is_owed_by_each() -> None:
    job = {"person_id": 7, "hazard": "3008", "level": 86.0, "class": None, "group": None, "unchanged": None}
    jobs = [
        {**job, "job_id": 1, "started_on": date(2020, 1, 1), "left_on": date(2025, 12, 31)},
        {**job, "job_id": 2, "started_on": date(2026, 1, 1), "left_on": None},
    ]
    exams = [{"person_id": 7, "hazard": "3008", "type": "02", "examined_on": date(2025, 12, 1), "review": False}]
    found = duties(_table(jobs, JOB), _table(exams, EXAM), AS_OF).to_pyarrow().to_pylist()
    told = {(row["job_id"], row["type"]): (row["last"], row["due"]) for row in found}
    assert told == {
        (1, "01"): (None, date(2020, 1, 1)),
        (1, "03"): (date(2025, 12, 1), date(2025, 12, 31)),
        (2, "01"): (None, date(2026, 1, 1)),
        (2, "02"): (None, date(2027, 1, 1)),
    }


def test_no_jobs_no_duties() -> None:
    assert duties(_table([], JOB), _table([], EXAM), AS_OF).columns == COLUMNS
    assert duties(_table([], JOB), _table([], EXAM), AS_OF).count().execute() == 0
