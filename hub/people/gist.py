"""What each document comes to for the worker it is about, as told to whoever may read them: an allow-list of fields."""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from typing import Any

from pydantic import BaseModel

from schemas.checks.parts import pieces
from schemas.coded import InList
from schemas.codes import codelist
from schemas.records import RECORDS
from schemas.sensitivity import part_of

Line = list[dict[str, Any]]

# document -> where in it ("" is the document itself) -> which fields; what is not named is not told.
TOLD: dict[str, dict[str, tuple[str, ...]]] = {
    "examination": {"": ("exam_type",), "conclusions": ("hazards", "conclusion", "suspected_disease")},
    "suspected": {"": ("disease",)},
    "diagnosis": {"": ("disease", "case_type", "complications"), "stages": ("one_on", "two_on", "three_on")},
    "appraisal": {"case": ("disease",), "altered": ("disease",)},
    "followup": {"case": ("disease",)},
    "poisoning": {"": ("pesticide", "outcome")},
    "insured_spell": {"": ("first_month", "last_month")},
    "determination": {"": ("decision", "accepted_on", "decided_on", "served_on")},
    "assessment": {"": ("kind", "grade", "nursing")},
    "benefit": {"": ("item", "amount", "first_month", "last_month")},
    "termination": {"": ("reason",)},
    "death": {"": ("relation",)},
}


def gist(document: str, body: Mapping[str, Any], on: date) -> list[Line]:
    """A line for each part that says something: its fields with `field` (dotted path), `value` as stored (a code, a
    list of codes, ISO day, number) and `name`, that of the code on the day `on` of the event, empty for no code."""
    return [
        line for where, fields in TOLD.get(document, {}).items() for line in _lines(document, body, (where, fields), on)
    ]


def _lines(document: str, body: Mapping[str, Any], told: tuple[str, tuple[str, ...]], on: date) -> Iterator[Line]:
    where, fields = told
    held = body.get(where) if where else body
    for part in held if isinstance(held, list) else [held or {}]:
        line = [_told(document, where, name, part[name], on) for name in fields if part.get(name) is not None]
        if line:
            yield line


def _told(document: str, where: str, name: str, value: Any, on: date) -> dict[str, Any]:
    codes = _list(document, where, name)
    several = value if isinstance(value, list) else [value]
    named = "、".join(name_on(codes, str(each), on) for each in several) if codes else ""
    return {"field": f"{where}.{name}".lstrip("."), "value": value, "name": named}


def name_on(codes: str, code: str, on: date) -> str:
    """The name that the code had on a day, or has; the code itself where it never had one."""
    found = codelist(codes).get(code, on) or codelist(codes).get(code)
    return found.name if found else code


@cache
def _list(document: str, where: str, name: str) -> str | None:
    """The code list of a field."""
    part: type[BaseModel] | None = RECORDS[document]
    if where:
        part = part_of(RECORDS[document].model_fields[where].annotation)
    field = part.model_fields[name] if part else None
    marks = [*field.metadata, *pieces(field.annotation)] if field else []
    return next((mark.name for mark in marks if isinstance(mark, InList)), None)
