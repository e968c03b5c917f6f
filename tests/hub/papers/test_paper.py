"""Papers as files: what was put in stands in them as text, and nothing of it is taken for anything else."""

import io
from datetime import date

import pytest
from docx import Document

from hub.papers.docx import as_docx
from hub.papers.paper import Grid, Heading, Paper, Paragraph, Picture
from hub.papers.pdf import as_pdf
from hub.papers.reports.drawing import bars, two_years

NASTY = '#strong[x] $y$ \\ "引号" <b>&amp; //*_` @a #include("/etc/passwd")'
CHARTS = [
    bars("图一", "图一：甲 3，乙 *", ["甲", "乙"], [3, None]),
    two_years("图二", "图二：甲 3", ["甲"], [("去年", [None]), ("今年", [3])]),
]
PAPER = Paper(
    "督促函", "济南市", "第 1 号", date(2026, 11, 30),
    [
        Paragraph(f"{NASTY}：", "open"), Paragraph("正文"), Heading("一、情况"),
        Grid("各地", ["地区", "数"], [["历下区", "9"]], frozenset({1})), Grid("事实", [], [["期限", "2026-01-01"]]),
        Paragraph("（盖章）", "end"), Paragraph("注", "small"), *CHARTS,
    ],
)  # fmt: skip
SAID = [
    "济南市",
    "第 1 号",
    "督促函",
    f"{NASTY}：",
    "正文",
    "一、情况",
    "各地",
    "事实",
    "（盖章）",
    "注",
    "图一",
    "图二",
]


def test_a_pdf_is_the_same_each_time_and_has_its_fonts_inside() -> None:
    made = as_pdf(PAPER)
    assert made.startswith(b"%PDF-1.7")
    assert as_pdf(PAPER) == made
    assert b"NotoSerifSC" in made
    assert b"/FontFile3" in made
    assert b"pdfaid:part" in made
    assert len(made) < 300_000  # of eight megabytes of font only what is used


def test_a_docx_says_all_of_it_in_order() -> None:
    file = Document(io.BytesIO(as_docx(PAPER)))
    told = [paragraph.text for paragraph in file.paragraphs if paragraph.text]
    assert told == SAID
    assert [[cell.text for cell in row.cells] for table in file.tables for row in table.rows] == [
        ["地区", "数"],
        ["历下区", "9"],
        ["期限", "2026-01-01"],
    ]
    assert len(file.inline_shapes) == 2
    assert file.core_properties.title == "督促函"


@pytest.mark.parametrize("value", [None, 0, 7])
def test_charts_are_drawn_with_chinese_and_tell_what_they_show(value: int | None) -> None:
    picture = bars("图", "图：历下区", ["历下区"] * 10, [value] * 10)
    assert isinstance(picture, Picture)
    assert picture.draw("png").startswith(b"\x89PNG")
    assert b"<svg" in picture.draw("svg")
