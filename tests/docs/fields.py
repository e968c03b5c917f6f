"""What may stand in a field, told from its type: a date, an amount, a code of which list, within which bounds."""

import types
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any, Union, get_args, get_origin

from annotated_types import Ge, Le, MaxLen
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from schemas.base import Part
from schemas.checks.parts import pieces
from schemas.coded import InList

_KINDS = {date: "日期 date", Decimal: "金额（元）yuan", bool: "true/false", int: "整数 whole number", str: "文字 text"}


def contents(field: FieldInfo) -> str:
    """What the field takes, for people."""
    if part := part_of(field):
        return "列表 list" if tuple in set(pieces(field.annotation)) else f"见 see `{part.__name__}`"
    if name := list_of(field):
        return f"代码 code `{name}`"
    kind = next(text for known, text in _KINDS.items() if known in set(pieces(field.annotation)))
    return f"{kind} {bounds(field)}".strip()


def part_of(field: FieldInfo) -> type[Part] | None:
    """The class of the part, or of the parts, that the field holds."""
    classes = (piece for piece in pieces(field.annotation) if isinstance(piece, type))
    return next((each for each in classes if issubclass(each, Part)), None)


def list_of(field: FieldInfo) -> str | None:
    """The code list of the field."""
    return next((mark.name for mark in marks(field) if isinstance(mark, InList)), None)


def bounds(field: FieldInfo) -> str:
    """The least and greatest number, or how many characters; of amounts it goes without saying."""
    found = {type(mark): mark for mark in marks(field)}
    if MaxLen in found:
        return f"≤ {found[MaxLen].max_length}"
    if Ge in found and Le in found:
        return f"{found[Ge].ge}…{found[Le].le}"
    return ""


def marks(field: FieldInfo) -> Iterator[Any]:
    """All marks of a field, those inside `Annotated` and of the members of a union too."""
    for mark in [*field.metadata, *pieces(field.annotation)]:
        yield mark
        yield from mark.metadata if isinstance(mark, FieldInfo) else ()


def at(record: type[BaseModel], path: str) -> tuple[FieldInfo, bool]:
    """The field at `path`, and whether it and all that holds it must be there."""
    *holders, name = path.split(".")
    required = True
    for holder in holders:
        field = record.model_fields[holder]
        required = required and field.is_required()
        part = part_of(field)
        assert part is not None, f"{path}: {holder} holds no part"
        record = part
    field = record.model_fields[name]
    return field, required and field.is_required()


def plain_type(annotation: Any) -> str:
    """The name of a type as a programmer reads it, without what constrains it."""
    if get_origin(annotation) in (Union, types.UnionType):
        return " | ".join(plain_type(each) for each in get_args(annotation) if each is not types.NoneType)
    if get_origin(annotation) is tuple:
        return f"list of {plain_type(get_args(annotation)[0])}"
    name = getattr(annotation, "__name__", str(annotation))
    return {"HttpUrl": "url", "Path": "path"}.get(name, name)
