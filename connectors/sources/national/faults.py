"""Turns what the XML library refuses into one of our sentences: broken off, malformed, forbidden or unreadable."""

import re

from lxml import etree

from connectors.rows import UnreadableError
from schemas.issues import Issue

_CODES = etree.ErrorTypes
_ENCODING = {_CODES.ERR_INVALID_ENCODING, _CODES.ERR_UNKNOWN_ENCODING, _CODES.ERR_UNSUPPORTED_ENCODING}
_FORBIDDEN = {
    _CODES.ERR_RESOURCE_LIMIT,
    _CODES.ERR_ENTITY_LOOP,
    _CODES.ERR_UNDECLARED_ENTITY,
    _CODES.WAR_UNDECLARED_ENTITY,
}
_PROLOGUE = re.compile(rb"(?:\s++|<\?.*?\?>|<!--.*?-->)*+", re.DOTALL)


def refuse_doctype(head: bytes) -> None:
    """Refuse a message that begins with a document type, before the library reads any of it: entities hide there."""
    found = _PROLOGUE.match(head)
    begin = found.end() if found else 0
    if head[begin : begin + 9].upper() == b"<!DOCTYPE":
        raise forbidden(1 + head.count(b"\n", 0, begin))


def fault(error: etree.XMLSyntaxError, parser: etree.XMLPullParser, at_end: bool) -> UnreadableError:
    """The error to raise for what the library said; `at_end`: nothing was left to read and the root was not closed."""
    entries = [(entry.type, entry.line) for entry in parser.error_log] or [(0, error.lineno or 0)]
    kind, line = next((entry for entry in entries if entry[0] in _FORBIDDEN | _ENCODING), entries[0])
    if kind in _FORBIDDEN:
        return forbidden(line)
    if kind in _ENCODING:
        return UnreadableError(Issue("encoding_unreadable"))
    return UnreadableError(Issue("file_truncated" if at_end else "xml_malformed", detail={"line": str(line)}))


def forbidden(line: object) -> UnreadableError:
    """The error for what is not allowed in a message."""
    return UnreadableError(Issue("xml_forbidden", detail={"line": str(line or 1)}))


def has_doctype(root: etree._Element) -> bool:
    """Does the document of `root` declare a type after all, behind comments longer than a chunk?"""
    return root.getroottree().docinfo.internalDTD is not None
