"""Every field of every record has a level, beside it or with its type; what has none is treated as the worst."""

from datetime import date
from typing import Annotated

import pytest
from pydantic import Field

from hub.intake.split import split
from schemas.base import FreeText, IdNumber, Name, Part, Phone, Record, personal_fields
from schemas.coded import Disease, Hazards
from schemas.records import RECORDS
from schemas.sensitivity import Health, Level, Plain, Quasi, declared, fields_at, level, levels, part_of
from schemas.validation import validate
from tests.examples import examination

FIELDS = [(document, path) for document, record in RECORDS.items() for path, _ in fields_at(record)]


class Trial(Part):
    """A field of each kind."""

    name: Name
    number: IdNumber | None = None
    phones: tuple[Phone, ...]
    remark: FreeText | None = None
    disease: Disease
    of_place: Plain[Hazards]
    of_person: Hazards
    day: Quasi[date] | None = None
    value: Health[Annotated[int, Field(ge=1, le=10)]]
    overruled: Plain[Disease] | None = None
    new: date | None = None


def test_there_are_fields() -> None:
    assert len(FIELDS) > 300


@pytest.mark.parametrize("document", RECORDS)
def test_every_field_declares_its_level(document: str) -> None:
    """Write `Plain[…]`, `Quasi[…]`, `Health[…]` or `Identifying[…]` beside a new field."""
    assert [path for path, field in fields_at(RECORDS[document]) if declared(field) is None] == []


def test_levels_are_read_from_field_and_type() -> None:
    identifying = dict.fromkeys(("name", "number", "phones", "remark"), Level.IDENTIFYING)
    assert levels(Trial) == identifying | {
        "disease": Level.HEALTH,
        "of_place": Level.PLAIN,
        "of_person": Level.QUASI,
        "day": Level.QUASI,
        "value": Level.HEALTH,
        "overruled": Level.PLAIN,
        "new": Level.IDENTIFYING,
    }


def test_what_is_not_declared_goes_to_the_vault() -> None:
    assert declared(Trial.model_fields["new"]) is None
    assert level(Trial.model_fields["new"]) is Level.IDENTIFYING
    assert "new" in personal_fields(Trial)


def test_a_level_changes_nothing_of_what_is_allowed() -> None:
    good = {"name": "甲", "phones": ("1",), "disease": "x", "of_place": ("1",), "of_person": ("1",)}
    assert Trial(**good, value=10).value == 10  # type: ignore[arg-type]
    for value in (0, 11, "3"):
        with pytest.raises(ValueError, match="value"):
            Trial(**good, value=value)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="of_place"):
        Trial(**good | {"of_place": ()}, value=1)  # type: ignore[arg-type]


@pytest.mark.parametrize("path", ["worker.name", "worker.id_number", "worker.phone", "reporting.remark"])
def test_what_identifies_is_in_no_body(path: str) -> None:
    record = validate("examination", examination())
    assert isinstance(record, Record)
    assert dict(fields_at(type(record)))[path] is not None
    parts = split(record)
    part, name = path.split(".")
    assert name not in parts.body[part]


@pytest.mark.parametrize(
    ("document", "path", "expected"),
    [
        ("examination", "worker.birth_date", Level.QUASI),
        ("examination", "work_type", Level.QUASI),
        ("examination", "exposure.started_on", Level.QUASI),
        ("examination", "conclusions.conclusion", Level.HEALTH),
        ("examination", "results.value", Level.HEALTH),
        ("diagnosis", "disease", Level.HEALTH),
        ("assessment", "grade", Level.HEALTH),
        ("assessment", "employer.credit_code", Level.PLAIN),
        ("measurement", "results.value", Level.PLAIN),
        ("poisoning", "division_code", Level.QUASI),
        ("followup", "address", Level.IDENTIFYING),
        ("diagnosis", "audit.auditor", Level.IDENTIFYING),
    ],
)
def test_what_is_what(document: str, path: str, expected: Level) -> None:
    assert level(dict(fields_at(RECORDS[document]))[path]) is expected


def test_a_part_has_no_level_of_its_own() -> None:
    assert part_of(RECORDS["examination"].model_fields["worker"].annotation) is not None
    assert "worker" not in levels(RECORDS["examination"])
