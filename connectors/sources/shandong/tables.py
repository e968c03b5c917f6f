"""A table of text: finds the heading row, gives each line by its headings, and reads CSV as a stream."""

import codecs
import csv
import re
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import BinaryIO, NamedTuple

from connectors.rows import UnreadableError
from schemas.issues import Issue

BEYOND = ""  # where a line keeps what stands beyond the last heading
_CHUNK = 1 << 20
_LONGEST_LINE = 4 << 20  # characters
_TOP = 10  # rows among which the headings are looked for: a title and a legend may stand above
_NOTE = re.compile(r"[\s*＊]|[（(].*?[)）]")
_QUOTED = re.compile(r"""="(.*)"|'(.*)""", re.DOTALL).fullmatch  # how spreadsheets are told to keep a number as text
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1f]").search


class Table(NamedTuple):
    """Headings from left to right, and each line as a dict of its filled cells."""

    headings: list[str]
    lines: Iterator[dict[str, str]]


def find_table(rows: Iterable[list[str]], known: frozenset[str]) -> Table:
    """The table whose heading row has the most `known` headings; a heading merged from above counts."""
    rest = iter(rows)
    top = [[cell.strip() for cell in row] for row in islice(rest, _TOP)]
    score = [sum(_plain(cell) in known for cell in row) for row in top]
    best = max(range(len(top)), key=lambda n: (score[n], n), default=None)
    if best is None:
        return Table([], iter(()))
    above = [[row[n] for row in reversed(top[: best + 1]) if n < len(row)] for n in range(len(top[best]))]
    headings = _named([_plain(next(filter(None, cells), "")) for cells in above])
    return Table(headings, _lines(headings, chain(top[best + 1 :], rest)))


def read_csv(start: bytes, payload: BinaryIO, known: frozenset[str]) -> Table:
    """The table in `payload`, of which `start` was already read. Raises UnreadableError where reading must stop."""
    if not start.strip():
        raise UnreadableError(Issue("file_empty"))
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise UnreadableError(Issue("encoding_unreadable"))
    if _CONTROL(start):
        raise UnreadableError(Issue("table_unreadable"))
    return find_table(_rows(_text_lines(start, payload)), known)


def _rows(text: Iterator[str]) -> Iterator[list[str]]:
    """The lines that are not blank; a file cut off inside a line ends the reading."""
    open_end: list[str] = []
    lines = csv.reader(_ended(text, open_end), strict=True)
    widest = 0
    try:
        for cells in lines:
            if open_end and len(cells) < widest:
                raise UnreadableError(Issue("file_truncated", detail={"line": str(lines.line_num - 1)}))
            widest = max(widest, len(cells))
            if any(cells):
                yield cells
    except csv.Error as error:
        code = "file_truncated" if "unexpected end" in str(error) else "table_unreadable"
        raise UnreadableError(Issue(code, detail={"line": str(lines.line_num)})) from None
    except UnicodeDecodeError:
        raise UnreadableError(Issue("encoding_unreadable")) from None  # its text would show the bytes


def _ended(text: Iterator[str], open_end: list[str]) -> Iterator[str]:
    """The same lines; one that is not ended, as the last may be, is put into `open_end` before it is given."""
    for line in text:
        if not line.endswith("\n"):
            open_end.append(line)
        yield line


def _text_lines(start: bytes, payload: BinaryIO) -> Iterator[str]:
    """The text line by line. Only a line feed ends a line: a cell may hold other separators."""
    decoder = codecs.getincrementaldecoder(_encoding(start))("strict")
    rest, chunk = "", start
    while chunk:
        *whole, rest = (rest + decoder.decode(chunk)).split("\n")
        yield from (line + "\n" for line in whole)
        if len(rest) > _LONGEST_LINE:
            raise UnreadableError(Issue("table_unreadable"))
        chunk = payload.read(_CHUNK)
    rest += decoder.decode(b"", final=True)
    if rest:
        yield rest


def _encoding(start: bytes) -> str:
    """UTF-8 when the start of the file is, else GB18030: Chinese headings in the one are never valid in the other."""
    try:
        codecs.getincrementaldecoder("utf-8")("strict").decode(start)
    except UnicodeDecodeError:
        return "gb18030"
    return "utf-8-sig"


def _lines(headings: list[str], rows: Iterable[list[str]]) -> Iterator[dict[str, str]]:
    for row in rows:
        line = {
            heading: text for heading, cell in zip(headings, row, strict=False) if cell and (text := _content(cell))
        }
        if beyond := "".join(row[len(headings) :]).strip():
            line[BEYOND] = beyond
        if line:
            yield line


def _content(cell: str) -> str:
    text = cell.strip()
    quoted = _QUOTED(text) if text.startswith(("=", "'")) else None
    return (quoted[1] or quoted[2] or "").strip() if quoted else text


def _plain(heading: str) -> str:
    """A heading without line breaks, marks of required columns and notes in brackets."""
    return _NOTE.sub("", heading)


def _named(headings: list[str]) -> list[str]:
    """Blank and repeated headings by their position, so that no column hides another."""
    return [
        heading if heading and heading not in headings[:n] else f"第 {n + 1} 列 column {n + 1}"
        for n, heading in enumerate(headings)
    ]
