"""Turns what the XML library refuses into one of our sentences: broken off, malformed, forbidden or unreadable."""

import re
from collections.abc import Iterator

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


def behind_prologue(chunks: Iterator[bytes], limit: int) -> Iterator[bytes]:
    """The same bytes, the first of them held back until what follows the comments at the start is seen.

    A document type, where entities hide, is so refused before the library reads any of it.
    """
    head = b""
    for chunk in chunks:
        head += chunk
        rest = head[_end_of_prologue(head) :]
        if rest[:9].upper() == b"<!DOCTYPE" or len(head) > limit:
            raise forbidden(1 + head.count(b"\n", 0, len(head) - len(rest)))
        if len(rest) > 9 and not rest.startswith((b"<?", b"<!--")):
            break
    if head:
        yield head
    yield from chunks


def _end_of_prologue(head: bytes) -> int:
    found = _PROLOGUE.match(head)
    return found.end() if found else 0


def fault(error: etree.XMLSyntaxError, is_cut_off: bool) -> UnreadableError:
    """The error to raise for what the library said; `is_cut_off`: everything before the end of the file was right."""
    code = error.code  # type: ignore[attr-defined]  # the stubs lack it
    if is_cut_off:
        return UnreadableError(Issue("file_truncated", detail={"line": str(error.lineno)}))
    if code in _FORBIDDEN:
        return forbidden(error.lineno)
    if code in _ENCODING:
        return UnreadableError(Issue("encoding_unreadable"))
    return UnreadableError(Issue("xml_malformed", detail={"line": str(error.lineno)}))


def forbidden(line: object) -> UnreadableError:
    """The error for what is not allowed in a message."""
    return UnreadableError(Issue("xml_forbidden", detail={"line": str(line or 1)}))
