"""Workbooks of the intake: rows given back with what is wrong beside them, and the empty template of a table.

Every cell is text: a spreadsheet program that takes a number of 18 digits for a number loses its end.
"""

from collections.abc import Iterable, Sequence
from tempfile import TemporaryFile
from typing import IO, Any

import xlsxwriter

from connectors.sources.shandong.columns import ADDED, HEADINGS, KEY, OPERATION, REQUIRED
from hub.intake.correcting import Returned
from hub.pages.texts import say

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST = 32_767  # characters of a cell
WIDTH, WIDE = 16, 60


def mending(rows: Iterable[Returned], lang: str) -> IO[bytes]:
    """The rows as they were sent, each with its number and its problems; the cells they are about are coloured."""
    kept = list(rows)
    headings = list(dict.fromkeys(name for row in kept for line in row.lines for name in line))
    file: IO[bytes] = TemporaryFile()  # noqa: SIM115 - whoever sends it closes it
    with xlsxwriter.Workbook(file, {"constant_memory": True}) as book:
        head, plain, wrong = _formats(book)
        sheet = book.add_worksheet(say(lang, "mend_sheet"))
        sheet.set_column(0, 0, 8, plain)
        sheet.set_column(1, 1, WIDE, plain)
        sheet.set_column(2, len(headings) + 2, WIDTH, plain)
        sheet.freeze_panes(1, 2)
        sheet.write_row(0, 0, [*ADDED, *headings], head)
        at = 0
        for row in kept:
            fields = {name for issue in row.issues for name in issue.field.split("、")}
            for n, line in enumerate(row.lines):
                at += 1
                told = "" if n else _told(row, lang)
                for place, text in enumerate([str(row.number), told, *(line.get(name, "") for name in headings)]):
                    is_wrong = place > 1 and headings[place - 2] in fields and (n == 0 or text)
                    sheet.write_string(at, place, text[:LONGEST], wrong if is_wrong else plain)
    file.seek(0)
    return file


def template(lang: str) -> IO[bytes]:
    """The headings of the table of examinations, those that are required with a star, and how it is filled in."""
    headings = [KEY, OPERATION, *HEADINGS.values()]
    file: IO[bytes] = TemporaryFile()  # noqa: SIM115
    with xlsxwriter.Workbook(file, {"constant_memory": True}) as book:
        head, plain, _ = _formats(book)
        sheet = book.add_worksheet(say(lang, "template_sheet"))
        sheet.set_column(0, len(headings) - 1, WIDTH, plain)
        sheet.freeze_panes(1, 1)
        sheet.write_row(0, 0, _starred(headings), head)
        about = book.add_worksheet(say(lang, "template_about"))
        about.set_column(0, 0, 100, plain)
        for place in range(1, 6):
            about.write_string(place - 1, 0, say(lang, f"template_{place}"), plain)
    file.seek(0)
    return file


def _starred(headings: Sequence[str]) -> list[str]:
    return [f"{name}*" if name in REQUIRED else name for name in headings]


def _formats(book: Any) -> tuple[Any, Any, Any]:
    text = {"num_format": "@", "valign": "top", "text_wrap": True}
    return (
        book.add_format({**text, "bold": True, "bottom": 1}),
        book.add_format(text),
        book.add_format({**text, "bg_color": "#FDE9D9", "border": 1, "border_color": "#C2410C"}),
    )


def _told(row: Returned, lang: str) -> str:
    return "\n".join(issue.message_zh if lang == "zh" else issue.message_en for issue in row.issues)
