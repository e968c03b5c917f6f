"""Rows from records: what each kind of text becomes, and which issue tells what could not be read."""

from datetime import date

import pytest

from connectors.registry import sources
from connectors.rows import Operation
from schemas.checks import check
from schemas.validation import validate
from tests.connectors.national.messages import SAMPLE, message, rows_of


def codes(row):
    return [(issue.code, issue.field) for issue in row.issues]


def test_the_sample_is_right_in_every_respect():
    source = sources()["national"]
    with source.sample.open("rb") as payload:
        rows = list(source.parse(payload))
    assert [(row.number, row.document, row.operation, row.sender, row.key) for row in rows] == [
        (number, "examination", Operation.ADD, "370114901", f"370114901-2026-00010{number}") for number in (1, 2, 3)
    ]
    for row in rows:
        assert {issue.code for issue in row.issues} <= {"deviation_tolerated"}
        assert check(validate("examination", row.fields), date(2026, 11, 24)) == []


def test_a_record_in_full():
    row = rows_of(SAMPLE)[0]
    assert row.fields["exposure"] == {"started_on": date(2008, 4, 1), "months": 215}
    assert row.fields["employer"]["division_code"] == "370114"
    assert row.fields["worker"]["phone"] == "13900000001"
    assert row.fields["hazards"] == ("1038", "3008")
    assert row.fields["conclusions"][0] == {
        "hazards": ("1038",),
        "hazard_name": "矽尘",
        "conclusion": "02",
        "suspected_disease": "1101",
        "monitoring": "01",
    }
    assert row.fields["results"][0] == {
        "item": "2010501",
        "kind": "01",
        "value": "128",
        "unit": "mmHg",
        "low": "90",
        "high": "139",
        "abnormal": False,
    }


@pytest.mark.parametrize(
    ("document", "content", "fields"),
    [
        ("examination", "<EXAM_DATE>20260131</EXAM_DATE>", {"examined_on": date(2026, 1, 31)}),
        ("examination", "<EXAM_DATE>\n 20260131 </EXAM_DATE>", {"examined_on": date(2026, 1, 31)}),
        ("examination", "<EXAM_DATE></EXAM_DATE><REMARK/>", {}),
        ("examination", "<EXAM_DATE> </EXAM_DATE>", {}),
        ("examination", "<REMARK><![CDATA[a < b]]></REMARK>", {"reporting": {"remark": "a < b"}}),
        ("examination", "<REMARK>a<!-- no -->b</REMARK>", {"reporting": {"remark": "ab"}}),
        ("examination", "<FACTOR_CODE>1001, 1002,</FACTOR_CODE>", {"hazards": ("1001", "1002")}),
        ("examination", "<IS_REVIEW>T</IS_REVIEW>", {"is_review": True}),
        ("examination", "<IS_REVIEW>F</IS_REVIEW>", {"is_review": False}),
        (
            "examination",
            "<HARM_AGE_YEAR>2</HARM_AGE_YEAR><HARM_AGE_MONTH>05</HARM_AGE_MONTH>",
            {"exposure": {"months": 29}},
        ),
        ("employer", "<REPORT_DATE>20260131</REPORT_DATE>", {"reported_on": date(2026, 1, 31)}),
        ("measurement", "<REPORT_DATE>20260131</REPORT_DATE>", {"reported_on": date(2026, 1, 31)}),
        ("measurement", "<ALL_WORKER_SUM>0</ALL_WORKER_SUM>", {"workers": 0}),
        ("poisoning", "<REPORT_DATE>20260131</REPORT_DATE>", {"reporting": {"reported_on": date(2026, 1, 31)}}),
        ("followup", "<ADDRESS_CODE>370102001</ADDRESS_CODE>", {"division_code": "370102001"}),
        ("followup", "<ADDRESS_CODE>379999000</ADDRESS_CODE>", {"division_code": "379999000"}),
        ("diagnosis", "<WORKER_TELPHONE>139</WORKER_TELPHONE>", {"worker": {"phone": "139"}}),
    ],
)
def test_texts(document, content, fields):
    [row] = rows_of(message(document, content))
    assert (row.document, row.fields, row.issues) == (document, fields, [])


@pytest.mark.parametrize(
    ("document", "content", "issues"),
    [
        ("examination", "<EXAM_DATE>20260230</EXAM_DATE>", [("date_invalid", "EXAM_DATE")]),
        ("examination", "<EXAM_DATE>2026-02-03</EXAM_DATE>", [("date_invalid", "EXAM_DATE")]),
        ("examination", "<EXAM_DATE>２０２６０２０３</EXAM_DATE>", [("date_invalid", "EXAM_DATE")]),
        ("examination", "<IS_REVIEW>maybe</IS_REVIEW>", [("field_invalid", "IS_REVIEW")]),
        ("measurement", "<ALL_WORKER_SUM>1_000</ALL_WORKER_SUM>", [("field_invalid", "ALL_WORKER_SUM")]),
        ("measurement", "<ALL_WORKER_SUM>-1</ALL_WORKER_SUM>", [("field_invalid", "ALL_WORKER_SUM")]),
        ("measurement", f"<ALL_WORKER_SUM>{'9' * 5000}</ALL_WORKER_SUM>", [("field_invalid", "ALL_WORKER_SUM")]),
        ("examination", "<HARM_AGE_YEAR>2</HARM_AGE_YEAR>", [("field_missing", "HARM_AGE_MONTH")]),
        ("examination", "<HARM_AGE_MONTH>2</HARM_AGE_MONTH>", [("field_missing", "HARM_AGE_YEAR")]),
        (
            "examination",
            "<HARM_AGE_YEAR>two</HARM_AGE_YEAR><HARM_AGE_MONTH>2</HARM_AGE_MONTH>",
            [("field_invalid", "HARM_AGE_YEAR")],
        ),
        ("examination", "<NEW>1</NEW><NEW>2</NEW>", [("field_unexpected", "NEW")]),
        ("examination", "<WORKER_INFO><NEW>1</NEW></WORKER_INFO>", [("field_unexpected", "NEW")]),
        ("examination", "<EXAM_TYPE_CODE><NEW>1</NEW></EXAM_TYPE_CODE>", [("field_unexpected", "NEW")]),
        ("examination", "<EXAM_ITEM_RESULT_LIST><NEW/></EXAM_ITEM_RESULT_LIST>", [("field_unexpected", "NEW")]),
        ("examination", "<REMARK>a</REMARK><REMARK>b</REMARK>", [("field_repeated", "REMARK")]),
        ("appraisal", "<WORKER_INFO/><WORKER_INFO/>", [("field_repeated", "WORKER_INFO")]),
        (
            "followup",
            "<FOLLOWUP_RESULT_LIST><FOLLOWUP_RESULT><NEW/></FOLLOWUP_RESULT></FOLLOWUP_RESULT_LIST>",
            [("field_unexpected", "NEW")],
        ),
        (
            "examination",
            "<other_work_type>a</other_work_type><OTHER_WORK_TYPE>b</OTHER_WORK_TYPE>",
            [("deviation_tolerated", "other_work_type"), ("field_repeated", "OTHER_WORK_TYPE")],
        ),
    ],
)
def test_what_cannot_be_read_is_said(document, content, issues):
    [row] = rows_of(message(document, content))
    assert codes(row) == issues
    for issue in row.issues:
        assert "{" not in issue.message_zh + issue.message_en


def test_a_bad_text_is_left_out_of_the_fields():
    [row] = rows_of(message("examination", "<EXAM_DATE>20260230</EXAM_DATE><IS_REVIEW>?</IS_REVIEW>"))
    assert row.fields == {}


@pytest.mark.parametrize(
    ("name", "operation", "issues"),
    [
        ("Add", Operation.ADD, []),
        ("Update", Operation.UPDATE, []),
        ("Delete", Operation.DELETE, []),
        ("Erase", Operation.ADD, [("operation_unknown", "OperateType")]),
        ("", Operation.ADD, [("operation_unknown", "OperateType")]),
    ],
)
def test_operations(name, operation, issues):
    rows = rows_of(message("poisoning", "", "", operation=name))
    assert [(row.operation, codes(row), row.fields) for row in rows] == [(operation, issues, {})] * 2


def test_without_sender_or_key():
    content = message("employer", "").replace("<ReportOrgCode>370102001</ReportOrgCode>", "").replace(' ID="K1"', "")
    [row] = rows_of(content)
    assert (row.sender, row.key) == ("", "")
    assert codes(row) == [("key_missing", "ID"), ("field_missing", "ReportOrgCode")]


def test_without_header():
    content = message("employer", "")
    head, tail = content.index("<Header>"), content.index("<EventBody>")
    [row] = rows_of(content[:head] + content[tail:])
    assert codes(row) == [("operation_unknown", "OperateType"), ("field_missing", "ReportOrgCode")]


def test_an_unknown_element_of_the_header_is_noted():
    [row] = rows_of(message("employer", "").replace("</Header>", "<Extra/></Header>"))
    assert codes(row) == [("field_unexpected", "Extra")]


def test_what_is_no_record_is_a_rejected_row():
    content = message("poisoning", "", "").replace('<NYZD ID="K2">', '<NEW ID="N"/><NYZD ID="K2">')
    rows = rows_of(content)
    assert [(row.number, row.key, codes(row)) for row in rows] == [
        (1, "K1", []),
        (2, "N", [("root_unknown", "NEW")]),
        (3, "K2", []),
    ]


def test_two_documents_in_one_message():
    first, second = message("poisoning", ""), message("examination", "<EXAM_DATE>20260131</EXAM_DATE>")
    listing = second[second.index("<HEALTH_EXAM_RECORD_LIST>") : second.index("</EventBody>")]
    rows = rows_of(first.replace("</EventBody>", f"{listing}</EventBody>"))
    assert [(row.number, row.document) for row in rows] == [(1, "poisoning"), (2, "examination")]
    assert rows[1].fields == {"examined_on": date(2026, 1, 31)}
