"""Reads a message of the national exchange: its header, then one row for each record, in memory that stays flat."""

import re
from collections.abc import Iterator
from typing import BinaryIO

from lxml import etree

from connectors.rows import Operation, Row, UnreadableError
from connectors.sources.national.deviations import Deviation
from connectors.sources.national.elements import RecordReader
from connectors.sources.national.layout import DOCUMENTS
from connectors.sources.national.stream import Stream
from schemas.issues import Issue

LARGEST = 10_000_000  # bytes of one record, and of anything between two

ROOT, HEADER, BODY = "DataExchange", "Header", "EventBody"
LISTINGS = {layout.listing: name for name, layout in DOCUMENTS.items()}
_HEADER_TAGS = {
    "DocumentId",
    "OperateType",
    "BusinessActivityIdentification",
    "ReportOrgCode",
    "License",
    "ReportZoneCode",
}
_OPERATIONS = {operation.value.capitalize(): operation for operation in Operation}
_TAGS = (ROOT, HEADER, *LISTINGS, *{layout.record for layout in DOCUMENTS.values()})
_PROLOGUE = re.compile(rb"(?:\s+|<\?.*?\?>|<!--.*?-->)*", re.DOTALL)
_CODES = etree.ErrorTypes
_FORBIDDEN = {
    _CODES.ERR_UNDECLARED_ENTITY,
    _CODES.WAR_UNDECLARED_ENTITY,
    _CODES.ERR_ENTITY_LOOP,
    _CODES.ERR_RESOURCE_LIMIT,
}


def parse(payload: BinaryIO) -> Iterator[Row]:
    """Rows of a message in order. Raises UnreadableError where reading must stop; rows before that are good."""
    return _Message(payload).rows()


class _Message:
    """A message while it is read."""

    def __init__(self, payload: BinaryIO) -> None:
        self._stream = Stream(payload)
        self._parser = etree.XMLPullParser(
            events=("start", "end"),
            tag=_TAGS,
            encoding="utf-8",
            remove_blank_text=True,
            remove_comments=True,
            remove_pis=True,
            resolve_entities=False,
            load_dtd=False,
            no_network=True,
            huge_tree=False,
        )
        self._root: etree._Element | None = None
        self._document: str | None = None
        self._closed = False
        self._operation = Operation.ADD
        self._sender = ""
        self._about_header = [Issue("operation_unknown", "OperateType"), Issue("field_missing", "ReportOrgCode")]
        self._pending: list[Issue] = []
        self._number = 0
        self._reader = RecordReader("examination")
