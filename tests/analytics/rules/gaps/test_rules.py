"""The gap rules case by case: on which days is this person behind, and by what records is it shown?"""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from analytics.rules import rules
from analytics.rules.base import COLUMNS, MORE
from tests.analytics.rules.together import Together, named, read
from tests.analytics.tables import frames

CASES = read(Path(__file__).parent, "G*.yml")
OURS = rules("gaps")


@pytest.mark.parametrize(("rule", "name"), named(CASES), ids=[f"{rule}: {name}" for rule, name in named(CASES)])
def test_case(rule: str, name: str, together: Together) -> None:
    case = CASES[rule][name]
    assert case.get("late") or case.get("fine")
    for day in case.get("fine", []):
        assert together.found(rule, name, day) == [], day
    for day in case.get("late", []):
        (row,) = together.found(rule, name, day)
    if "due" in case:
        assert row["due_on"] == case["due"]
    if "records" in case:
        assert row["evidence"] == case["records"]
    for more in MORE:
        if more in case:
            assert row[more] == case[more], more


@pytest.mark.parametrize("grade", range(1, 11))
def test_every_grade_is_owed_a_lump_sum(grade: int, tmp_path: Path) -> None:
    tables = frames(
        tmp_path,
        diagnosis=[{"person": 1, "diagnosed_on": date(2026, 1, 10)}],
        insured_spell=[{"person": 1, "first_month": date(2020, 1, 1)}],
        assessment=[{"person": 1, "kind": "initial", "concluded_on": date(2026, 3, 1), "grade": grade}],
    )
    assert len(_behind(tables, "G10", date(2026, 4, 1))) == 1


def test_records_of_workers_found_to_be_one_are_read_together(tmp_path: Path) -> None:
    diagnosis = [{"person": 1, "diagnosed_on": date(2026, 3, 1)}]
    applied = [{"person": 2, "applied_on": date(2026, 3, 9)}]
    two = [{"worker_id": n, "person_id": n, "sex": "1", "birth_year": 1980} for n in (1, 2)]
    apart = frames(tmp_path, two, diagnosis=diagnosis, determination=applied)
    assert len(_behind(apart, "G03", date(2026, 4, 1))) == 1
    one = [{**row, "person_id": 1} for row in two]
    together = frames(tmp_path, one, diagnosis=diagnosis, determination=applied)
    assert _behind(together, "G03", date(2026, 4, 1)) == []


def test_every_rule_has_cases_and_a_basis() -> None:
    found = rules("gaps")
    assert set(found) == set(CASES)
    for rule in found.values():
        assert rule.basis
        assert rule.must_act in {"employer", "fund", "institution", "department"}


def test_verified_says_whether_the_numbers_were_checked() -> None:
    day = date(2026, 1, 1)
    found = {name: rule.verified(day) for name, rule in rules("gaps").items()}
    assert (found["G03"], found["G10"]) == (True, False)


def _behind(tables: Any, name: str, day: date) -> list[dict[str, Any]]:
    rule = rules("gaps")[name]
    found = rule.find(tables, day, rule)
    assert found.columns[: len(COLUMNS)] == COLUMNS
    assert set(found.columns[len(COLUMNS) :]) <= set(MORE)
    rows: list[dict[str, Any]] = found.to_pyarrow().to_pylist()
    return rows
