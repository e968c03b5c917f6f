"""Lines become examinations: what belongs together, what contradicts itself, and what each field is read into."""

import re
from datetime import date
from pathlib import Path

import pytest

from connectors.rows import Operation
from connectors.sources.shandong import unpack, workbook
from connectors.sources.shandong.columns import EXAMINATION, HEADINGS, KEY, OPERATION, REQUIRED
from schemas.base import Part
from schemas.checks import check
from schemas.records import RECORDS
from schemas.records.examination import Examination
from schemas.validation import validate
from tests.connectors.shandong.sheets import SAMPLE, SOURCE, as_csv, found, line, parse, parse_one

TODAY = date(2026, 11, 24)


def test_the_sample_is_accepted_as_it_is() -> None:
    rows = parse(SOURCE.sample.read_bytes())
    assert [row.number for row in rows] == [1, 2, 3, 4]
    assert [row.fields["exam_type"] for row in rows] == ["01", "02", "05", "04"]
    for row in rows:
        record = validate(row.document, row.fields)
        assert isinstance(record, Examination)
        assert (row.issues, check(record, TODAY)) == ([], [])


def test_an_examination_of_several_lines() -> None:
    row = parse(as_csv(SAMPLE))[1]
    assert (row.sender, row.key, row.operation) == ("370100901", "370100901-2026-000002", Operation.ADD)
    assert [(c["hazards"], c["conclusion"]) for c in row.fields["conclusions"]] == [
        (("1038",), "02"),
        (("3008",), "05"),
    ]
    assert [(r["item"], r["kind"], r["abnormal"]) for r in row.fields["results"]] == [
        ("2010501", "01", True),
        ("3080100", "02", True),
        ("3040500", "01", True),
    ]


def test_columns_of_the_examination_may_be_repeated() -> None:
    """Programs that join tables repeat the examination, and its conclusion, in every line of results."""
    result = {"体检项目编码": "11427", "检查结果": "20", "计量单位": "1002"}
    (row,) = parse(as_csv([line(), line(**result)]))
    assert row.issues == []
    assert len(row.fields["conclusions"]) == 1
    assert [result["item"] for result in row.fields["results"]] == ["2010501", "3040200"]


def test_lines_that_contradict_each_other() -> None:
    (row,) = parse(as_csv([line(), line(姓名="另一人", 在岗状态编码="1002")]))
    assert found(row) == [("field_invalid", "姓名"), ("field_invalid", "在岗状态编码")]
    assert row.issues[0].severity == "reject"
    assert "另一人" not in row.issues[0].message_zh


def test_numbers_that_return_later_are_another_row() -> None:
    """Reading as a stream, the parser cannot know; the store sees that the key is taken."""
    rows = parse(as_csv([line(), line(体检编号="2"), line()]))
    assert [row.key for row in rows] == ["370100901-2026-000001", "2", "370100901-2026-000001"]


def test_lines_without_a_number_stand_alone() -> None:
    rows = parse(as_csv([line(体检编号=""), line(体检编号="")]))
    assert [found(row) for row in rows] == [[("key_missing", "体检编号")]] * 2


@pytest.mark.parametrize(
    ("text", "operation", "issues"),
    [
        ("", Operation.ADD, []),
        ("新增", Operation.ADD, []),
        ("修改", Operation.UPDATE, []),
        ("Delete", Operation.DELETE, []),
        ("作废", Operation.ADD, [("operation_unknown", "操作类型")]),
    ],
)
def test_operations(text: str, operation: Operation, issues: list[tuple[str, str]]) -> None:
    row = parse_one(操作类型=text)
    assert (row.operation, found(row)) == (operation, issues)


def test_a_conclusion_without_hazards_is_about_all_of_them() -> None:
    row = parse_one(结论危害因素编码="")
    assert row.fields["conclusions"][0]["hazards"] == row.fields["hazards"] == ("1038", "3008")


@pytest.mark.parametrize(
    ("item", "value", "kind"),
    [
        ("10925", "118", "01"),
        ("11382", "<0.5", "01"),
        ("11248", "双肺未见异常", "02"),
        ("10925", "未测", "01"),  # the national list says blood pressure is a number; the check notes it
        ("10002", "未触及", "02"),
    ],
)
def test_kinds_of_result(item: str, value: str, kind: str) -> None:
    (result,) = parse_one(体检项目编码=item, 检查结果=value).fields["results"]
    assert result["kind"] == kind


@pytest.mark.parametrize("heading", ["姓名", "体检日期", "危害因素编码", "体检结论编码", "检查结果", "体检机构编码"])
def test_a_required_cell_left_blank_is_found_by_validation(heading: str) -> None:
    row = parse_one(**{heading: ""})
    problems = validate(row.document, row.fields)
    assert isinstance(problems, list)
    labels = {SOURCE.card.label(row.document, problem.field) for problem in problems}
    assert {problem.code for problem in problems} == {"field_missing"}
    assert heading in labels


def test_every_field_of_the_record_has_a_column_or_a_reason() -> None:
    without = {"conclusions.hazard_name", "results.kind"}  # a name beside codes; told from the result
    without |= {"exposure.days", "exposure.hours", "exposure.minutes"}  # the platform counts months
    without |= {path for path in leaves(RECORDS["examination"]) if path.startswith("audit.")}
    assert set(HEADINGS) == leaves(RECORDS["examination"]) - without


def test_required_columns_are_the_required_fields() -> None:
    by_heading = {HEADINGS[path]: path for path in HEADINGS}
    required = {by_heading[heading] for heading in REQUIRED if heading in by_heading}
    needed = {path for path in leaves(Examination) if is_required(path)} & set(HEADINGS)
    assert required == needed - {"conclusions.hazards"}  # blank means all hazards of the examination
    assert "examined_on" in EXAMINATION


def parts(kind: object) -> list[type[Part]]:
    """The record parts in an annotation such as `tuple[Conclusion, ...]` or `Audit | None`."""
    if isinstance(kind, type) and issubclass(kind, Part):
        return [kind]
    return [part for inner in getattr(kind, "__args__", ()) for part in parts(inner)]


def leaves(record: type[Part], before: str = "") -> set[str]:
    found: set[str] = set()
    for name, field in record.model_fields.items():
        inner = parts(field.annotation)
        found |= leaves(inner[0], f"{before}{name}.") if inner else {f"{before}{name}"}
    return found


def is_required(path: str) -> bool:
    record: type[Part] = Examination
    for step in path.split("."):
        field = record.model_fields[step]
        if not field.is_required():
            return False
        record = (parts(field.annotation) or [record])[0]
    return True


def test_the_reference_page_lists_every_column() -> None:
    page = (Path(__file__).parents[3] / SOURCE.card.reference).read_text(encoding="utf-8")
    rows = re.findall(r"^\| (\S+) \|\s*(是?)\s*\| (\S+)", page.split("|---")[-1], re.MULTILINE)
    told = {heading: (bool(required), field.strip("`")) for heading, required, field in rows}
    expected = {heading: (heading in REQUIRED, path) for path, heading in HEADINGS.items()}
    assert told.pop(KEY)[0]
    assert not told.pop(OPERATION)[0]
    assert told == expected
    limits = (workbook.LARGEST_FILE >> 20, unpack.LARGEST_UNPACKED >> 20, unpack.LARGEST_GRID)
    assert "{} MB、展开不超过 {} MB、每张工作表不超过 {:,} 格".format(*limits) in page
