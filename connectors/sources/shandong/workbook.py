"""Reads an XLSX workbook as tables of text. It is held in memory as a whole, so its size is limited."""

import io
import subprocess
import sys
from pathlib import Path
from typing import BinaryIO

import orjson

from connectors.rows import UnreadableError
from connectors.sources.shandong import unpack
from connectors.sources.shandong.tables import Table, find_table
from schemas.issues import Issue

LARGEST_FILE = 200 << 20  # bytes
_SIGNATURE = b"PK\x03\x04"  # of a zip archive, which a workbook is
_PROGRAM = (sys.executable, "-I", str(Path(unpack.__file__)))


def is_workbook(start: bytes) -> bool:
    """Does a file that begins like this hold an XLSX workbook?"""
    return start.startswith(_SIGNATURE)


def read_workbook(start: bytes, payload: BinaryIO, known: frozenset[str]) -> list[Table]:
    """The tables of the sheets that are not empty. Raises UnreadableError for a file that is no workbook."""
    content = start + payload.read(LARGEST_FILE + 1 - len(start))
    if len(content) > LARGEST_FILE:
        raise _too_large()
    # Through pipes only: nothing personal comes to lie on the disk, and no traceback of it in a log.
    done = subprocess.run(  # noqa: S603 - our own program, without a shell
        _PROGRAM, input=content, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False
    )
    if done.returncode == unpack.TOO_LARGE:
        raise _too_large()
    if done.returncode:
        raise UnreadableError(Issue("table_unreadable"))
    return [find_table(rows, known) for rows in _sheets(done.stdout)]


def _sheets(output: bytes) -> list[list[list[str]]]:
    sheets: dict[int, list[list[str]]] = {}
    for line in io.BytesIO(output):
        number, *cells = orjson.loads(line)
        sheets.setdefault(number, []).append(cells)
    return list(sheets.values())


def _too_large() -> UnreadableError:
    limits = f"{LARGEST_FILE >> 20} MB, {unpack.LARGEST_UNPACKED >> 20} MB unpacked, {unpack.LARGEST_GRID:,} cells"
    expected = f"不超过 {limits}；更大的请另存为 CSV no more than that; save a larger one as CSV"
    return UnreadableError(Issue("field_invalid", "XLSX", {"expected": expected}))
