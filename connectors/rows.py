"""What a source's parser yields: one `Row` per record that arrived, in the field names of the shared language."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, BinaryIO, Protocol

from schemas.issues import Issue


class Operation(StrEnum):
    """What the sender asks to be done with the record. A put says how it is now, whether or not it was there before."""

    ADD = "add"
    UPDATE = "update"
    DELETE = "delete"
    PUT = "put"


@dataclass(slots=True)
class Row:
    """One record of a batch, before its types are checked.

    `number` counts from 1 in the order of arrival. `sender` and `key` are the sender's own identifiers: together
    with `document` they name the record for ever. `fields` is the input of the document's record class, with
    national codes and real dates.
    """

    number: int
    document: str
    operation: Operation
    sender: str
    key: str
    fields: dict[str, Any]
    issues: list[Issue] = field(default_factory=list)


class UnreadableError(Exception):
    """The rest of the payload cannot be read. Rows already yielded stay good; the rest counts as one refused row."""

    def __init__(self, issue: Issue) -> None:
        super().__init__(issue.message_en)
        self.issue = issue


class Parse(Protocol):
    """The one function a source's `parser.py` must have."""

    def __call__(self, payload: BinaryIO) -> Iterator[Row]:
        """Rows of `payload` in order, in bounded memory. Raises UnreadableError where reading must stop."""
        ...


class Originals(Protocol):
    """What `parser.py` may have besides, for files of lines: what was sent, before anything was read into it."""

    def __call__(self, payload: BinaryIO) -> Iterator[tuple[int, list[dict[str, str]]]]:
        """The number of each row with its lines, by their headings. Raises UnreadableError as `parse` does."""
        ...
