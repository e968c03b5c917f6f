"""What a row comes to before the store is asked: a valid record, or the issues that hold or refuse it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import orjson
from schemas.checks import check
from schemas.records.validation import validate

from connectors.card import Card
from connectors.rows import Operation, Row
from schemas.base import Record
from schemas.issues import Issue, Severity, worst


@dataclass(slots=True)
class Judged:
    """A row with its issues and, when it is fit to be stored, its record. A deletion needs no record."""

    row: Row
    record: Record | None
    issues: list[Issue]

    @property
    def outcome(self) -> str | None:
        """held or rejected by what the row itself says; None when only the store can tell."""
        return {Severity.REJECT: "rejected", Severity.HOLD: "held"}.get(worst(self.issues) or Severity.NOTE)


def judge(row: Row, card: Card, received_on: date) -> Judged:
    """Validate types, then sense and codes. Every problem of the row is found in one pass."""
    if row.operation is Operation.DELETE:
        return Judged(row, None, row.issues)
    found = validate(row.document, row.fields)
    if not isinstance(found, Record):
        return Judged(row, None, [*row.issues, *_labelled(found, card)])
    issues = check(found, received_on)
    return Judged(row, found, [*row.issues, *_labelled(issues, card)] if issues else row.issues)


def _labelled(issues: list[Issue], card: Card) -> Iterator[Issue]:
    """The same issues under the names the sender knows the fields by."""
    for issue in issues:
        detail = {name: card.label(text) if name == "other" else text for name, text in issue.detail.items()}
        yield Issue(issue.code, card.label(issue.field), detail)


def pack(row: Row) -> bytes:
    """A row as bytes, for keeping it while it is held."""
    return orjson.dumps([row.number, row.document, row.operation, row.sender, row.key, row.fields])


def unpack(packed: bytes) -> Row:
    """The row again. Its fields are JSON now; `schemas.records.validation` reads both forms."""
    number, document, operation, sender, key, fields = _six(orjson.loads(packed))
    return Row(number, document, Operation(operation), sender, key, fields)


def _six(values: list[Any]) -> tuple[int, str, str, str, str, dict[str, Any]]:
    number, document, operation, sender, key, fields = values
    return number, document, operation, sender, key, fields
