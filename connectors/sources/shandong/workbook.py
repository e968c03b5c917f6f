"""Reads an XLSX workbook as tables of text. It is held in memory as a whole, so its size is limited before."""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from typing import Any, BinaryIO

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from connectors.rows import UnreadableError
from connectors.sources.shandong.tables import Table, find_table
from schemas.issues import Issue

LARGEST_FILE = 200 << 20  # bytes
LARGEST_UNPACKED = 1 << 30  # bytes
LARGEST_GRID = 30_000_000  # cells of the rectangle that a sheet spans, filled or not: each takes memory
_CHUNK = 1 << 20
_SIGNATURE = b"PK\x03\x04"  # of a zip archive, which a workbook is
_REFERENCE = re.compile(rb"""\sr\s*=\s*["']([A-Z]{0,3})(\d{1,7})["']""")
_LONGEST_REFERENCE = 32  # bytes that may lie on both sides of a chunk's end
_EXACT = 10**15  # a float still holds every digit of a whole number below


def is_workbook(start: bytes) -> bool:
    """Does a file that begins like this hold an XLSX workbook?"""
    return start.startswith(_SIGNATURE)


def read_workbook(start: bytes, payload: BinaryIO, known: frozenset[str]) -> list[Table]:
    """The tables of the sheets, those without headings included. Raises UnreadableError for a file that is none."""
    content = start + payload.read(LARGEST_FILE + 1 - len(start))
    if len(content) > LARGEST_FILE:
        raise _too_large()
    try:
        _weigh(content)
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        return [find_table(_rows(book.get_sheet_by_name(name)), known) for name in book.sheet_names]
    except (CalamineError, zipfile.BadZipFile, ValueError, NotImplementedError, RuntimeError, OSError):
        raise UnreadableError(Issue("table_unreadable")) from None


def _too_large() -> UnreadableError:
    limits = f"{LARGEST_FILE >> 20} MB, {LARGEST_UNPACKED >> 20} MB unpacked, {LARGEST_GRID:,} cells"
    expected = f"不超过 {limits}；更大的请另存为 CSV no more than that; save a larger one as CSV"
    return UnreadableError(Issue("field_invalid", "XLSX", {"expected": expected}))


def _weigh(content: bytes) -> None:
    """Refuse what would unpack to more than memory holds: a bomb, or one cell at the far corner of a sheet."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = archive.infolist()
        if sum(part.file_size for part in parts) > LARGEST_UNPACKED:
            raise _too_large()
        for part in parts:
            if part.filename.endswith(".xml") and "worksheets" in part.filename:
                with archive.open(part) as sheet:
                    _weigh_grid(sheet)


def _weigh_grid(sheet: Any) -> None:
    rows, columns, tail = 0, 0, b""
    while chunk := sheet.read(_CHUNK):
        found = set(_REFERENCE.findall(tail + chunk))
        rows = max(rows, *(int(row) for _, row in found), 0)
        columns = max(columns, *map(_column, {letters for letters, _ in found}), 0)
        if rows * columns > LARGEST_GRID:
            raise _too_large()
        tail = chunk[-_LONGEST_REFERENCE:]


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number


def _rows(sheet: CalamineSheet) -> Iterator[list[str]]:
    """The rows of a sheet as text, from its first cell on. Every cell of a merged range has the content of all."""
    merged = _merged(sheet.merged_cell_ranges or ())
    content: dict[tuple[int, int], str] = {}
    for n, row in enumerate(sheet.to_python(skip_empty_area=False)):
        cells = [_text(cell) for cell in row]
        for column, corner in merged.get(n, ()):
            if (n, column) == corner:
                content[corner] = cells[column]
            cells[column] = content.get(corner, "")
        if any(cells):
            yield cells


def _merged(ranges: Iterable[tuple[tuple[int, int], tuple[int, int]]]) -> dict[int, list[tuple[int, tuple[int, int]]]]:
    """For each row: its merged columns, with the first cell of the range each belongs to."""
    found: dict[int, list[tuple[int, tuple[int, int]]]] = {}
    for (top, left), (bottom, right) in ranges:
        for n in range(top, bottom + 1):
            found.setdefault(n, []).extend((column, (top, left)) for column in range(left, right + 1))
    return found


def _text(cell: Any) -> str:
    """A cell as text. A whole number too long for the spreadsheet's floats keeps its exponent, as a warning."""
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, float):
        return _number(cell)
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date().isoformat()
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def _number(cell: float) -> str:
    if abs(cell) >= _EXACT:
        return f"{cell:e}"
    return str(int(cell)) if cell.is_integer() else f"{cell:.15g}"
