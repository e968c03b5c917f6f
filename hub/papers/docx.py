"""Papers as DOCX, to be filled in and signed: A4, with the fonts that official letters are set in."""

import io
from datetime import datetime
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from hub.papers.paper import Block, Grid, Heading, Paper, Paragraph, Picture

TEXT, HEADINGS, LATIN = (
    "仿宋",
    "黑体",
    "Times New Roman",
)  # every office program in China has them or stands in for them
RIGHT, CENTRE = WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.CENTER
WIDTH = Cm(15.8)
INDENT = 2  # characters, at the beginning of a paragraph


def as_docx(paper: Paper) -> bytes:
    """The file."""
    file = Document()
    _set_up(file, paper)
    _line(file, paper.issuer, 22, CENTRE)
    if paper.number:
        _line(file, paper.number, 12, CENTRE, font=TEXT)
    file.add_heading(paper.title, 1).alignment = CENTRE
    for block in paper.blocks:
        _add(file, block)
    stream = io.BytesIO()
    file.save(stream)
    return stream.getvalue()


def _set_up(file: Any, paper: Paper) -> None:
    section = file.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.6)
    for name, size, font in (("Normal", 12, TEXT), ("Heading 1", 20, HEADINGS), ("Heading 2", 15, HEADINGS)):
        style = file.styles[name].font
        style.size, style.bold, style.name = Pt(size), False, LATIN
        style.color.rgb = None
        _chinese(file.styles[name].element.get_or_add_rPr(), font)
    about = file.core_properties
    about.title, about.author, about.language = paper.title, paper.issuer, "zh-CN" if paper.lang == "zh" else "en"
    about.created = about.modified = datetime(paper.on.year, paper.on.month, paper.on.day)  # noqa: DTZ001 - a day


def _chinese(properties: Any, font: str) -> None:
    """The font of Chinese characters, which Word keeps apart from that of others."""
    fonts = properties.get_or_add_rFonts()
    for name in ("w:eastAsiaTheme", "w:asciiTheme", "w:hAnsiTheme", "w:cstheme"):
        fonts.attrib.pop(qn(name), None)
    fonts.set(qn("w:eastAsia"), font)


def _line(file: Any, text: str, size: int, at: Any = None, font: str = HEADINGS) -> None:
    paragraph = file.add_paragraph()
    paragraph.alignment = at
    run = paragraph.add_run(text)
    run.font.size = Pt(size)
    _chinese(run._element.get_or_add_rPr(), font)


def _add(file: Any, block: Block) -> None:
    match block:
        case Heading():
            file.add_heading(block.text, 2)
        case Paragraph():
            _add_paragraph(file, block)
        case Grid():
            _line(file, block.caption, 11, CENTRE)
            _add_grid(file, block)
        case Picture():
            _line(file, block.caption, 11, CENTRE)
            picture = file.add_picture(io.BytesIO(block.draw("png")), width=WIDTH)
            picture._inline.docPr.set("descr", block.told)


def _add_paragraph(file: Any, block: Paragraph) -> None:
    paragraph = file.add_paragraph(block.text)
    if block.place == "end":
        paragraph.alignment = RIGHT
    elif block.place == "body":
        paragraph.paragraph_format.first_line_indent = Pt(12 * INDENT)
    elif block.place == "small":
        paragraph.runs[0].font.size = Pt(10)


def _add_grid(file: Any, block: Grid) -> None:
    rows = [block.titles, *block.rows] if block.titles else block.rows
    table = file.add_table(len(rows), max(map(len, rows), default=1), style="Table Grid")
    for line, row in zip(table.rows, rows, strict=True):
        for place, (cell, text) in enumerate(zip(line.cells, row, strict=True)):
            cell.text = text
            cell.paragraphs[0].runs[0].font.size = Pt(10.5)
            if place in block.numbers:
                cell.paragraphs[0].alignment = RIGHT
    if block.titles:
        table.rows[0]._tr.get_or_add_trPr().append(table.rows[0]._tr.makeelement(qn("w:tblHeader"), {}))
    file.add_paragraph()
