"""Parts a valid record into what may be read (body, results) and what identifies people (for the vault), and back."""

from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

from pydantic import BaseModel

from schemas.base import Part, Record, personal_fields
from schemas.issues import Issue
from schemas.validation import validate

COLUMNS = "results"  # the long list of a document is kept by columns: its field names once, not once per row


class Split(NamedTuple):
    """`body` and `results` go to the record, `personal` is sealed. Absent values are left out of all three."""

    body: dict[str, Any]
    results: dict[str, list[Any]] | None
    personal: dict[str, Any]


def split(record: Record) -> Split:
    """All of `record`, in three."""
    values = record.__dict__
    body: dict[str, Any] = {}
    personal: dict[str, Any] = {}
    for name, place in _plan(type(record)):
        place(name, values[name], body, personal)
    return Split(body, columns(values.get(COLUMNS)), personal)


def columns(parts: tuple[Part, ...] | None) -> dict[str, list[Any]] | None:
    """Rows of one kind as columns; a column nobody filled is left out."""
    if not parts:
        return None
    rows = [part.__dict__ for part in parts]
    table = {name: [row[name] for row in rows] for name in type(parts[0]).model_fields}
    return {name: column for name, column in table.items() if any(value is not None for value in column)}


Place = Callable[[str, Any, dict[str, Any], dict[str, Any]], None]


@cache
def _plan(part: type[BaseModel]) -> tuple[tuple[str, Place], ...]:
    """For each field of `part`, where its value goes."""
    personal = personal_fields(part)
    return tuple((name, _personal if name in personal else _nested) for name in part.model_fields if name != COLUMNS)


def _personal(name: str, value: Any, _body: dict[str, Any], personal: dict[str, Any]) -> None:
    if value is not None:
        personal[name] = value


def _nested(name: str, value: Any, body: dict[str, Any], personal: dict[str, Any]) -> None:
    """A plain value to the body; a part into its own body and personal halves; a list of parts likewise."""
    if value is None:
        return
    if isinstance(value, Part):
        body[name], sealed = _halves(value)
        if sealed:
            personal[name] = sealed
    elif isinstance(value, tuple) and value and isinstance(value[0], Part):
        halves = [_halves(part) for part in value]
        body[name] = [half[0] for half in halves]
        if any(half[1] for half in halves):
            personal[name] = [half[1] for half in halves]
    else:
        body[name] = value


def _halves(part: Part) -> tuple[dict[str, Any], dict[str, Any]]:
    values = part.__dict__
    body: dict[str, Any] = {}
    personal: dict[str, Any] = {}
    for name, place in _plan(type(part)):
        place(name, values[name], body, personal)
    return body, personal


def join(document: str, parts: Split) -> Record | list[Issue]:
    """The record again, from parts as they come out of the store (JSON), or all that is wrong with them."""
    fields = _over(parts.body, parts.personal)
    if parts.results:
        fields[COLUMNS] = _rows(parts.results)
    return validate(document, fields, "json")


def _over(body: Any, personal: Any) -> Any:
    """What `_halves` made two of, made one: the personal half has the same shape, less all that is not personal."""
    if isinstance(personal, dict) and isinstance(body, dict):
        return body | {name: _over(body.get(name), value) for name, value in personal.items()}
    if isinstance(personal, list) and isinstance(body, list):
        return [_over(*halves) for halves in zip(body, personal, strict=True)]
    return personal


def _rows(table: dict[str, list[Any]]) -> list[dict[str, Any]]:
    return [dict(zip(table, row, strict=True)) for row in zip(*table.values(), strict=True)]
