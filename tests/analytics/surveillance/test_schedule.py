"""The schedule case by case, as an occupational physician would check it."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from analytics.surveillance import CaseError, schedules

CASES: dict[str, dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("cases.yml").read_text(encoding="utf-8"))
SAID = ("owed", "not_owed", "unknown")
MINIMAL = {"hazards": [{"code": "3008", "level": 86}], "started_on": "2026-09-01", "as_of": "2026-11-23"}


def as_json(value: Any) -> Any:
    """What a program would send or receive."""
    return json.loads(json.dumps(value, default=str))


@pytest.mark.parametrize("name", CASES)
def test_case(name: str) -> None:
    case = CASES[name]
    answer = as_json(schedules(as_json({key: value for key, value in case.items() if key not in SAID})))
    found = {f"{each['hazard']} {each['type']}": each for each in answer["required"]}
    assert len(found) == len(answer["required"]), "one entry per hazard and type"
    for key, expected in as_json(case["owed"]).items():
        assert {field: found[key][field] for field in expected} == expected, key
    assert not set(case.get("not_owed", ())) & set(found)
    unknown = {" ".join(filter(None, (each["hazard"], each["type"]))): each["needs"] for each in answer["unknown"]}
    assert unknown == case.get("unknown", {})
    assert not set(unknown) & set(found), "what cannot be said is not said"


def test_an_entry_has_what_the_interface_promises() -> None:
    (entry, _) = schedules(MINIMAL)["required"]
    assert list(entry)[:10] == [
        "hazard", "type", "mandatory", "period_months", "last", "due", "overdue_days", "items", "edition", "clause",
    ]  # fmt: skip


def test_a_list_is_answered_in_order_and_one_bad_case_spoils_none() -> None:
    first, bad, last = schedules(
        [MINIMAL, {**MINIMAL, "as_of": "yesterday"}, {**MINIMAL, "hazards": [{"code": "2013"}]}]
    )
    assert [first["required"][0]["hazard"], last["required"][0]["hazard"]] == ["3008", "2013"]
    assert "as_of" in bad["problem"]["zh"]
    assert "as_of" in bad["problem"]["en"]


def test_a_single_bad_case_is_refused() -> None:
    with pytest.raises(CaseError, match="started_on"):
        schedules({**MINIMAL, "started_on": None})


def test_entries_follow_the_hazards_as_told_and_then_the_types() -> None:
    told = {**MINIMAL, "hazards": [{"code": "3008", "level": 86}, {"code": "1038"}], "left_on": "2027-01-01"}
    assert [(each["hazard"], each["type"]) for each in schedules(told)["required"]] == [
        ("3008", "01"), ("3008", "03"), ("1038", "01"), ("1038", "03"),
    ]  # fmt: skip


def test_every_unknown_has_a_sentence_in_both_languages() -> None:
    for case in CASES.values():
        for each in schedules(as_json({key: value for key, value in case.items() if key not in SAID}))["unknown"]:
            assert each["zh"].endswith("。")
            assert each["en"].endswith(".")
            assert "{" not in each["zh"] + each["en"]
