"""Provincial coding as a spreadsheet: the lines that carry one examination number together are one examination.

A line holds what was examined, a conclusion, an item result, or any of these; the columns of the examination stand
in its first line at least. In CSV the lines of an examination are neighbours and the file is read as a stream; in a
workbook they may stand anywhere and on several sheets.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any, BinaryIO

from connectors.rows import Operation, Row, UnreadableError
from connectors.sources.shandong import cells
from connectors.sources.shandong.cells import Cell, Reader
from connectors.sources.shandong.columns import (
    CONCLUSION,
    DAY,
    EXAMINATION,
    HEADINGS,
    KEY,
    KNOWN,
    OPERATION,
    REQUIRED,
    RESULT,
)
from connectors.sources.shandong.tables import BEYOND, Table, read_csv
from connectors.sources.shandong.workbook import is_workbook, read_workbook
from schemas.codes import codelist
from schemas.issues import Issue

_START = 1 << 20
_NUMBER, _TEXT = "01", "02"  # kinds of results
_NUMERIC = re.compile(r"[<>≤≥＜＞]?[-+]?\d+([.]\d+)?").fullmatch
_OPERATIONS = {"新增": "add", "修改": "update", "删除": "delete"}

Line = dict[str, str]


def parse(payload: BinaryIO) -> Iterator[Row]:
    """The examinations of an XLSX or CSV (UTF-8 or GB18030). Raises UnreadableError where reading must stop."""
    start = payload.read(_START)
    if is_workbook(start):
        tables = read_workbook(start, payload, KNOWN)
        groups = _gathered(line for table in tables for line in table.lines)
    else:
        tables = [read_csv(start, payload, KNOWN)]
        groups = _neighbours(tables[0].lines)
    notes = _judge_headings(tables)
    for number, lines in enumerate(groups, 1):
        row = _read_examination(number, lines)
        row.issues[:0] = notes if number == 1 else ()
        yield row


def _neighbours(lines: Iterable[Line]) -> Iterator[list[Line]]:
    """Neighbouring lines of one number. Lines without a number belong to nothing but themselves."""
    return (list(group) for _, group in groupby(lines, key=lambda line: line.get(KEY) or object()))


def _gathered(lines: Iterable[Line]) -> Iterator[list[Line]]:
    groups: dict[object, list[Line]] = {}
    for line in lines:
        groups.setdefault(line.get(KEY) or object(), []).append(line)
    yield from groups.values()


def _judge_headings(tables: list[Table]) -> list[Issue]:
    """Notes on columns and sheets that are not used. Raises UnreadableError when a required column is missing."""
    found = {heading for table in tables for heading in table.headings}
    missing = [heading for heading in REQUIRED if heading not in found]
    if not any(table.headings for table in tables):
        raise UnreadableError(Issue("table_unreadable"))
    if missing:
        raise UnreadableError(Issue("column_missing", "、".join(missing)))
    sheets = (f"第 {n} 张工作表 sheet {n}" for n, table in enumerate(tables, 1) if KEY not in table.headings)
    columns = (heading for heading in sorted(found - KNOWN) if heading)
    return [Issue("field_unexpected", name) for name in (*sheets, *columns)]


def _read_examination(number: int, lines: list[Line]) -> Row:
    issues: list[Issue] = []
    texts = _agreed(lines, issues)
    on = _value(texts, DAY, cells.read_date, None, issues)
    fields = _nested(_values(texts, EXAMINATION, on, issues, skip=DAY))
    if on:
        fields[DAY] = on
    fields["conclusions"] = tuple(_conclusions(lines, fields, issues))
    fields["results"] = tuple(_results(lines, on, issues))
    operation = _operation(texts, issues)
    key = _key(texts, issues)
    return Row(number, "examination", operation, texts.get(HEADINGS["reporting.org_code"], ""), key, fields, issues)
