"""A program of its own: an XLSX workbook on standard input becomes rows on standard output, one JSON array a line.

The reading library lays a sheet out as a whole and ends its process when a damaged or forged workbook asks for more
memory than there is. So it works in a process that may end, within limits. Each line is `[sheet, cell, cell, …]`.
"""

import io
import re
import resource
import sys
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from typing import Any

import orjson
from python_calamine import CalamineSheet, CalamineWorkbook

TOO_LARGE = 3  # exit status
LARGEST_UNPACKED = 1 << 30  # bytes
LARGEST_GRID = 20_000_000  # cells of the rectangle that a sheet spans, filled or not: each takes memory
_MEMORY, _SECONDS = 4 << 30, 600
_CHUNK = 1 << 20
# <row r="7">, <c r="B7">, and the ranges in <dimension ref="A1:B7"> and <mergeCell ref="A1:B7">
_REFERENCE = re.compile(rb"""\sr(?:ef)?\s*=\s*["'](?:[^"':]{0,30}:)?\$?([A-Za-z]*)\$?(\d+)["']""")
_LONGEST_REFERENCE = 64  # bytes that may lie on both sides of a chunk's end
_EXACT = 10**15  # a float still holds every digit of a whole number below

Place = tuple[int, int]


def main() -> int:
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
    content = sys.stdin.buffer.read()
    if is_too_large(content):
        return TOO_LARGE
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    for n, name in enumerate(book.sheet_names):
        for cells in read_rows(book.get_sheet_by_name(name)):
            sys.stdout.buffer.write(orjson.dumps([n, *cells], option=orjson.OPT_APPEND_NEWLINE))
    return 0


def is_too_large(content: bytes) -> bool:
    """Would it unpack to more than memory holds: as a bomb, or by one cell at the far corner of a sheet?"""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = archive.infolist()
        sheets = [part for part in parts if part.filename.endswith(".xml") and "worksheets" in part.filename]
        return sum(part.file_size for part in parts) > LARGEST_UNPACKED or any(
            _spans_too_much(archive, sheet) for sheet in sheets
        )


def _spans_too_much(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    rows, columns, tail = 0, 0, b""
    with archive.open(part) as sheet:
        while chunk := sheet.read(_CHUNK):
            found = set(_REFERENCE.findall(tail + chunk))
            rows = max(rows, *(int(row) for _, row in found), 0)
            columns = max(columns, *map(_column, {letters for letters, _ in found}), 0)
            tail = chunk[-_LONGEST_REFERENCE:]
    return rows * columns > LARGEST_GRID


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - ord("A") + 1
    return number


def read_rows(sheet: CalamineSheet) -> Iterator[list[str]]:
    """The rows that are not blank, as text. Every cell of a merged range has the content of all."""
    merged = _merged(sheet.merged_cell_ranges or ())
    content: dict[Place, str] = {}
    for n, row in enumerate(sheet.to_python(skip_empty_area=False)):
        cells = [_text(cell) for cell in row]
        for column, corner in merged.get(n, ()):
            if column >= len(cells):
                continue
            if (n, column) == corner:
                content[corner] = cells[column]
            cells[column] = content.get(corner, "")
        if any(cells):
            yield cells


def _merged(ranges: Iterable[tuple[Place, Place]]) -> dict[int, list[tuple[int, Place]]]:
    """For each row: its merged columns, with the first cell of the range each belongs to."""
    found: dict[int, list[tuple[int, Place]]] = {}
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


if __name__ == "__main__":
    sys.exit(main())
