"""Reads a spreadsheet as text: CSV in UTF-8 or GB18030 as a stream, XLSX sheet by sheet."""

import codecs
import csv
import io
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from typing import BinaryIO, NamedTuple

from python_calamine import CalamineError, CalamineWorkbook

from connectors.rows import UnreadableError
from schemas.issues import Issue

_CHUNK = 1 << 20
_LARGEST_WORKBOOK = 1 << 30  # bytes once unpacked; a larger one is a bomb or belongs into a CSV
_EXACT = 10**15  # a float still holds every digit of a whole number below


class Table(NamedTuple):
    """A sheet: its headings, and its lines as they come. Every cell is text."""

    headings: list[str]
    lines: Iterator[list[str]]


def is_workbook(start: bytes) -> bool:
    """Does a file that begins like this hold an XLSX workbook (a zip archive)?"""
    return start.startswith(b"PK\x03\x04")


def read_csv(start: bytes, payload: BinaryIO) -> Table:
    """The table in `payload`, of which `start` was already read. Raises UnreadableError where reading must stop."""
    lines = csv.reader(_text_lines(start, payload), strict=True)
    rows = _rows(lines)
    headings = next(rows, None)
    if headings is None:
        raise UnreadableError(Issue("file_empty"))
    return Table([heading.strip() for heading in headings], rows)


def read_workbook(content: bytes) -> dict[str, Table]:
    """The sheets of an XLSX workbook by name, without the empty ones. Raises UnreadableError when it is none."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(part.file_size for part in archive.infolist()) > _LARGEST_WORKBOOK:
                raise UnreadableError(Issue("table_unreadable"))
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheets = {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}
    except (CalamineError, zipfile.BadZipFile, ValueError) as error:
        raise UnreadableError(Issue("table_unreadable")) from error
    return {name: _sheet(rows) for name, rows in sheets.items() if rows}


def _rows(lines: Iterator[list[str]]) -> Iterator[list[str]]:
    """The lines that are not blank; a file cut off inside a quoted cell or a line ends the reading."""
    try:
        yield from (cells for cells in lines if any(cells))
    except csv.Error as error:
        line = str(getattr(lines, "line_num", ""))
        code = "file_truncated" if "unexpected end" in str(error) else "table_unreadable"
        raise UnreadableError(Issue(code, detail={"line": line})) from error
    except UnicodeDecodeError as error:
        raise UnreadableError(Issue("encoding_unreadable")) from error


def _text_lines(start: bytes, payload: BinaryIO) -> Iterator[str]:
    """The text line by line. Only a line feed ends a line: a cell may hold other separators."""
    decoder = codecs.getincrementaldecoder(_encoding(start))("strict")
    rest, chunk = "", start
    while chunk:
        *whole, rest = (rest + decoder.decode(chunk)).split("\n")
        yield from (line + "\n" for line in whole)
        chunk = payload.read(_CHUNK)
    rest += decoder.decode(b"", final=True)
    if rest:
        yield rest


def _encoding(start: bytes) -> str:
    """UTF-8 when the start of the file is, else GB18030: Chinese headings in the one are never valid in the other."""
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise UnreadableError(Issue("encoding_unreadable"))
    try:
        codecs.getincrementaldecoder("utf-8")("strict").decode(start)
    except UnicodeDecodeError:
        return "gb18030"
    return "utf-8-sig"


def _sheet(rows: list[list[object]]) -> Table:
    lines = (cells for cells in ([_text(cell) for cell in row] for row in rows[1:]) if any(cells))
    return Table([_text(cell).strip() for cell in rows[0]], lines)


def _text(cell: object) -> str:
    """A cell as text. A whole number too long for the spreadsheet's floats keeps its exponent, as a warning."""
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, float):
        return (
            str(int(cell))
            if cell.is_integer() and abs(cell) < _EXACT
            else f"{cell:g}"
            if abs(cell) < _EXACT
            else f"{cell:e}"
        )
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    return cell.isoformat() if isinstance(cell, date) else str(cell)
