"""Writes insurance records as a JSON page or as a table, in the forms that the parser reads."""

import csv
import io
from collections.abc import Iterable
from typing import Any, BinaryIO

import orjson

from connectors.rows import Operation
from connectors.sources.insurance.layout import HEAD, LISTS, columns
from schemas.base import Record

Rows = Iterable[tuple[str, Operation, Record]]


def write_page(rows: Rows, stream: BinaryIO, next_cursor: str | None = None) -> None:
    """One page of records of any documents, with the cursor that follows it."""
    records = [
        {"id": key, "document": record.document, "operation": operation, "record": _json(record)}
        for key, operation, record in rows
    ]
    page = {"records": records} | ({"next_cursor": next_cursor} if next_cursor is not None else {})
    stream.write(orjson.dumps(page))


def write_csv(document: str, rows: Rows, stream: BinaryIO) -> None:
    """A table of one document, in UTF-8."""
    text = io.TextIOWrapper(stream, encoding="utf-8", newline="", write_through=True)
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([*HEAD, *columns(document)])
    for key, operation, record in rows:
        nested = _json(record)
        writer.writerow(
            [document, key, operation, *(_cell(nested, name, path) for name, path in columns(document).items())]
        )
    text.detach()


def _json(record: Record) -> dict[str, Any]:
    return record.model_dump(mode="json", exclude_none=True)


def _cell(nested: dict[str, Any], name: str, path: str) -> str:
    value: Any = nested
    for step in path.split("."):
        value = value.get(step) if isinstance(value, dict) else None
    if value is None:
        return ""
    if name in LISTS:
        return ";".join(":".join(_text(part.get(field)) for field in LISTS[name]).rstrip(":") for part in value)
    return _text(value)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)
