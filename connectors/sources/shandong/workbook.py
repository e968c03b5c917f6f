"""Reads an XLSX workbook as tables of text. It is held in memory as a whole, so its size is limited."""

import subprocess
import sys
from collections.abc import Iterable
from contextlib import suppress
from itertools import chain
from pathlib import Path
from typing import BinaryIO

import orjson

from connectors.rows import UnreadableError
from connectors.sources.shandong import unpack
from connectors.sources.shandong.tables import Table, find_table
from schemas.issues import Issue

LARGEST_FILE = 200 << 20  # bytes
_CHUNK = 1 << 20
_SIGNATURE = b"PK\x03\x04"  # of a zip archive, which a workbook is


def is_workbook(start: bytes) -> bool:
    """Does a file that begins like this hold an XLSX workbook?"""
    return start.startswith(_SIGNATURE)


def read_workbook(start: bytes, payload: BinaryIO, known: frozenset[str]) -> list[Table]:
    """The tables of the sheets that are not empty. Raises UnreadableError for a file that is no workbook."""
    command = [sys.executable, "-I", str(Path(unpack.__file__))]
    # Content goes through pipes only: nothing personal on the disk, and no traceback of it in a log.
    with subprocess.Popen(  # noqa: S603 - our own program
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        assert process.stdin
        assert process.stdout
        try:
            _hand_over(start, payload, process.stdin)
            sheets = _sheets(process.stdout)
        except BaseException:
            process.kill()
            raise
    if process.returncode == unpack.TOO_LARGE:
        raise _too_large()
    if process.returncode:
        raise UnreadableError(Issue("table_unreadable"))
    return [find_table(rows, known) for rows in sheets]


def _hand_over(start: bytes, payload: BinaryIO, program: BinaryIO) -> None:
    size = 0
    with suppress(BrokenPipeError), program:  # a program that ended early says why by its status
        for chunk in chain((start,), iter(lambda: payload.read(_CHUNK), b"")):
            size += len(chunk)
            if size > LARGEST_FILE:
                raise _too_large()
            program.write(chunk)


def _sheets(lines: Iterable[bytes]) -> list[list[list[str]]]:
    sheets: dict[int, list[list[str]]] = {}
    for line in lines:
        number, *cells = orjson.loads(line)
        sheets.setdefault(number, []).append(cells)
    return list(sheets.values())


def _too_large() -> UnreadableError:
    limits = f"{LARGEST_FILE >> 20} MB, {unpack.LARGEST_UNPACKED >> 20} MB unpacked, {unpack.LARGEST_GRID:,} cells"
    expected = f"不超过 {limits}；更大的请另存为 CSV no more than that; save a larger one as CSV"
    return UnreadableError(Issue("field_invalid", "XLSX", {"expected": expected}))
