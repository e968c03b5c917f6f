"""Single cells: what a spreadsheet program does to dates and long numbers is recognised, and nothing is guessed."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.sources.shandong import cells
from connectors.sources.shandong.cells import Cell, Reader
from schemas.issues import Issue
from schemas.validation import validate
from tests.connectors.shandong.sheets import as_rows, as_xlsx, found, line, parse, parse_one


def read(reader: Reader, text: str) -> tuple[Any, list[str]]:
    issues: list[Issue] = []
    value = cells.read(Cell(text, "列", date(2026, 3, 1), issues), reader)
    return value, [issue.code for issue in issues]


@pytest.mark.parametrize(
    ("text", "expected", "issues"),
    [
        ("20260131", date(2026, 1, 31), []),
        ("2026-01-31", date(2026, 1, 31), []),
        ("2026/1/31", date(2026, 1, 31), []),
        ("2026.01.31", date(2026, 1, 31), []),
        ("2026年1月31日", date(2026, 1, 31), []),
        ("2026-01-31 08:30:00", date(2026, 1, 31), []),
        ("2026-01-31T08:30:00", date(2026, 1, 31), []),
        ("46053", date(2026, 1, 31), ["deviation_tolerated"]),
        ("46053.5", date(2026, 1, 31), ["deviation_tolerated"]),
        ("20260230", None, ["date_invalid"]),
        ("31/01/2026", None, ["date_invalid"]),
        ("2026131", None, ["date_invalid"]),
        ("1月31日", None, ["date_invalid"]),
        ("不详", None, ["date_invalid"]),
        ("２０２６0131", date(2026, 1, 31), []),
        ("=TODAY()", None, ["field_invalid"]),
        ("#VALUE!", None, ["field_invalid"]),
    ],
)
def test_dates(text: str, expected: date | None, issues: list[str]) -> None:
    assert read(cells.read_date, text) == (expected, issues)


@given(st.text(max_size=20))
def test_a_date_cell_gives_a_date_or_one_issue(text: str) -> None:
    value, issues = read(cells.read_date, text)
    assert (value is None) == (issues in (["date_invalid"], ["field_invalid"]))


@given(st.dates(date(1928, 1, 1), date(2099, 12, 31)))
def test_every_day_in_every_form(on: date) -> None:
    forms = [
        f"{on:%Y%m%d}",
        f"{on.isoformat()}",
        f"{on.year}/{on.month}/{on.day}",
        f"{on.year}年{on.month}月{on.day}日",
    ]
    forms.append(str((on - date(1899, 12, 30)).days))
    assert {read(cells.read_date, form)[0] for form in forms} == {on}


@pytest.mark.parametrize(
    ("text", "mangled"),
    [
        ("1.10105E+17", True),
        ("1.101050e+17", True),
        ("3.70112E17", True),
        ("370112198803120000", True),  # the last digits lost, as the check digit shows
        ("370112198803124017", False),
        ("37011219880312401X", False),  # a wrong check digit is only that
        ("E12345678", False),
    ],
)
def test_mangled_id_numbers(text: str, mangled: bool) -> None:
    row = parse_one(证件号码=text)
    assert found(row) == ([("number_mangled", "证件号码")] if mangled else [])
    assert row.fields["worker"]["id_number"] == text


@pytest.mark.parametrize("heading", ["体检编号", "统一社会信用代码", "体检机构编码", "联系电话"])
def test_other_long_numbers_are_watched_too(heading: str) -> None:
    assert found(parse_one(**{heading: "9.13701E+17"})) == [("number_mangled", heading)]


def test_numbers_typed_into_a_workbook() -> None:
    """Excel keeps a typed 18-digit number as a float, a date as a day number, and a code without its zeros."""
    rows = as_rows([line()])
    typed = {"证件号码": 370112198803124017, "体检日期": 46073, "出生日期": date(1988, 3, 12), "证件类型编码": 1}
    typed |= {"在岗状态编码": 1004, "检查结果": 118.25, "接害工龄月": 12.0, "是否合格": True}
    rows[1] = [typed.get(heading, cell) for heading, cell in zip(rows[0], rows[1], strict=True)]
    (row,) = parse(as_xlsx({"体检": rows}))
    assert found(row) == [("deviation_tolerated", "体检日期"), ("number_mangled", "证件号码")]
    assert row.fields["examined_on"] == date(2026, 2, 20)
    assert row.fields["worker"]["birth_date"] == date(1988, 3, 12)
    assert row.fields["worker"]["id_type"] == "01"
    assert (row.fields["exam_type"], row.fields["exposure"]["months"]) == ("05", 12)
    assert row.fields["results"][0]["value"] == "118.25"
    assert not isinstance(validate(row.document, row.fields), list)


@pytest.mark.parametrize(
    ("heading", "text", "part", "name", "expected", "issues"),
    [
        ("是否合格", "1", "results", "abnormal", False, []),
        ("是否合格", "0", "results", "abnormal", True, []),
        ("是否合格", "不合格", "results", "abnormal", True, []),
        ("是否合格", "2", "results", "abnormal", None, ["field_invalid"]),
        ("计量单位", "1028", "results", "unit", "mmHg", []),
        ("计量单位", "毫米汞柱", "results", "unit", "毫米汞柱", []),
        ("计量单位", "1049", "results", "unit", None, []),  # 无
        ("计量单位", "9999", "results", "unit", "shandong:9999", ["code_unknown"]),
        ("职业禁忌证编码", "10031", "conclusions", "contraindication", "支气管哮喘", []),
        ("职业禁忌证编码", "10031，10025", "conclusions", "contraindication", "支气管哮喘；慢性阻塞性肺病", []),
        ("职业禁忌证编码", "自述过敏史", "conclusions", "contraindication", "自述过敏史", []),
        ("职业禁忌证编码", "99999", "conclusions", "contraindication", "shandong:99999", ["code_unknown"]),
        ("疑似职业病编码", "10325", "conclusions", "suspected_disease", "4001", []),
        ("疑似职业病编码", "10369", "conclusions", "suspected_disease", "shandong:10369", ["name_unmapped"]),
    ],
)
def test_cells_of_parts(heading: str, text: str, part: str, name: str, expected: object, issues: list[str]) -> None:
    row = parse_one(**{heading: text})
    assert [issue.code for issue in row.issues] == issues
    assert row.fields[part][0].get(name) == expected


@pytest.mark.parametrize(
    ("heading", "text", "path", "expected", "issues"),
    [
        ("是否复查", "是", ("is_review",), True, []),
        ("是否复查", "也许", ("is_review",), None, ["field_invalid"]),
        ("接害工龄月", "24.0", ("exposure", "months"), 24, []),
        ("接害工龄月", "两年", ("exposure", "months"), None, ["field_invalid"]),
        ("性别编码", "女", ("worker", "sex"), "2", []),
        ("性别编码", "9", ("worker", "sex"), "shandong:9", ["code_unknown"]),
        ("工种编码", '="09001"', ("work_type",), "09-001", []),
        ("证件类型编码", "'01", ("worker", "id_type"), "01", []),
        ("姓名", "=A1&B1", ("worker", "name"), None, ["field_invalid"]),
        ("企业规模编码", "10004", ("employer", "size"), "04", []),
        ("所属地区编码", "3715230000", ("employer", "division_code"), "371503", []),
        ("所属地区编码", "999999", ("employer", "division_code"), "shandong:999999", ["code_unknown"]),
    ],
)
def test_cells_of_the_examination(
    heading: str, text: str, path: tuple[str, ...], expected: object, issues: list[str]
) -> None:
    row = parse_one(**{heading: text})
    value: Any = row.fields
    for step in path:
        value = value.get(step) if value else None
    assert (value, [issue.code for issue in row.issues]) == (expected, issues)
