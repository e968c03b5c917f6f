"""Fields become records, or all that is wrong with them is said at once and without their values."""

from datetime import date
from typing import Any

import orjson
import pytest

from schemas.base import Record
from schemas.records import RECORDS
from schemas.validation import validate
from tests.examples import examination

NATIONAL = {
    *("employer", "examination", "suspected", "diagnosis", "appraisal", "followup", "poisoning", "measurement"),
}
INSURANCE = {"insured_spell", "determination", "assessment", "benefit", "termination", "death"}


def test_every_document_is_there() -> None:
    assert set(RECORDS) == NATIONAL | INSURANCE


@pytest.mark.parametrize("document", sorted(RECORDS))
def test_every_document_says_by_which_date_its_codes_are_chosen(document: str) -> None:
    field = RECORDS[document].model_fields[RECORDS[document].event_field]
    assert field.annotation is date
    assert field.is_required()


def test_a_right_examination_is_a_record() -> None:
    found = validate("examination", examination())
    assert isinstance(found, Record)
    assert found.event_date == date(2026, 5, 18)


def test_the_same_record_comes_out_of_its_json() -> None:
    through_json = orjson.loads(orjson.dumps(examination()))
    assert validate("examination", through_json, "json") == validate("examination", examination())


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"examined_on": None}, "field_missing", "examined_on"),
        ({"worker__name": " "}, "field_missing", "worker.name"),
        ({"hazards": ()}, "field_missing", "hazards"),
        ({"worker__name": "长" * 51}, "field_too_long", "worker.name"),
        ({"examined_on": "20260518"}, "field_invalid", "examined_on"),
        ({"exposure__months": "12"}, "field_invalid", "exposure.months"),
        ({"exposure__months": -1}, "field_invalid", "exposure.months"),
        ({"exposure__months": 80 * 12 + 1}, "field_invalid", "exposure.months"),
        ({"is_review": "0"}, "field_invalid", "is_review"),
        ({"worker": "x"}, "field_invalid", "worker"),
        ({"surprise": "x"}, "field_invalid", "surprise"),
        ({"conclusions": ({"hazards": ("3008",)},)}, "field_missing", "conclusions.0.conclusion"),
    ],
)
def test_what_is_wrong_is_named(changes: dict[str, Any], code: str, field: str) -> None:
    found = validate("examination", examination(**changes))
    assert isinstance(found, list)
    assert [(issue.code, issue.field) for issue in found] == [(code, field)]
    assert "…" not in found[0].message_zh + found[0].message_en


def test_all_problems_are_found_at_once_and_no_value_is_shown() -> None:
    found = validate("examination", examination(worker__name="机密" * 30, worker__birth_date="机密", examined_on=None))
    assert isinstance(found, list)
    assert {issue.field for issue in found} == {"worker.name", "worker.birth_date", "examined_on"}
    assert "机密" not in "".join(issue.message_zh + issue.message_en for issue in found)


def test_an_unknown_document_is_an_issue() -> None:
    found = validate("weather", {})
    assert isinstance(found, list)
    assert found[0].code == "root_unknown"
