"""Lists as files: read back by another library than the one that wrote them, and by the csv module."""

import csv
import io
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from python_calamine import CalamineWorkbook

from hub.papers.spreadsheet import About, Column, Form, spreadsheet

ZONE = ZoneInfo("Asia/Shanghai")
ABOUT = About("测试[表]/一", "说明", ["由 a 于 2026-10-01 导出", "=规则"])
COLUMNS = [Column("名称", "name"), Column("数", lambda row: row["n"]), Column("日", "day"), Column("=x", "more")]
AT = datetime(2026, 1, 1, 16, 30, 59, tzinfo=UTC)
# name, n, day, more; as read from CSV
ROWS: list[tuple[tuple[Any, ...], list[str]]] = [
    (("甲", 1, date(2026, 1, 2), None), ["甲", "1", "2026-01-02", ""]),
    (("=1+1", 2.5, AT, True), ["'=1+1", "2.5", "2026-01-02 00:30:00", "1"]),
    (("@SUM(A1)", Decimal("3.10"), None, "＋乙"), ["'@SUM(A1)", "3.1", "", "'＋乙"]),
    (("https://example.org/x", -4, None, "{=1}"), ["https://example.org/x", "-4", "", "{=1}"]),
]


def made(form: Form) -> bytes:
    rows = (dict(zip(("name", "n", "day", "more"), row, strict=True)) for row, _ in ROWS)
    with spreadsheet(COLUMNS, rows, form, ABOUT, ZONE) as file:
        return file.read()


def test_csv_has_headings_first_nothing_like_a_formula_and_says_what_it_is_behind_the_rows() -> None:
    content = made("csv")
    assert content.startswith(b"\xef\xbb\xbf")
    lines = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert lines[0] == ["名称", "数", "日", "'=x"]
    assert lines[1:5] == [told for _, told in ROWS]
    assert lines[5:] == [[], ["说明"], ["测试[表]/一"], ["由 a 于 2026-10-01 导出"], ["'=规则"]]


def test_xlsx_keeps_texts_as_texts_and_numbers_as_numbers() -> None:
    content = made("xlsx")
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    assert book.sheet_names == ["测试 表  一", "说明"]
    rows = book.get_sheet_by_index(0).to_python()
    assert rows[0] == ["名称", "数", "日", "=x"]
    assert [row[0] for row in rows[1:]] == [row[0] for row, _ in ROWS]
    assert [row[1] for row in rows[1:]] == [1, 2.5, 3.1, -4]
    assert (rows[1][2], rows[2][2]) == (date(2026, 1, 2), datetime(2026, 1, 2, 0, 30))  # noqa: DTZ001 - of a cell
    assert book.get_sheet_by_index(1).to_python()[2] == ["=规则"]
    assert b"<f>" not in content


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_many_rows_are_taken_one_by_one(form: Form) -> None:
    """None is asked for before the one before is written."""
    alive = [0]

    class Row(dict[str, Any]):
        def __init__(self, n: int) -> None:
            super().__init__(name=f"第 {n} 行", n=n, day=None, more=None)
            alive[0] += 1

        def __del__(self) -> None:
            alive[0] -= 1

    def rows() -> Iterator[Row]:
        for n in range(5_000):
            assert alive[0] <= 2
            yield Row(n)

    with spreadsheet(COLUMNS, rows(), form, ABOUT, ZONE) as file:
        assert len(file.read()) > 50_000
