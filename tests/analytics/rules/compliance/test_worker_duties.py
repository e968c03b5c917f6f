"""The duties towards a worker case by case: on which days is somebody behind, and by what records is it shown?"""

from datetime import date
from pathlib import Path

import pytest

from analytics.rules import rules
from analytics.rules.base import MORE
from tests.analytics.rules.together import Together, named, read

CASES = read(Path(__file__).parent, "D*.yml")
NAMED = named(CASES)
OURS = {name: rule for name, rule in rules("compliance").items() if name.startswith("D")}
SHOWN = {"due": "due_on", "clock": "clock_on", **{name: name for name in MORE}}


@pytest.mark.parametrize(("rule", "name"), NAMED, ids=[f"{rule}: {name}" for rule, name in NAMED])
def test_case(rule: str, name: str, together: Together) -> None:
    case = CASES[rule][name]
    assert case.get("late") or case.get("fine")
    for day in case.get("fine", []):
        assert together.found(rule, name, day) == [], day
    for day in case.get("late", []):
        rows = together.found(rule, name, day)
        assert len(rows) == case.get("cases", 1), day
    for told, column in SHOWN.items():
        if told in case:
            assert rows[0][column] == case[told], told
    if "records" in case:
        assert rows[0]["evidence"] == case["records"]


def test_every_rule_has_cases_and_a_basis() -> None:
    assert set(OURS) == set(CASES)
    for rule in OURS.values():
        assert rule.basis
        assert rule.explained
        assert rule.changes_it
        assert rule.must_act in {"employer", "fund", "institution", "department"}


def test_no_number_of_theirs_is_taken_to_be_checked() -> None:
    assert not any(rule.verified(date(2026, 9, 1)) for rule in OURS.values())
