"""Workbooks: sheets that belong together, merged cells, formulas, and workbooks too large to hold."""

import io
import re
import zipfile

import pytest
import xlsxwriter

from connectors.rows import UnreadableError
from connectors.sources.shandong import unpack, workbook
from connectors.sources.shandong.columns import CONCLUSION, EXAMINATION, KEY, OPERATION, RESULT
from connectors.sources.shandong.columns import HEADINGS as OF_PATH
from schemas.issues import Issue
from schemas.validation import validate
from tests.connectors.shandong.sheets import HEADINGS, SAMPLE, as_csv, as_rows, as_xlsx, found, parse

ONE_SHEET = as_rows(SAMPLE)


def test_one_sheet_is_what_the_csv_is() -> None:
    assert parse(as_xlsx({"体检": ONE_SHEET})) == parse(as_csv(SAMPLE))


def test_sheets_of_examinations_conclusions_and_results() -> None:
    """What belongs to one number is one examination, in the order of the first sheet."""
    examined = [KEY, OPERATION, *(OF_PATH[path] for path in EXAMINATION)]
    concluded = [KEY, *(OF_PATH[path] for path in CONCLUSION)]
    measured = [KEY, *(OF_PATH[path] for path in RESULT)]
    firsts = [line for line in SAMPLE if line["姓名"]]
    told = [line for line in SAMPLE if line["体检结论编码"]]
    sheets = {
        "填写说明": [["每次体检一行"], ["编码见数据字典"]],
        "体检": as_rows(firsts, examined),
        "结论": as_rows(told, concluded),
        "检查结果": as_rows(SAMPLE, measured),
    }
    rows = parse(as_xlsx(sheets))
    assert found(rows[0]) == [("field_unexpected", "第 1 张工作表 sheet 1")]
    assert [row.fields for row in rows] == [row.fields for row in parse(as_csv(SAMPLE))]


def test_results_of_no_examination_are_not_lost() -> None:
    stray = {**dict.fromkeys(HEADINGS, ""), "体检编号": "999", "体检项目编码": "10925", "检查结果": "120"}
    rows = parse(as_xlsx({"体检": ONE_SHEET, "检查结果": as_rows([stray], ["体检编号", "体检项目编码", "检查结果"])}))
    assert [row.key for row in rows][-1] == "999"
    assert rows[-1].fields["results"][0]["item"] == "2010501"


def test_merged_title_and_merged_numbers() -> None:
    """A title merged over all columns; a number and a name merged over the lines of their examination."""
    rows = [["" for _ in HEADINGS], *as_rows(SAMPLE[:3])]
    name = HEADINGS.index("姓名")
    merged = [
        (0, 0, 0, len(HEADINGS) - 1, "体检结果上报表"),
        (2, 0, 4, 0, "370100901-2026-000001"),
        (2, name, 4, name, "张示例"),
    ]
    assert parse(as_xlsx({"体检": rows}, merged)) == parse(as_csv(SAMPLE[:3]))


def test_formulas() -> None:
    """The value a formula last had is read; an error value is no content, so that a required field is missing."""
    months, value = HEADINGS.index("接害工龄月"), HEADINGS.index("检查结果")
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as book:
        sheet = book.add_worksheet("体检")
        for n, row in enumerate(ONE_SHEET[:2]):
            sheet.write_row(n, 0, row)
        sheet.write_formula(1, months, "=12*3", None, 36)
        sheet.write_formula(1, value, "=1/0", None, "#DIV/0!")
    (examined,) = parse(content.getvalue())
    assert examined.fields["exposure"]["months"] == 36
    problems = validate(examined.document, examined.fields)
    assert isinstance(problems, list)
    assert Issue("field_missing", "results.0.value") in problems


@pytest.mark.parametrize(
    ("sheets", "code"),
    [
        ({"体检": []}, "file_empty"),
        ({"体检": ONE_SHEET[:1]}, "file_empty"),
        ({"说明": [["只有", "文字"]]}, "column_missing"),
    ],
)
def test_workbooks_without_examinations(sheets: dict[str, list[list[str]]], code: str) -> None:
    with pytest.raises(UnreadableError) as refused:
        parse(as_xlsx(sheets))
    assert refused.value.issue.code == code


def test_other_archives_are_no_workbook() -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("readme.txt", "no workbook")
    with pytest.raises(UnreadableError) as refused:
        parse(content.getvalue())
    assert refused.value.issue.code == "table_unreadable"


@pytest.mark.parametrize("size", [0.2, 0.5, 0.8, 0.99])
def test_a_workbook_cut_off(size: float) -> None:
    content = as_xlsx({"体检": ONE_SHEET})
    with pytest.raises(UnreadableError) as refused:
        parse(content[: int(len(content) * size)])
    assert refused.value.issue.code == "table_unreadable"


def test_too_large_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "LARGEST_FILE", 100)
    with pytest.raises(UnreadableError) as refused:
        parse(as_xlsx({"体检": ONE_SHEET}))
    assert "CSV" in refused.value.issue.message_zh
    assert refused.value.issue.severity == "reject"


@pytest.mark.parametrize(("limit", "value"), [("LARGEST_UNPACKED", 1000), ("LARGEST_GRID", 100)])
def test_size_is_told_before_reading(limit: str, value: int, monkeypatch: pytest.MonkeyPatch) -> None:
    content = as_xlsx({"体检": ONE_SHEET})
    assert not unpack.is_too_large(content)
    monkeypatch.setattr(unpack, limit, value)
    assert unpack.is_too_large(content)


def test_a_forged_count_does_not_end_the_process() -> None:
    """The reading library believes it, asks for petabytes, and aborts: in a process of its own."""
    content = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(as_xlsx({"体检": ONE_SHEET}))) as good, zipfile.ZipFile(content, "w") as forged:
        for name in good.namelist():
            forged.writestr(name, re.sub(rb'uniqueCount="', b'uniqueCount="99999999999', good.read(name)))
    with pytest.raises(UnreadableError) as refused:
        parse(content.getvalue())
    assert refused.value.issue.code == "table_unreadable"


def test_one_cell_at_the_far_corner_does_not_fill_memory() -> None:
    """A sheet of two cells, spanning 17 thousand million: it would be laid out as a whole when read."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as book:
        sheet = book.add_worksheet("体检")
        sheet.write(0, 0, "体检编号")
        sheet.write(1_048_575, 16_383, "x")
    with pytest.raises(UnreadableError) as refused:
        parse(content.getvalue())
    assert "CSV" in refused.value.issue.message_zh
