"""Every tolerated deviation is read as agreed and noted once in a message."""

from datetime import date

import pytest

from connectors.sources.national.deviations import Deviation
from tests.connectors.national.messages import message, rows_of

CREDIT = "91370181MA3EXAM011"


def wrapped(*tags, text):
    """Elements inside each other, the last with `text`."""
    return "".join(f"<{tag}>" for tag in tags) + text + "".join(f"</{tag}>" for tag in reversed(tags))


CONCLUSION = ("EXAM_CONCLUSION_LIST", "EXAM_CONCLUSION")
# deviation, element of the note, document, content of the record, fields
TABLE = [
    ("TAG_SPACE", "", "examination", "< REMARK>a</REMARK>", {"reporting": {"remark": "a"}}),
    ("TAG_SPACE", "", "examination", "<REMARK>a<\n/REMARK>", {"reporting": {"remark": "a"}}),
    ("DASH_COMMENT", "", "examination", "<!—备注--><REMARK>a</REMARK>", {"reporting": {"remark": "a"}}),
    ("DASH_COMMENT", "", "examination", "<!——备注--><REMARK>a</REMARK>", {"reporting": {"remark": "a"}}),
    ("COMMENT_END", "", "examination", "<!--可不填-）-\n-><REMARK>a</REMARK>", {"reporting": {"remark": "a"}}),
    ("COMMENT_END", "", "examination", "<!--可不填-)- -><REMARK>a</REMARK>", {"reporting": {"remark": "a"}}),
    ("TAG_CASE", "other_work_type", "examination", wrapped("other_work_type", text="a"), {"work_type_other": "a"}),
    ("TAG_CASE", "OTHER_WORK_TYPE", "suspected", wrapped("OTHER_WORK_TYPE", text="a"), {"work_type_other": "a"}),
    ("TAG_CASE", "other_work_type", "diagnosis", wrapped("other_work_type", text="a"), {"work_type_other": "a"}),
    ("FLAG_DIGIT", "IS_REVIEW", "examination", wrapped("IS_REVIEW", text="1"), {"is_review": True}),
    ("FLAG_DIGIT", "ISSUBSIDIARY", "employer", wrapped("ISSUBSIDIARY", text="0"), {"is_subsidiary": False}),
    ("FLAG_WORD", "IS_REVIEW", "examination", wrapped("IS_REVIEW", text="true"), {"is_review": True}),
    (
        "SWAPPED",
        "WRITE_DATE",
        "examination",
        "<WRITE_PERSON_TELPHONE>20260131</WRITE_PERSON_TELPHONE><WRITE_DATE>0531-86543210</WRITE_DATE>",
        {"reporting": {"written_phone": "0531-86543210", "written_on": date(2026, 1, 31)}},
    ),
    (
        "UNIT_CODE",
        "REPORT_ORGAN_CREDIT_CODE",
        "examination",
        wrapped("REPORT_ORGAN_CREDIT_CODE", text=CREDIT),
        {"reporting": {"written_unit": CREDIT}},
    ),
    (
        "DISEASE_DIGITS",
        "YSZYB_CODE",
        "examination",
        wrapped(*CONCLUSION, "YSZYB_CODE", text="1101"),
        {"conclusions": ({"suspected_disease": "1101"},)},
    ),
    (
        "SEVERAL_HAZARDS",
        "ITAM_CODE",
        "examination",
        wrapped(*CONCLUSION, "ITAM_CODE", text="1001,1002"),
        {"conclusions": ({"hazards": ("1001", "1002")},)},
    ),
    (
        "ALTERED_CASE",
        "CASETYPE",
        "appraisal",
        wrapped("COMPLETION_ATYPISM", "CASETYPE", text="01"),
        {"altered": {"case_type": "01"}},
    ),
    (
        "GROUP_LEVEL",
        "DISEASE_TYPE_CODE",
        "appraisal",
        wrapped("DISEASE_TYPE_CODE", text="11"),
        {"case": {"disease_group": "11"}},
    ),
    (
        "DIVISION_DIGITS",
        "ADDRESS_CODE",
        "poisoning",
        wrapped("ADDRESS_CODE", text="370102"),
        {"division_code": "370102"},
    ),
    (
        "DIVISION_DIGITS",
        "ADDRESS_CODE",
        "poisoning",
        wrapped("ADDRESS_CODE", text="370102001000"),
        {"division_code": "370102"},
    ),
    (
        "LIST_COMMA",
        "FACTOR_CODE",
        "diagnosis",
        wrapped("FACTOR_CODE", text="1001，1002"),
        {"hazards": ("1001", "1002")},
    ),
    (
        "LIST_COMMA",
        "FACTOR_CODE",
        "diagnosis",
        wrapped("FACTOR_CODE", text="1001、1002"),
        {"hazards": ("1001", "1002")},
    ),
]


@pytest.mark.parametrize(("deviation", "field", "document", "content", "fields"), TABLE)
def test_read_and_noted_once(deviation, field, document, content, fields):
    rows = rows_of(message(document, content, content))
    assert [row.fields for row in rows] == [fields, fields]
    assert [issue for row in rows for issue in row.issues] == [Deviation[deviation].note(field)]


@pytest.mark.parametrize("name", ["id", "Id"])
def test_identifier_in_small_letters(name):
    rows = rows_of(message("employer", "", "").replace(" ID=", f" {name}="))
    assert [row.key for row in rows] == ["K1", "K2"]
    assert [issue for row in rows for issue in row.issues] == [Deviation.ID_ATTRIBUTE.note(name)]


def test_every_deviation_has_a_test():
    assert {deviation for deviation, *_ in TABLE} | {"ID_ATTRIBUTE"} == set(Deviation.__members__)


@pytest.mark.parametrize(
    ("document", "content", "fields"),
    [
        ("examination", wrapped("REPORT_ORGAN_CREDIT_CODE", text="某中心"), {"reporting": {"written_unit": "某中心"}}),
        ("suspected", wrapped("other_work_type", text="a"), {"work_type_other": "a"}),
        ("poisoning", wrapped("ADDRESS_CODE", text="370102000"), {"division_code": "370102"}),
        ("examination", "<!-- 没有时可不填-）--><REMARK>a</REMARK>", {"reporting": {"remark": "a"}}),
        ("examination", wrapped("REMARK", text="<![CDATA[a < b > c]]>"), {"reporting": {"remark": "a < b > c"}}),
    ],
)
def test_what_is_published_is_no_deviation(document, content, fields):
    [row] = rows_of(message(document, content))
    assert (row.fields, row.issues) == (fields, [])


@pytest.mark.parametrize("padding", range(65_300, 65_560, 20))
def test_repairs_across_the_ends_of_chunks(padding):
    content = f"<!--{'x' * padding}--><!—备注--><!--可不填-）-\n->< REMARK>a<\n/REMARK>"
    [row] = rows_of(message("examination", content))
    assert row.fields == {"reporting": {"remark": "a"}}
