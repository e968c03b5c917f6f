"""The generated parts of the page on the insurance source: columns of each document, code lists, the three forms."""

import csv
import io
from collections.abc import Iterator

import orjson
from pydantic.fields import FieldInfo

from connectors.registry import sources
from connectors.sources.insurance import parser
from connectors.sources.insurance.layout import DOCUMENTS, LISTS, SHARED, columns
from connectors.sources.insurance.writer import write_page
from schemas.base import Record
from schemas.codes import codelist
from schemas.codes.titles import TITLES
from schemas.records import RECORDS
from schemas.validation import validate
from tests.docs.fields import at, contents, list_of, part_of
from tests.docs.markdown import fenced, table
from tests.docs.words import COLUMNS, INSURANCE

SHOWN = 12  # codes of a list that are shown; longer lists are looked up
HEADINGS = ("列 column", "中文", "必备 required", "字段 field", "内容 contents")


def shared() -> str:
    """The columns that every document has."""
    return table(HEADINGS, (line for name in SHARED for line in _lines(DOCUMENTS[0], name)))


def documents() -> str:
    """The columns of each document, below a heading of its own."""
    return "\n\n".join(_document(name) for name in DOCUMENTS)


def _document(name: str) -> str:
    record = RECORDS[name]
    said = " ".join((record.__doc__ or "").split())
    event = f"事件日期 event date: `{record.event_field}`"
    lines = (line for column in columns(name) if column not in SHARED for line in _lines(name, column))
    return f"### {INSURANCE[name]} `{name}`\n\n{said} {event}.\n\n{table(HEADINGS, lines)}"


def _lines(document: str, column: str) -> Iterator[list[str]]:
    """A line for a column, and one for each field of the parts that a list holds."""
    path = columns(document)[column]
    field, required = at(RECORDS[document], path)
    yield [f"`{column}`", COLUMNS[column], _yes(required), f"`{path}`", _contents(column, field)]
    if part := part_of(field):
        for name in LISTS[column]:
            inner = part.model_fields[name]
            yield ["", COLUMNS[name], _yes(inner.is_required()), f"`{path}[].{name}`", contents(inner)]


def _contents(column: str, field: FieldInfo) -> str:
    if column not in LISTS:
        return contents(field)
    form = ":".join(LISTS[column])
    return f"表格中 in a table: `{form};{form};…`"


def _yes(required: bool) -> str:
    return "是" if required else ""


def codes() -> str:
    """The code lists of all documents with their codes, as far as they are short."""
    fields = [field for document in DOCUMENTS for column in columns(document) for field in _fields(document, column)]
    names = sorted({name for field in fields if (name := list_of(field))})
    return table(
        ["代码表 list", "名称 title", "代码 codes"], ([f"`{name}`", TITLES[name], _codes(name)] for name in names)
    )


def _fields(document: str, column: str) -> Iterator[FieldInfo]:
    field, _ = at(RECORDS[document], columns(document)[column])
    part = part_of(field)
    yield from part.model_fields.values() if part else [field]


def _codes(name: str) -> str:
    rows = codelist(name).rows
    if len(rows) > SHOWN:
        return f"[{len(rows):,} 行 rows](../../schemas/codes/{name}.csv)"
    return "；".join(f"`{row.code}` {row.name}" for row in rows)


def largest() -> str:
    """The size of a page or line at which reading stops."""
    return f"{parser.LARGEST_PAGE // 2**20} MiB"


def as_table() -> str:
    """The sample as it is: a table."""
    return fenced("csv", _sample())


def as_lines() -> str:
    """The sample as JSON lines in flat form."""
    rows = csv.DictReader(io.StringIO(_sample()))
    lines = [{name: text for name, text in row.items() if text} for row in rows]
    return fenced("jsonl", "\n".join(orjson.dumps(line).decode() for line in lines))


def as_page() -> str:
    """The sample as the writer makes a page of it, with line breaks for reading."""
    rows = list(parser.parse(io.BytesIO(_sample().encode())))
    stream = io.BytesIO()
    write_page(((row.key, row.operation, _valid(row.document, row.fields)) for row in rows), stream, str(len(rows)))
    return fenced("json", orjson.dumps(orjson.loads(stream.getvalue()), option=orjson.OPT_INDENT_2).decode())


def _valid(document: str, fields: dict[str, object]) -> Record:
    found = validate(document, fields)
    assert isinstance(found, Record), found
    return found


def _sample() -> str:
    return sources()["insurance"].sample.read_text(encoding="utf-8")
