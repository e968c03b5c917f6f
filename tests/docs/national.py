"""The generated parts of the page on the national exchange: documents, deviations, limits, a message."""

import io
import sys
from datetime import date
from typing import Any

from lxml import etree

from connectors.rows import Operation
from connectors.sources.national import parser
from connectors.sources.national.deviations import Deviation
from connectors.sources.national.layout import DOCUMENTS
from connectors.sources.national.plan import Leaf, nodes
from connectors.sources.national.writer import Header, write
from schemas.base import Record
from schemas.records import RECORDS
from schemas.validation import validate
from tests.docs.markdown import fenced, table

EMPLOYER: dict[str, Any] = {
    "employer": {
        "name": "章丘示例铸造有限公司",
        "credit_code": "91370181MA3EXAM011",
        "division_code": "370114",
        "industry_code": "3391",
    },
    "reported_on": date(2026, 3, 23),
    "reporting": {"area_code": "370114000", "org_code": "370114901"},
}


def documents() -> str:
    """The eight documents; what a document is called in Chinese stands in brackets in its module's first line."""
    rows = []
    for number, (name, layout) in enumerate(DOCUMENTS.items(), 1):
        element, field = _event(name)
        named = (f"`{name}`", f"`{layout.listing}`", f"`{layout.record}`", f"`{element}` → `{field}`")
        rows.append([number, _title(name), *named])
    return table(["", "中文", "文档 document", "列表元素 list", "记录元素 record", "事件日期 event date"], rows)


def _title(document: str) -> str:
    said = sys.modules[RECORDS[document].__module__].__doc__ or ""
    return said.partition("(")[2].partition(")")[0]


def _event(document: str) -> tuple[str, str]:
    """The element that holds the day by which code lists and rules are chosen, and its field."""
    field = RECORDS[document].event_field
    element = next(node.tag for node in nodes(document) if isinstance(node, Leaf) and node.path == (field,))
    return element, field


def deviations() -> str:
    """Everything that is tolerated, in the order of the table in the code."""
    rows = ((f"`{each.name}`", each.value.zh, each.value.why, each.value.where) for each in Deviation)
    return table(["名称 name", "偏差 deviation", "理由 why", "出处 where published"], rows)


def largest() -> str:
    """The size at which reading stops."""
    return f"{parser.LARGEST:,}"


def message() -> str:
    """A whole message as the writer writes it, with line breaks for reading."""
    record = validate("employer", EMPLOYER)
    assert isinstance(record, Record), record
    header = Header(Operation.ADD, "370114901", "370114000", "示例授权码", "370114901-20260323093000000-00001")
    stream = io.BytesIO()
    write("employer", [("370114901-2026-000001", record)], stream, header)
    tree = etree.fromstring(stream.getvalue(), etree.XMLParser(remove_blank_text=True))
    for element in tree.iter():
        element.tail = None
    etree.indent(tree)
    return fenced("xml", etree.tostring(tree, encoding="utf-8", xml_declaration=True).decode())
