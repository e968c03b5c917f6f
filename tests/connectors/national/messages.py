"""Messages to start from and to spoil: our own sample, small messages of any document, streams made while read."""

import io
from collections.abc import Iterable, Iterator

from connectors.registry import FOLDER
from connectors.rows import Row, UnreadableError
from connectors.sources.national.layout import DOCUMENTS
from connectors.sources.national.parser import parse

SAMPLE = (FOLDER / "national" / "sample.xml").read_text(encoding="utf-8")
HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<DataExchange><Header><DocumentId>1</DocumentId><OperateType>{operation}</OperateType><License>1</License>\
<ReportOrgCode>370102001</ReportOrgCode><ReportZoneCode>370102000</ReportZoneCode></Header><EventBody>"""
TAIL = "</EventBody></DataExchange>"


def message(document: str, *contents: str, operation: str = "Add") -> str:
    """A message with one record, in a line of its own, for each of the contents."""
    layout = DOCUMENTS[document]
    records = "".join(
        f'<{layout.record} ID="K{number}">{content}</{layout.record}>\n' for number, content in enumerate(contents, 1)
    )
    return f"{HEAD.format(operation=operation)}<{layout.listing}>\n{records}</{layout.listing}>{TAIL}"


def rows_of(content: str | bytes) -> list[Row]:
    """All rows of a message that can be read to its end."""
    return list(parse(io.BytesIO(content.encode() if isinstance(content, str) else content)))


def read(content: str | bytes) -> tuple[list[Row], str | None, str | None]:
    """The rows read, and the code and line of what stopped the reading, if anything did."""
    rows: list[Row] = []
    try:
        rows.extend(parse(io.BytesIO(content.encode() if isinstance(content, str) else content)))
    except UnreadableError as error:
        return rows, error.issue.code, error.issue.detail.get("line")
    return rows, None, None


class Lazy(io.RawIOBase):
    """A binary file whose bytes are made while it is read."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces: Iterator[bytes] = iter(pieces)
        self._rest = b""

    def read(self, size: int = -1) -> bytes:
        while len(self._rest) < size and (piece := next(self._pieces, b"")):
            self._rest += piece
        found, self._rest = self._rest[:size], self._rest[size:]
        return found
