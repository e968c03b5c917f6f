"""What a row comes to before the store is asked: a valid record, or the issues that hold or refuse it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

import orjson

from connectors.card import Card
from connectors.rows import Operation, Row
from schemas.base import Record
from schemas.checks import check
from schemas.issues import Issue, Severity, worst
from schemas.validation import validate


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


def judge(row: Row, card: Card, received_on: date, form: Literal["python", "json"] = "python") -> Judged:
    """Validate types, then sense and codes. Every problem of the row is found in one pass."""
    if row.operation is Operation.DELETE:
        return Judged(row, None, row.issues)
    found = validate(row.document, row.fields, form)
    if not isinstance(found, Record):
        return Judged(row, None, _with_missing(row.issues, list(_labelled(found, row.document, card))))
    issues = check(found, received_on)
    return Judged(row, found, [*row.issues, *_labelled(issues, row.document, card)] if issues else row.issues)


def _with_missing(said: list[Issue], found: list[Issue]) -> list[Issue]:
    """What validation found, without fields the parser left out because it has already said what is wrong with them.

    A row without a record is never let pass: when the parser only noted things, all that was found stands.
    """
    known = {issue.field for issue in said if issue.severity is not Severity.NOTE}
    return [*said, *(issue for issue in found if issue.field not in known)]


def _labelled(issues: list[Issue], document: str, card: Card) -> Iterator[Issue]:
    """The same issues under the names the sender knows the fields by."""
    for issue in issues:
        detail = {name: card.label(document, text) if name == "other" else text for name, text in issue.detail.items()}
        yield Issue(issue.code, card.label(document, issue.field), detail)


def pack(judged: Judged) -> bytes:
    """A row as bytes, for keeping it while it is held."""
    row = judged.row
    notes = [(issue.code, issue.field, dict(issue.detail)) for issue in row.issues]
    return orjson.dumps([row.number, row.document, row.operation, row.sender, row.key, row.fields, notes], default=str)


def unpack(packed: bytes) -> Row:
    """The row again, for `judge` with the form json."""
    number, document, operation, sender, key, fields, notes = orjson.loads(packed)
    return Row(number, document, Operation(operation), sender, key, fields, [Issue(*note) for note in notes])
