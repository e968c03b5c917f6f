"""Tables as CSV for spreadsheet programs: in UTF-8 with its mark, and with nothing they would take for a formula."""

import csv
import io
from collections.abc import Iterable, Sequence

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # full width too: OWASP, CSV injection

Cell = str | int | float | bool | None


def guarded(cell: Cell) -> Cell:
    """A text that begins like a formula, after an apostrophe; everything else, numbers too, as it is."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA_SIGNS) else cell


def as_csv(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """A header and rows of cells; None is empty, truth is 1 and untruth 0."""
    stream = io.StringIO(newline="")
    lines = csv.writer(stream)
    for row in (header, *rows):
        lines.writerow([guarded(int(cell) if isinstance(cell, bool) else cell) for cell in row])
    return stream.getvalue().encode("utf-8-sig")
