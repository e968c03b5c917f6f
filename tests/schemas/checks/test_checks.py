"""What a record of right types may still get wrong, one spoilt field at a time."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.base import Record
from schemas.checks import check
from schemas.codes import all_lists
from schemas.codes.titles import TITLES
from schemas.validation import validate
from tests.examples import RECEIVED_ON, examination

OTHER_PASSPORT = {"worker__id_type": "03", "worker__id_number": "E12345678"}
CONCLUSION = {"hazards": ("3008",)}


def issues(changes: dict[str, Any]) -> list[tuple[str, str]]:
    record = validate("examination", examination(**changes))
    assert isinstance(record, Record), record
    return [(issue.code, issue.field) for issue in check(record, RECEIVED_ON)]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, []),
        # codes
        ({"exam_type": "09"}, [("code_unknown", "exam_type")]),
        ({"hazards": ("3008", "777777")}, [("code_unknown", "hazards.1")]),
        ({"employer__division_code": "370199"}, [("code_unknown", "employer.division_code")]),
        ({"employer__division_code": "371200"}, [("code_not_in_force", "employer.division_code")]),
        ({"employer__division_code": "110105"}, []),
        # a re-examination is a conclusion only before 2026-08-01
        ({"conclusions": ({**CONCLUSION, "conclusion": "05"},), "examined_on": date(2026, 7, 31)}, []),
        (
            {"conclusions": ({**CONCLUSION, "conclusion": "05"},), "examined_on": date(2026, 8, 1)},
            [("code_not_in_force", "conclusions.0.conclusion")],
        ),
        # identity
        ({"worker__id_number": "370102198003071218"}, [("id_check_digit", "worker.id_number")]),
        ({"worker__id_number": "37010219800307121"}, [("id_invalid", "worker.id_number")]),
        ({"worker__id_number": "370102800307121"}, []),
        ({"worker__sex": "2"}, [("sex_conflict", "worker.sex")]),
        ({"worker__sex": "9"}, []),
        ({"worker__birth_date": date(1980, 3, 8)}, [("birth_date_conflict", "worker.birth_date")]),
        ({"worker__id_number": None}, [("condition_missing", "worker.id_number")]),
        ({"worker__id_type": "88", "worker__id_number": None}, []),
        (OTHER_PASSPORT, []),
        ({"employer__credit_code": "91370100MA3C00001J"}, [("credit_code_invalid", "employer.credit_code")]),
        # dates
        ({"examined_on": RECEIVED_ON}, []),
        ({"examined_on": RECEIVED_ON + timedelta(1)}, [("date_in_future", "examined_on")]),
        ({"exposure__started_on": date(1929, 12, 31)}, [
            ("date_too_early", "exposure.started_on"), ("date_order", "exposure.started_on")]),
        ({**OTHER_PASSPORT, "worker__birth_date": date(1928, 1, 1)}, []),
        ({"exposure__started_on": date(2026, 5, 19)}, [("date_order", "examined_on")]),
        # conditions
        ({"conclusions": ({**CONCLUSION, "conclusion": "02"},)}, [
            ("condition_missing", "conclusions.0.suspected_disease")]),
        ({"conclusions": ({**CONCLUSION, "conclusion": "02", "suspected_disease": "1101"},)}, []),
        ({"conclusions": ({**CONCLUSION, "conclusion": "03"},)}, [
            ("condition_missing", "conclusions.0.contraindication")]),
        ({"hazards": ("1099",)}, [("condition_missing", "hazard_other")]),
        ({"hazards": ("1099",), "hazard_other": "某种粉尘"}, []),
    ],
)  # fmt: skip
def test_each_problem_and_no_other(changes: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    assert issues(changes) == expected


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        ("25", "dB", []),
        ("-5.5", "dB", []),
        ("<5", "分贝", []),
        ("25", None, []),
        ("阴性", "dB", ["number_expected"]),
        ("25dB", "dB", ["number_expected"]),
        ("25", "mmHg", ["unit_unknown"]),
    ],
)
def test_item_results_are_only_noted(value: str, unit: str | None, expected: list[str]) -> None:
    result = {"item": "3040100", "kind": "01", "value": value, "unit": unit, "abnormal": False}
    assert [code for code, _ in issues({"results": (result,)})] == expected


def test_candidates_are_the_nearest_codes_and_their_names() -> None:
    record = validate("examination", examination(hazards=("30088",)))
    assert isinstance(record, Record)
    (issue,) = check(record, RECEIVED_ON)
    assert "3008 噪声" in issue.message_zh
    assert "职业病危害因素" in issue.message_zh


def test_every_list_has_a_title() -> None:
    assert set(TITLES) == set(all_lists())


@given(st.text(max_size=20), st.text(max_size=18), st.dates())
def test_nothing_that_can_be_typed_raises(code: str, number: str, day: date) -> None:
    changed = examination(exam_type=code, worker__id_number=number, worker__birth_date=day, examined_on=day)
    record = validate("examination", changed)
    if isinstance(record, Record):
        check(record, RECEIVED_ON)
