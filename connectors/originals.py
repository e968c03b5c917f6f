"""What was sent, row by row, to be given back beside what is wrong with it; and which source a file is of."""

from collections.abc import Iterator
from itertools import islice
from typing import Any, BinaryIO

from connectors.registry import Source, sources
from connectors.rows import Row, UnreadableError

WORKBOOK = b"PK\x03\x04"  # a zip archive: a spreadsheet, which only its parser unpacks


def originals(source: Source, payload: BinaryIO) -> Iterator[tuple[int, list[dict[str, str]]]]:
    """Each row with its lines; of a source that has no lines, what its parser read, under the sender's names."""
    try:
        if source.originals:
            yield from source.originals(payload)
            return
        yield from ((row.number, [_labelled(row, source)]) for row in source.parse(payload))
    except UnreadableError:  # said as an issue of the row that could not be read
        return


def _labelled(row: Row, source: Source) -> dict[str, str]:
    """A row as one line; what the sender names alike, as the results of an examination, stands in one cell."""
    found: dict[str, str] = {}
    for path, text in flat(row.fields):
        label = source.card.label(row.document, path)
        found[label] = f"{found[label]}；{text}" if label in found else text
    return found


def flat(given: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """The filled values of nested parts and lists, each with its path."""
    if isinstance(given, dict):
        for name, value in given.items():
            yield from flat(value, f"{path}.{name}" if path else str(name))
    elif isinstance(given, list | tuple):
        for number, value in enumerate(given):
            yield from flat(value, f"{path}.{number}")
    elif given is not None and given != "":
        yield path, str(given)


def source_of(payload: BinaryIO) -> str | None:
    """The one source whose parser reads the beginning of a file as rows of its own; None where none or several do."""
    payload.seek(0)
    is_workbook = payload.read(len(WORKBOOK)) == WORKBOOK
    fitting = [name for name, source in sources().items() if _reads(source, payload, is_workbook=is_workbook)]
    payload.seek(0)
    return fitting[0] if len(fitting) == 1 else None


def _reads(source: Source, payload: BinaryIO, *, is_workbook: bool) -> bool:
    if is_workbook:
        return ".xlsx" in source.card.accepts
    payload.seek(0)
    try:
        rows = list(islice(source.parse(payload), 1))
    except UnreadableError:
        return False
    return bool(rows) and rows[0].document in source.card.documents
