"""The rules on examinations as they were done, case by case: what is found, on which days, and by which records."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from analytics.examinations.signs import EARS, FREQUENCIES, THRESHOLDS
from analytics.rules import rules
from tests.analytics.rules.together import Together, named, read
from tests.analytics.tables import frames

CASES = read(Path(__file__).parent, "V*.yml")
NAMED = named(CASES)
OURS = {name: rule for name, rule in rules("compliance").items() if name.startswith("V")}


@pytest.fixture(scope="module")
def together(tmp_path_factory: pytest.TempPathFactory) -> Together:
    """Each case is about one person, born in 1990 unless it says when, with its examinations written out."""
    told = {
        rule: {
            name: {"born": 1990, **case, "examination": list(map(_examination, case["examination"]))}
            for name, case in cases.items()
        }
        for rule, cases in CASES.items()
    }
    return Together(tmp_path_factory.mktemp("cases"), told, OURS)


@pytest.mark.parametrize(("rule", "name"), NAMED, ids=[f"{rule}: {name}" for rule, name in NAMED])
def test_case(rule: str, name: str, together: Together) -> None:
    case = CASES[rule][name]
    assert case.get("wrong") or case.get("right")
    for day in case.get("right", []):
        assert together.found(rule, name, day) == [], day
    for day in case.get("wrong", []):
        rows = together.found(rule, name, day)
        assert sorted(row["about"] for row in rows) == sorted(case["abouts"]), day
    if "records" in case:
        assert sorted({record for row in rows for record in row["evidence"]}) == case["records"]


def test_every_rule_has_cases_and_says_how_to_mend_it() -> None:
    assert set(OURS) == set(CASES)
    for rule in OURS.values():
        assert rule.basis
        assert rule.explained
        assert rule.must_act in {"employer", "institution"}
        assert "请" in rule.title_zh
        assert ": " in rule.title_en


def test_an_examination_is_judged_by_its_own_results(tmp_path: Path) -> None:
    """Two persons on one day: one's numbers are not held against the other's conclusions."""
    deaf = {
        "ears": {"left": [20, 20, 20, 60, 60, 60], "right": [20, 20, 20, 60, 60, 60]},
        "conclusions": {"3008": "03"},
    }
    well = {"ears": {"left": [10] * 6, "right": [10] * 6}, "conclusions": {"3008": "01"}}
    same = {"exam_type": "02", "examined_on": date(2026, 3, 2), "hazards": ["3008"]}
    rows = [{"person": n, **_examination({**same, **each})} for n, each in enumerate((deaf, well), 1)]
    rule = OURS["V02"]
    assert rule.find(frames(tmp_path, examination=rows), date(2026, 4, 1), rule).count().to_pyarrow().as_py() == 0


def _examination(row: dict[str, Any]) -> dict[str, Any]:
    """`results` maps an item to "value unit low", `ears` the twelve thresholds, `done` lists items that say a word.

    `conclusions` maps hazards, joined by commas, to a conclusion; without it nothing was found for any hazard.
    """
    told = [_result(item, str(text)) for item, text in row.get("results", {}).items()]
    told += [_result(item, f"{value} dB") for item, value in _thresholds(row.get("ears", {}))]
    told += [{"item": item, "kind": "02", "value": "未见异常"} for item in row.get("done", [])]
    concluded = row.get("conclusions", {",".join(row["hazards"]): "01"})
    conclusions = [{"hazards": hazards.split(","), "conclusion": code} for hazards, code in concluded.items()]
    left = {name: value for name, value in row.items() if name not in {"ears", "done"}}
    return {**left, "results": told, "conclusions": conclusions}


def _result(item: str, text: str) -> dict[str, Any]:
    value, unit, low = (*text.split(), None, None)[:3]
    return {"item": item, "kind": "01", "value": value, "unit": unit, "low": low, "abnormal": False}


def _thresholds(ears: dict[str, list[Any]]) -> list[tuple[str, Any]]:
    """Six thresholds of each ear, from 500 to 6000 Hz; a gap where one was not measured."""
    told = {(ear, each): ears.get(ear, [None] * 6)[n] for ear in EARS for n, each in enumerate(FREQUENCIES)}
    return [(item, told[place]) for item, place in THRESHOLDS.items() if told[place] is not None]
