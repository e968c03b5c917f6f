"""What documents come to: an allow-list of fields that identify nobody, with the names of their codes."""

from datetime import date

from hub.people.gist import TOLD, gist
from schemas.records import RECORDS
from schemas.sensitivity import Level, fields_at, level


def test_the_allow_list_names_fields_that_exist_and_identify_nobody() -> None:
    about_people = {name for name, record in RECORDS.items() if "worker" in record.model_fields}
    assert set(TOLD) == about_people
    for document, told in TOLD.items():
        there = dict(fields_at(RECORDS[document]))
        for where, fields in told.items():
            for name in fields:
                assert level(there[f"{where}.{name}".lstrip(".")]) in (Level.HEALTH, Level.QUASI), name


def test_a_code_has_the_name_it_had_on_the_day() -> None:
    body = {"exam_type": "02", "conclusions": [{"hazards": ["unknown"], "conclusion": "05"}, {}]}
    first, second = gist("examination", body, date(2026, 1, 1))
    assert [each["field"] for each in first] == ["exam_type"]
    assert second[0] == {"field": "conclusions.hazards", "value": ["unknown"], "name": "unknown"}
    assert gist("assessment", {"grade": 3}, date(2026, 1, 1)) == [[{"field": "grade", "value": 3, "name": ""}]]
    assert gist("measurement", {"workers": 3}, date(2026, 1, 1)) == []
