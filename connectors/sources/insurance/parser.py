"""Reads work-injury insurance records in any of their three forms: a JSON page, JSON lines, or a table (CSV).

The first bytes tell the form. `docs/reference/insurance.md` describes them.
"""

import csv
import itertools
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO

import orjson

from connectors.originals import flat
from connectors.rows import Operation, Row, UnreadableError
from connectors.sources.insurance.layout import DOCUMENTS, HEAD
from connectors.sources.insurance.nesting import from_flat, from_nested
from connectors.sources.insurance.values import read
from schemas.issues import Issue
from schemas.records import RECORDS

LARGEST_PAGE = 64 * 2**20  # bytes of one page, and of one line
BOM = b"\xef\xbb\xbf"
_OPERATIONS = {operation.value: operation for operation in Operation}


def parse(payload: BinaryIO) -> Iterator[Row]:
    """Rows in order. A row without an operation says how its record is now, whatever it was before."""
    for number, given in enumerate(_given(payload), 1):
        yield _row(number, given)


def originals(payload: BinaryIO) -> Iterator[tuple[int, list[dict[str, str]]]]:
    """Each record as it was sent; of a nested one the parts are named by their paths."""
    for number, given in enumerate(_given(payload), 1):
        yield number, [dict(flat(given))]


def _given(payload: BinaryIO) -> Iterator[Any]:
    first = payload.readline(LARGEST_PAGE).removeprefix(BOM)
    while first.isspace():
        first = payload.readline(LARGEST_PAGE)
    if not first:
        raise UnreadableError(Issue("file_empty"))
    yield from _json(first, payload) if first.lstrip().startswith((b"{", b"[")) else _table(first, payload)


def _json(first: bytes, payload: BinaryIO) -> Iterator[Any]:
    """The records of a page, or of lines that are a record each."""
    try:
        head = orjson.loads(first)
    except orjson.JSONDecodeError:
        head = _loaded(first + payload.read(LARGEST_PAGE))
    if isinstance(head, dict) and "records" in head:
        records = head["records"]
        if not isinstance(records, list) or payload.read(1).strip():
            raise UnreadableError(Issue("page_unreadable"))
        yield from records
        return
    yield head
    while line := payload.readline(LARGEST_PAGE):
        if line.strip():
            yield _loaded(line)


def _loaded(text: bytes) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        raise UnreadableError(Issue("page_unreadable")) from None


def _table(first: bytes, payload: BinaryIO) -> Iterator[dict[str, str]]:
    lines = _decoded(itertools.chain([first], iter(lambda: payload.readline(LARGEST_PAGE), b"")))
    rows = csv.reader(lines, strict=True)
    try:
        names = next(rows)
        for name in HEAD[:2]:
            if name not in names:
                raise UnreadableError(Issue("column_missing", name))
        if twice := next((name for name in names if name and names.count(name) > 1), None):
            raise UnreadableError(Issue("field_repeated", twice[:100]))
        for cells in filter(None, rows):
            pairs = itertools.zip_longest(names, cells, fillvalue="")
            yield {name: text for name, text in pairs if text and (name or text.strip())}
    except csv.Error:
        raise UnreadableError(Issue("table_unreadable")) from None


def _decoded(lines: Iterable[bytes]) -> Iterator[str]:
    """The lines as text. The first that is not ASCII decides between UTF-8 and GB18030."""
    encoding = "ascii"
    for line in lines:
        if encoding == "ascii" and not line.isascii():
            encoding = "utf-8" if _fits(line, "utf-8") else "gb18030"
        if not _fits(line, encoding):
            raise UnreadableError(Issue("encoding_unreadable"))
        yield line.decode(encoding)


def _fits(line: bytes, encoding: str) -> bool:
    try:
        line.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _row(number: int, given: Any) -> Row:
    """One record, nested or flat."""
    issues: list[Issue] = []
    if not isinstance(given, dict):
        return Row(number, "unreadable", Operation.ADD, "", "", {}, [Issue("page_unreadable")])
    document = str(given.get("document"))
    operation = _OPERATIONS.get(str(given.get("operation") or Operation.PUT))
    if operation is None:
        issues.append(Issue("operation_unknown", "operation"))
    if not given.get("id"):
        issues.append(Issue("key_missing", "id"))
    if document not in DOCUMENTS:
        issues.append(Issue("root_unknown", "document"))
        return Row(number, "unreadable", Operation.ADD, "", str(given.get("id", "")), {}, issues)
    nested = (from_nested if "record" in given else from_flat)(document, given, issues)
    fields = read(RECORDS[document], nested, "", issues)
    sender = str(fields.get("area") or given.get("area") or "")
    return Row(number, document, operation or Operation.ADD, sender, str(given.get("id", "")), fields, issues)
