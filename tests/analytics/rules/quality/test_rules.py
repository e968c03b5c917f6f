"""The rules on faulty records case by case: on which days is a fault shown, by which records, and who must mend it?"""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from analytics.rules import rules
from analytics.rules.base import COLUMNS, MORE
from tests.analytics.rules.together import Together, named, read
from tests.analytics.tables import frames

CASES = read(Path(__file__).parent, "Q*.yml")
OURS = rules("quality")


@pytest.mark.parametrize(("rule", "name"), named(CASES), ids=[f"{rule}: {name}" for rule, name in named(CASES)])
def test_case(rule: str, name: str, together: Together) -> None:
    case = CASES[rule][name]
    assert case.get("wrong") or case.get("right")
    for day in case.get("right", []):
        assert together.found(rule, name, day) == [], day
    for day in case.get("wrong", []):
        (row,) = together.found(rule, name, day)
    if "records" in case:
        assert row["evidence"] == case["records"]
    for more in MORE:
        if more in case:
            assert row[more] == case[more], more


def test_every_rule_has_cases_and_says_how_to_mend_it() -> None:
    found = rules("quality")
    assert {name for name, rule in found.items() if rule.subject == "person"} == set(CASES)
    for rule in found.values():
        assert rule.basis
        assert rule.must_act in {"employer", "fund", "institution", "department"}
        assert "请" in rule.title_zh
        assert ": " in rule.title_en


def test_two_persons_with_one_record_each_contradict_nobody(tmp_path: Path) -> None:
    tables = frames(
        tmp_path,
        diagnosis=[{"person": n, "diagnosed_on": date(2025, 3, n), "disease": "1101"} for n in (1, 2)],
        benefit=[{"person": 1, "item": "disability_allowance", "paid_on": date(2025, 9, 1), "amount": "1"}],
        death=[{"person": 2, "died_on": date(2025, 5, 1), "relation": "other"}],
    )
    assert {rule for rule in CASES if _found(tables, rule, date(2026, 1, 1))} == set()


def _found(tables: Any, name: str, day: date) -> list[dict[str, Any]]:
    rule = rules("quality")[name]
    found = rule.find(tables, day, rule)
    assert found.columns[: len(COLUMNS)] == COLUMNS
    assert set(found.columns[len(COLUMNS) :]) <= set(MORE)
    rows: list[dict[str, Any]] = found.to_pyarrow().to_pylist()
    return rows
