"""The rules on employers case by case: which employer is shown for what, on which days, and by which records."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from analytics.frames import Frames
from analytics.rules import rules
from analytics.rules.base import EMPLOYER_COLUMNS, MORE
from tests.analytics.rules.together import Together, named, read
from tests.analytics.tables import frames

CASES = read(Path(__file__).parent, "E*.yml")
NAMED = named(CASES)
OURS = {name: rule for name, rule in rules("compliance").items() if name.startswith("E")}


@pytest.mark.parametrize(("rule", "name"), NAMED, ids=[f"{rule}: {name}" for rule, name in NAMED])
def test_case(rule: str, name: str, together: Together) -> None:
    case = CASES[rule][name]
    assert case.get("late") or case.get("fine")
    for day in case.get("fine", []):
        assert together.found(rule, name, day) == [], day
    for day in case.get("late", []):
        rows = together.found(rule, name, day)
        assert sorted(row["about"] for row in rows) == sorted(case["abouts"]), day
    if "due" in case:
        assert {row["due_on"] for row in rows} == {case["due"]}
    if "records" in case:
        assert sorted({record for row in rows for record in row["evidence"]}) == case["records"]


def test_every_rule_is_about_employers_and_says_what_to_do() -> None:
    assert set(OURS) == set(CASES)
    for rule in OURS.values():
        assert rule.subject == "employer"
        assert rule.basis
        assert rule.explained
        assert rule.must_act in {"employer", "institution"}
        assert "请" in rule.title_zh
        assert ": " in rule.title_en


def test_one_employer_answers_for_itself_alone(tmp_path: Path) -> None:
    """Both work with noise; the report and the reading are those of the second."""
    exam = {"person": 1, "exam_type": "02", "examined_on": date(2025, 1, 10), "exposed_hazards": ["3008"]}
    noise = {"hazards": ["3008"], "density_type": "01", "unit": "dB(A)", "workplace": "一车间", "post": "冲压"}
    point = {**noise, "value": "90", "compliance": "02", "measured_on": date(2025, 1, 5)}
    tables = frames(
        tmp_path,
        examination=[{**exam, "employer_id": 1}, {**exam, "employer_id": 2}],
        employer=[{"person": 1, "employer_id": 2, "reported_on": date(2025, 1, 1)}],
        measurement=[{"person": 1, "employer_id": 2, "reported_on": date(2025, 1, 8), "results": [point]}],
    )
    day = date(2025, 6, 1)
    assert {name: [row["employer_id"] for row in found(tables, name, day)] for name in ("E01", "E03")} == {
        "E01": [1],
        "E03": [2],
    }


def found(tables: Frames, name: str, day: date) -> list[dict[str, Any]]:
    rule = OURS[name]
    table = rule.find(tables, day, rule)
    assert table.columns[: len(EMPLOYER_COLUMNS)] == EMPLOYER_COLUMNS
    assert set(table.columns[len(EMPLOYER_COLUMNS) :]) <= set(MORE)
    rows: list[dict[str, Any]] = table.to_pyarrow().to_pylist()
    return rows
