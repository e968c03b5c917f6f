"""Writes records as a message of the national exchange, one after the other, however many there are."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, BinaryIO

from lxml import etree

from connectors.rows import Operation
from connectors.sources.national.layout import DOCUMENTS
from connectors.sources.national.plan import Group, Kind, Leaf, Node, Series, nodes
from schemas.base import Part, Record
from schemas.codes import codelist


@dataclass(frozen=True)
class Header:
    """The header of a message. `org_code` and `zone_code` are the reporter's nine digits."""

    operation: Operation
    org_code: str
    zone_code: str
    license: str
    document_id: str


def write(document: str, rows: Iterable[tuple[str, Record | None]], stream: BinaryIO, header: Header) -> None:
    """Write one message: `rows` are pairs of the record's key (its ID) and the record, all of one document.

    A deletion needs only the key: with None for its record nothing else of it is written.
    Raises ValueError for text that XML cannot hold (control characters). Documents 1 and 8 hold the day of the
    report once, as `reported_on` of the record; that of `reporting` is not written there.
    """
    layout, plan = DOCUMENTS[document], nodes(document)
    with etree.xmlfile(stream, encoding="utf-8") as out:
        out.write_declaration()
        with out.element("DataExchange"):
            header_element = _header(header)
            header_element.tail = "\n"
            out.write(header_element)
            with out.element("EventBody"), out.element(layout.listing):
                for key, record in rows:
                    element = etree.Element(layout.record, ID=key)
                    element.tail = "\n"  # a record a line: what is wrong with a message is told by its line
                    if record is not None:
                        _fill(element, record, plan)
                    out.write(element)


def _header(header: Header) -> etree._Element:
    element = etree.Element("Header")
    for tag, text in (
        ("DocumentId", header.document_id),
        ("OperateType", header.operation.value.capitalize()),
        ("BusinessActivityIdentification", "NEWOMAR"),
        ("ReportOrgCode", header.org_code),
        ("License", header.license),
        ("ReportZoneCode", header.zone_code),
    ):
        etree.SubElement(element, tag).text = text
    return element


def _fill(element: etree._Element, part: Part, plan: tuple[Node, ...]) -> None:
    for node in plan:
        if isinstance(node, Leaf):
            _add(element, part, node)
        elif isinstance(node, Group):
            _fill_group(element, part, node)
        else:
            _fill_series(element, part, node)


def _add(element: etree._Element, part: Part, leaf: Leaf) -> None:
    value = _value(part, leaf.path)
    if value is not None:
        etree.SubElement(element, leaf.tag).text = TEXTS[leaf.kind](value)


def _fill_group(element: etree._Element, part: Part, group: Group) -> None:
    child = etree.Element(group.tag)
    _fill(child, part, group.leaves)
    if len(child):
        element.append(child)


def _fill_series(element: etree._Element, part: Part, series: Series) -> None:
    child = etree.SubElement(element, series.tag)
    for each in getattr(part, series.field):
        _fill(etree.SubElement(child, series.item), each, series.leaves)


def _value(part: Any, path: tuple[str, ...]) -> Any:
    """The field at `path`, None when it or a part on the way is absent."""
    for name in path:
        if part is None:
            return None
        part = getattr(part, name)
    return part


@cache
def _name(code: str) -> str:
    """The name of an examination item; blank for a code that is not in the list."""
    row = codelist("exam_item").get(code)
    return row.name if row else ""


@cache
def _parent_name(code: str) -> str:
    """The name of the group an examination item is in, that of the item itself for a group."""
    row = codelist("exam_item").get(code)
    return _name(row.extra["parent"]) if row and "parent" in row.extra else _name(code)


def _date(day: date) -> str:
    return day.isoformat().replace("-", "")


TEXTS: dict[Kind, Callable[[Any], str]] = {
    Kind.TEXT: str,
    Kind.DATE: _date,
    Kind.COUNT: str,
    Kind.FLAG: lambda flag: "T" if flag else "F",
    Kind.CODES: ",".join,
    Kind.DIVISION: lambda code: code.ljust(9, "0"),
    Kind.YEARS: lambda months: str(months // 12),
    Kind.MONTHS: lambda months: str(months % 12),
    Kind.NAME: _name,
    Kind.PARENT_NAME: _parent_name,
}
