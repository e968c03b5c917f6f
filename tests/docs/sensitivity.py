"""The generated parts of the page on sensitivity: how many fields of each level, and the level of every field."""

import sys
from collections import Counter
from collections.abc import Iterator

from pydantic import BaseModel

from schemas.records import RECORDS
from schemas.sensitivity import Level, fields_at, level, levels, part_of
from tests.docs.fields import contents
from tests.docs.markdown import table
from tests.docs.words import LEVELS


def counts() -> str:
    """A line for each document: how many of its fields have which level."""
    return table(["文档 document", *(LEVELS[each] for each in Level)], map(_counts, RECORDS))


def _counts(document: str) -> list[object]:
    found = Counter(level(field) for _, field in fields_at(RECORDS[document]))
    return [f"`{document}`", *(found[each] or "" for each in Level)]


def fields() -> str:
    """A table for each document and each part that documents are made of, every part once."""
    seen: dict[type[BaseModel], None] = {}
    for record in RECORDS.values():
        seen |= dict.fromkeys(_parts(record))
    return "\n\n".join(_fields(part) for part in seen)


def _parts(part: type[BaseModel]) -> Iterator[type[BaseModel]]:
    """The part and all parts in it, the inner ones behind it."""
    yield part
    for field in part.model_fields.values():
        if below := part_of(field.annotation):
            yield from _parts(below)


def _fields(part: type[BaseModel]) -> str:
    said = " ".join((part.__doc__ or "").split())
    rows = [[f"`{name}`", contents(part.model_fields[name]), LEVELS[its]] for name, its in levels(part).items()]
    module = sys.modules[part.__module__].__name__.replace(".", "/")
    heading = f"### {part.__name__}\n\n{said} [`{module}.py`](../../{module}.py)"
    return f"{heading}\n\n{table(['字段 field', '内容 contents', '级别 level'], rows)}" if rows else heading
