"""Reads a message of the national exchange: one row for each record, in memory that stays flat however long it is."""

from collections.abc import Iterable, Iterator
from typing import BinaryIO, cast

from lxml import etree

from connectors.rows import Row, UnreadableError
from connectors.sources.national.deviations import Deviation
from connectors.sources.national.elements import RecordReader
from connectors.sources.national.faults import behind_prologue, fault, forbidden
from connectors.sources.national.header import Sending, read_header
from connectors.sources.national.layout import DOCUMENTS, ENVELOPE
from connectors.sources.national.stream import Stream
from schemas.issues import Issue

LARGEST = 10_000_000  # bytes of one record, or of anything between two

LISTINGS = {layout.listing: name for name, layout in DOCUMENTS.items()}
_TAGS = (*ENVELOPE, *LISTINGS, *{layout.record for layout in DOCUMENTS.values()})


def parse(payload: BinaryIO) -> Iterator[Row]:
    """Rows of a message in order. Raises UnreadableError where reading must stop; the rows before that are good."""
    return _Message(payload).rows()


class _Message:
    """One message while it is read."""

    def __init__(self, payload: BinaryIO) -> None:
        self._stream = Stream(payload)
        self._parser = etree.XMLPullParser(
            events=("start", "end"),
            tag=_TAGS,
            encoding="utf-8",
            remove_blank_text=True,
            remove_comments=True,
            remove_pis=True,
            load_dtd=False,
            no_network=True,
            huge_tree=False,
        )
        self._sending = Sending()
        self._root: etree._Element | None = None
        self._body: etree._Element | None = None
        self._listing: etree._Element | None = None
        self._document = ""
        self._reader = RecordReader("examination")
        self._number = 0
        self._tail = b""
        self._ended = False

    def rows(self) -> Iterator[Row]:
        """The rows of the message."""
        waiting = 0
        for chunk in behind_prologue(self._stream.chunks(), LARGEST):
            error = self._feed(chunk)
            before = self._number
            yield from self._finished_rows()
            if error:
                raise fault(error, is_cut_off=False)
            waiting = waiting + len(chunk) if before == self._number else 0
            if waiting > LARGEST:
                raise forbidden(self._stream.line)
            self._tail = chunk[-50:]
        yield from self._close()

    def _feed(self, chunk: bytes) -> etree.XMLSyntaxError | None:
        try:
            self._parser.feed(chunk)
        except etree.XMLSyntaxError as error:
            return error
        return None

    def _finish(self) -> etree.XMLSyntaxError | None:
        try:
            self._parser.close()
        except etree.XMLSyntaxError as error:
            return error
        return None

    def _close(self) -> Iterator[Row]:
        """The rows that only the end of the message makes complete, and whether it was a message at all."""
        error = self._finish()
        yield from self._finished_rows()
        if error:
            is_whole = self._ended or self._tail.rstrip().endswith(b"</DataExchange>")
            raise fault(error, is_cut_off=not is_whole and error.lineno == self._stream.line)
        if not self._document or self._has_foreign():
            raise UnreadableError(Issue("root_unknown"))

    def _has_foreign(self) -> bool:
        """Is there anything outside the records that is not of the specification?"""
        outer = list(self._root) if self._root is not None else []
        inner = [child for body in outer if body.tag == "EventBody" for child in body]
        return any(each.tag not in ("Header", "EventBody") for each in outer) or any(
            each.tag not in LISTINGS for each in inner
        )

    def _finished_rows(self) -> Iterator[Row]:
        for event, element in cast("Iterable[tuple[str, etree._Element]]", self._parser.read_events()):
            parent = element.getparent()
            if event == "start":
                self._enter(element, parent)
            elif parent is None:
                self._ended = True
            elif element.tag == "Header" and parent is self._root:
                self._sending = read_header(element)
            elif element is self._listing:
                yield from self._foreign_rows(element)
                self._listing = None
            elif parent is self._listing and element.tag == DOCUMENTS[self._document].record:
                yield from self._foreign_rows(parent, element)
                yield self._row(element)
                element.clear()

    def _enter(self, element: etree._Element, parent: etree._Element | None) -> None:
        """The outer elements, where they lie as they must. A document type has no place in a message."""
        if parent is None:
            self._root = element if element.tag == "DataExchange" else None
        elif element.tag == "EventBody" and parent is self._root:
            self._body = element
        elif element.tag in LISTINGS and parent is self._body:
            self._listing = element
            if self._document != LISTINGS[element.tag]:
                self._document = LISTINGS[element.tag]
                self._reader = RecordReader(self._document)

    def _row(self, element: etree._Element) -> Row:
        fields, issues = self._reader.read(element)
        for deviation in self._stream.used:
            self._reader.note(deviation, "")
        self._stream.used.clear()
        return self._numbered(fields, self._key(element, issues), issues)

    def _key(self, element: etree._Element, issues: list[Issue]) -> str:
        for name in ("ID", "id", "Id"):
            if key := element.get(name, "").strip():
                if name != "ID":
                    self._reader.note(Deviation.ID_ATTRIBUTE, name)
                return key
        issues.append(Issue("key_missing", "ID"))
        return ""

    def _numbered(self, fields: dict[str, object], key: str, issues: list[Issue]) -> Row:
        self._number += 1
        sending = self._sending
        issues += sending.issues
        return Row(self._number, self._document, sending.operation, sending.sender, key, fields, issues)

    def _foreign_rows(self, listing: etree._Element, until: etree._Element | None = None) -> Iterator[Row]:
        """Take off what stands before `until`: records that are done, and rejected rows for anything else."""
        while len(listing) and listing[0] is not until:
            if listing[0].tag != DOCUMENTS[self._document].record:
                yield self._numbered({}, listing[0].get("ID", ""), [Issue("root_unknown", listing[0].tag)])
            del listing[0]
