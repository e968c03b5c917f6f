"""Provincial coding as a spreadsheet: the lines that carry one examination number together are one examination.

In CSV the lines of an examination are neighbours and the file is read as a stream; in a workbook they may stand
anywhere and on several sheets, and the workbook is held in memory.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import BinaryIO

from connectors.rows import Row, UnreadableError
from connectors.sources.shandong.columns import KEY, KNOWN, REQUIRED
from connectors.sources.shandong.examination import Line, read_examination
from connectors.sources.shandong.tables import Table, read_csv
from connectors.sources.shandong.workbook import is_workbook, read_workbook
from schemas.issues import Issue

_START = 1 << 20
_LONGEST_HEADING = 20  # characters; a longer one may be content that slipped into the heading row
_NUMBERS = re.compile(r"\d{6}").search


def parse(payload: BinaryIO) -> Iterator[Row]:
    """The examinations of an XLSX or CSV (UTF-8 or GB18030). Raises UnreadableError where reading must stop."""
    notes, groups = _read(payload)
    number = 0
    for number, lines in enumerate(groups, 1):
        issues, key, sender, operation, fields = read_examination(lines)
        yield Row(number, "examination", operation, sender, key, fields, [*(notes if number == 1 else ()), *issues])
    if number == 0:
        raise UnreadableError(Issue("file_empty"))


def originals(payload: BinaryIO) -> Iterator[tuple[int, list[Line]]]:
    """The lines of each examination as they were sent."""
    _, groups = _read(payload)
    yield from enumerate(groups, 1)


def _read(payload: BinaryIO) -> tuple[list[Issue], Iterator[list[Line]]]:
    """Notes on the headings, and the lines of each examination."""
    start = payload.read(_START)
    if is_workbook(start):
        tables = read_workbook(start, payload, KNOWN)
        lines = (line for table in tables if KEY in table.headings for line in table.lines)
        return _judge_headings(tables), _gathered(lines)
    table = read_csv(start, payload, KNOWN)
    return _judge_headings([table]), _neighbours(table.lines)


def _neighbours(lines: Iterable[Line]) -> Iterator[list[Line]]:
    """Neighbouring lines of one number. Lines without a number belong to nothing but themselves."""
    return (list(group) for _, group in groupby(lines, key=_number))


def _gathered(lines: Iterable[Line]) -> Iterator[list[Line]]:
    groups: dict[object, list[Line]] = {}
    for line in lines:
        groups.setdefault(_number(line), []).append(line)
    yield from groups.values()


def _number(line: Line) -> object:
    return line.get(KEY) or object()


def _judge_headings(tables: list[Table]) -> list[Issue]:
    """Notes on columns and sheets that are not used. Raises UnreadableError when a required column is missing."""
    widths = [len(table.headings) for table in tables]
    if not any(widths):
        raise UnreadableError(Issue("file_empty"))
    if max(widths) < 2:
        raise UnreadableError(Issue("table_unreadable"))
    keyed = [table for table in tables if KEY in table.headings] or tables
    used = {heading for table in keyed for heading in table.headings}
    if missing := [heading for heading in REQUIRED if heading not in used]:
        raise UnreadableError(Issue("column_missing", "、".join(missing)))
    return [Issue("field_unexpected", name) for name in _unused(tables)]


def _unused(tables: list[Table]) -> Iterator[str]:
    """Sheets and columns that are not ours, by heading, or by position where the heading may be somebody's data."""
    for n, table in enumerate(tables, 1):
        if table.headings and KEY not in table.headings:
            yield f"第 {n} 张工作表 sheet {n}"
            continue
        for m, heading in enumerate(table.headings, 1):
            if heading not in KNOWN:
                doubtful = len(heading) > _LONGEST_HEADING or _NUMBERS(heading)
                yield f"第 {m} 列 column {m}" if doubtful else heading
