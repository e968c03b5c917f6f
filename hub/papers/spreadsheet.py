"""Lists as XLSX or CSV, row by row into a file: text stays text, however like a formula it looks."""

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from decimal import Decimal
from tempfile import SpooledTemporaryFile
from typing import IO, Any, Literal

import xlsxwriter

from hub.publishing.spreadsheet import guarded

Form = Literal["xlsx", "csv"]
Cell = str | int | float | bool | Decimal | date | datetime | None
MEDIA = {"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "csv": "text/csv; charset=utf-8"}
IN_MEMORY = 1 << 20  # bytes; a longer file lies on the disk until it is sent
LONGEST_TEXT = 32_767  # characters that a cell of a spreadsheet holds
NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\']")
WIDTHS = (8, 40)  # of a column, in characters


@dataclass(frozen=True)
class Column:
    """A column: its heading in the reader's language, and the key of its cell in a row, or what makes the cell."""

    title: str
    value: str | Callable[[Mapping[str, Any]], Cell]

    def of(self, row: Mapping[str, Any]) -> Cell:
        cell: Cell = row[self.value] if isinstance(self.value, str) else self.value(row)
        return cell


@dataclass(frozen=True)
class About:
    """What a list says of itself under `heading`: its title, who had it made and when, by which filters."""

    title: str
    heading: str
    lines: Sequence[str]


def spreadsheet(
    columns: Sequence[Column], rows: Iterable[Mapping[str, Any]], form: Form, about: About, zone: tzinfo
) -> IO[bytes]:
    """The file, at its beginning. The first row is the headings; what the list says of itself follows the rows of a
    CSV and is a second sheet of an XLSX, so that both sort and filter as they are. Moments are told in `zone`."""
    file: IO[bytes] = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - whoever sends it closes it
    cells = ([_plain(column.of(row), zone) for column in columns] for row in rows)
    (_write_xlsx if form == "xlsx" else _write_csv)(file, [column.title for column in columns], cells, about)
    file.seek(0)
    return file


def _write_csv(file: IO[bytes], titles: Sequence[str], rows: Iterator[list[Cell]], about: About) -> None:
    text = io.TextIOWrapper(file, "utf-8-sig", newline="")
    lines = csv.writer(text)
    lines.writerow(map(guarded, titles))
    lines.writerows([_in_csv(cell) for cell in row] for row in rows)
    lines.writerows([[], *([guarded(line)] for line in (about.heading, about.title, *about.lines))])
    text.detach()


def _in_csv(cell: Cell) -> str | int | float | None:
    if isinstance(cell, bool):
        return int(cell)
    return guarded(cell if cell is None or isinstance(cell, int | float) else str(cell))


def _write_xlsx(file: IO[bytes], titles: Sequence[str], rows: Iterator[list[Cell]], about: About) -> None:
    with xlsxwriter.Workbook(file, {"constant_memory": True, "default_date_format": "yyyy-mm-dd"}) as book:
        head, moment = book.add_format({"bold": True, "bottom": 1}), book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        sheet = book.add_worksheet(NOT_IN_NAMES.sub(" ", about.title)[:31])
        for place, title in enumerate(titles):
            sheet.set_column(place, place, min(max(WIDTHS[0], 2 * len(title) + 2), WIDTHS[1]))
        sheet.freeze_panes(1, 0)
        sheet.repeat_rows(0)
        _write_row(sheet, 0, titles, head)
        last = 0
        for last, row in enumerate(rows, 1):
            _write_row(sheet, last, row, moment)
        sheet.autofilter(0, 0, last, max(len(titles) - 1, 0))
        told = book.add_worksheet(about.heading)
        told.set_column(0, 0, 100)
        for place, line in enumerate((about.title, *about.lines)):
            told.write_string(place, 0, line)


def _write_row(sheet: Any, at: int, row: Sequence[Cell], style: Any) -> None:
    """`style` is for headings, and for moments among other cells."""
    for place, cell in enumerate(row):
        if isinstance(cell, str):
            sheet.write_string(at, place, cell[:LONGEST_TEXT], *([style] if at == 0 else []))
        elif isinstance(cell, datetime):
            sheet.write_datetime(at, place, cell, style)
        elif isinstance(cell, date):
            sheet.write_datetime(at, place, cell)
        elif isinstance(cell, bool):
            sheet.write_boolean(at, place, cell)
        elif cell is not None:
            sheet.write_number(at, place, cell)


def _plain(cell: Cell, zone: tzinfo) -> Cell:
    """Moments by the province's clock and to the minute, as the pages tell them; spreadsheets know no zones."""
    if isinstance(cell, datetime):
        return cell.astimezone(zone).replace(tzinfo=None, second=0, microsecond=0)
    return float(cell) if isinstance(cell, Decimal) else cell
