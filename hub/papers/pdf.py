"""Papers as PDF: tagged for screen readers, fit for keeping (PDF/A), and with the characters it uses inside."""

from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

import orjson
import typst
from pylopdf_fonts_zh_cn import sans_path

from hub.papers.paper import Block, Paper, Picture

LAYOUT = Path(__file__).parent / "layout.typ"


def as_pdf(paper: Paper) -> bytes:
    """The file, as PDF/A-2a. The same paper is the same bytes."""
    told = orjson.dumps(_told(paper), default=_plain).decode()
    return typst.compile(
        LAYOUT.read_bytes(), font_paths=_fonts(), ignore_system_fonts=True, format="pdf",
        sys_inputs={"paper": told}, pdf_standards=["a-2a"], timestamp=0,
    )  # fmt: skip


@cache
def _fonts() -> Any:
    return typst.Fonts(include_system_fonts=False, font_paths=[str(sans_path().parent)])


def _told(paper: Paper) -> dict[str, Any]:
    day = {"year": paper.on.year, "month": paper.on.month, "day": paper.on.day}
    head = {name: getattr(paper, name) for name in ("title", "issuer", "number", "lang")}
    return {**head, **day, "blocks": [_block(each) for each in paper.blocks]}


def _block(block: Block) -> dict[str, Any]:
    kind = {"kind": type(block).__name__}
    if isinstance(block, Picture):
        return {**kind, "caption": block.caption, "told": block.told, "svg": block.draw("svg").decode()}
    return {**kind, **asdict(block)}


def _plain(value: Any) -> Any:
    """What JSON has no form for."""
    if isinstance(value, frozenset):
        return sorted(value)
    raise TypeError(type(value).__name__)
