"""Rows without a parser, judged and stored as the pipeline does, for tests of the path after parsing."""

import io
from collections.abc import Iterator
from typing import Any

from connectors.rows import Operation, Row
from tests.examples import examination


def row(number: int, key: str, operation: Operation = Operation.ADD, **changes: Any) -> Row:
    """One examination of sender 370102001, changed by path."""
    fields = {} if operation is Operation.DELETE else examination(**changes)
    return Row(number, "examination", operation, "370102001", key, fields)


def numbered(rows: list[Row]) -> Iterator[Row]:
    for number, each in enumerate(rows, 1):
        each.number = number
        yield each


def payload(text: str) -> io.BytesIO:
    """Some bytes to stand for a file."""
    return io.BytesIO(text.encode())
