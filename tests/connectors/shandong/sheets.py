"""Makes the spreadsheets of the tests: lines of the sample, changed cell by cell, as CSV or XLSX."""

import csv
import io
from collections.abc import Iterable
from typing import Any

import xlsxwriter

from connectors.registry import sources
from connectors.rows import Row

SOURCE = sources()["shandong"]
Line = dict[str, str]

with SOURCE.sample.open(encoding="utf-8-sig", newline="") as _lines:
    SAMPLE: list[Line] = list(csv.DictReader(_lines))
HEADINGS = list(SAMPLE[0])


def line(**changes: str) -> Line:
    """The first line of the sample, a whole examination by itself, with these cells changed."""
    return {**SAMPLE[0], **changes}


def as_csv(lines: Iterable[Line], headings: list[str] | None = None, encoding: str = "utf-8") -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, headings or HEADINGS, restval="", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(lines)
    return text.getvalue().encode(encoding)


def as_rows(lines: Iterable[Line], headings: list[str] | None = None) -> list[list[Any]]:
    chosen = headings or HEADINGS
    return [list(chosen), *([one.get(heading, "") for heading in chosen] for one in lines)]


def as_xlsx(sheets: dict[str, list[list[Any]]], merged: Iterable[tuple[int, int, int, int, str]] = ()) -> bytes:
    """A workbook; `merged` ranges (first row, first column, last row, last column, content) are of every sheet."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"default_date_format": "yyyy-mm-dd"}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for n, row in enumerate(rows):
                sheet.write_row(n, 0, row)
            for top, left, bottom, right, text in merged:
                sheet.merge_range(top, left, bottom, right, text)
    return content.getvalue()


def parse(content: bytes) -> list[Row]:
    return list(SOURCE.parse(io.BytesIO(content)))


def parse_one(**changes: str) -> Row:
    """The row of an examination told in one line of CSV."""
    (row,) = parse(as_csv([line(**changes)]))
    return row


def found(row: Row) -> list[tuple[str, str]]:
    return [(issue.code, issue.field) for issue in row.issues]
