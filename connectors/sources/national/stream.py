"""Makes the bytes of a message readable: one encoding, and the few repairs of its markup that are tolerated."""

import codecs
import re
from collections.abc import Iterator
from typing import BinaryIO

from connectors.rows import UnreadableError
from connectors.sources.national.deviations import Deviation
from connectors.sources.national.layout import tags
from schemas.issues import Issue

CHUNK = 1 << 16
PATIENCE = 1 << 20  # bytes to wait for the end of a tag; longer text holds nothing to repair

_DECLARED = re.compile(rb"""\s*<\?xml[^>]*?\sencoding\s*=\s*["']([^"'>]*)["']""")
_UTF_8 = {"utf-8", "utf8", "us-ascii", "ascii"}
_GB = {"gb18030", "gbk", "gb2312", "cp936"}
_SUSPICIOUS = re.compile(rb"<[\s!]")
_REPAIRS = (
    (Deviation.TAG_SPACE, re.compile(rf"<\s+(?=/?(?:{'|'.join(sorted(tags()))})[\s/>])".encode()), b"<"),
    (Deviation.DASH_COMMENT, re.compile("<!(?:—){1,2}-?".encode()), b"<!--"),
    (Deviation.COMMENT_END, re.compile("-(?:\\)|）)-\\s+->".encode()), b"-->"),
)


class Stream:
    """The bytes of a payload, as UTF-8 and repaired; `used` holds the repairs made and not yet told."""

    def __init__(self, payload: BinaryIO) -> None:
        self._payload = payload
        self.used: list[Deviation] = []
        self.line = 1

    def chunks(self) -> Iterator[bytes]:
        """The bytes, cut behind a tag where there is one. Raises UnreadableError, also for an empty payload."""
        rest = b""
        empty = True
        for chunk in self._utf_8():
            rest += chunk
            cut = rest.rfind(b">") + 1 or (len(rest) if len(rest) > PATIENCE else 0)
            whole, rest = rest[:cut], rest[cut:]
            empty = empty and not whole.strip()
            if whole and not empty:
                yield self._repaired(whole)
        if rest.strip():
            yield self._repaired(rest)
        elif empty:
            raise UnreadableError(Issue("file_empty"))

    def _repaired(self, chunk: bytes) -> bytes:
        if _SUSPICIOUS.search(chunk):
            for deviation, pattern, mended in _REPAIRS:
                chunk, times = pattern.subn(mended, chunk)
                if times:
                    self.used.append(deviation)
        self.line += chunk.count(b"\n")
        return chunk

    def _utf_8(self) -> Iterator[bytes]:
        """The payload as UTF-8: the declaration decides, without one the first bytes that are not ASCII do."""
        chunk = self._payload.read(CHUNK).removeprefix(codecs.BOM_UTF8)
        encoding = _declared(chunk)
        while chunk and encoding is None and chunk.isascii():
            yield chunk
            chunk = self._payload.read(CHUNK)
        if (encoding or _guess(chunk)) == "utf-8":
            yield chunk
            yield from iter(lambda: self._payload.read(CHUNK), b"")
        else:
            yield from self._decoded(chunk)

    def _decoded(self, chunk: bytes) -> Iterator[bytes]:
        """GB18030 turned into UTF-8, as far as it is GB18030."""
        decode = codecs.getincrementaldecoder("gb18030")().decode
        try:
            while chunk:
                yield decode(chunk).encode()
                chunk = self._payload.read(CHUNK)
            yield decode(b"", True).encode()
        except UnicodeDecodeError as error:
            yield error.object[: error.start].decode("gb18030").encode()
            raise UnreadableError(Issue("encoding_unreadable")) from None


def _declared(head: bytes) -> str | None:
    """The encoding that a message declares: utf-8, gb18030 or None. Raises UnreadableError for any other."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise UnreadableError(Issue("encoding_unreadable"))
    found = _DECLARED.match(head)
    if found is None:
        return None
    name = found[1].decode("latin-1").lower()
    if name not in _UTF_8 | _GB:
        raise UnreadableError(Issue("encoding_unreadable"))
    return "utf-8" if name in _UTF_8 else "gb18030"


def _guess(chunk: bytes) -> str:
    """The encoding of a message that declares none, from its first bytes that are not ASCII."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(chunk)
    except UnicodeDecodeError:
        return "gb18030"
    return "utf-8"
