"""The tables of `layout.py` with the kind of every field, taken from the record classes: what reader and writer run."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel

from connectors.sources.national.layout import DOCUMENTS
from connectors.sources.national.pieces import Many, Members
from schemas.coded import InList
from schemas.records import RECORDS


class Kind(StrEnum):
    """How a field is written in an element."""

    TEXT = "text"
    DATE = "date"  # eight digits
    COUNT = "count"
    FLAG = "flag"  # T or F
    CODES = "codes"  # a comma between them
    DIVISION = "division"  # nine digits, those below the county 000 when it is the county that is meant
    YEARS = "years"  # of the months of exposure
    MONTHS = "months"  # those beyond the years
    NAME = "name"  # the name of a code, for people: written, not read
    PARENT_NAME = "parent_name"  # the name of the group a code is in: written, not read


@dataclass(frozen=True)
class Leaf:
    """An element with text and the field it holds, by its path from the record (in a series: from its part)."""

    tag: str
    path: tuple[str, ...]
    kind: Kind


@dataclass(frozen=True)
class Group:
    """An element that holds leaves."""

    tag: str
    leaves: tuple[Leaf, ...]


@dataclass(frozen=True)
class Series:
    """An element that holds repeated elements `item`, each one part of the tuple `field`."""

    tag: str
    item: str
    field: str
    leaves: tuple[Leaf, ...]


Node = Leaf | Group | Series

_BY_TAG = {
    "HARM_AGE_YEAR": Kind.YEARS,
    "HARM_AGE_MONTH": Kind.MONTHS,
    "EXAM_ITEM_NAME": Kind.NAME,
    "EXAM_ITEM_PNAME": Kind.PARENT_NAME,
}
_BY_TYPE = {date: Kind.DATE, int: Kind.COUNT, bool: Kind.FLAG, str: Kind.TEXT}


@cache
def nodes(document: str) -> tuple[Node, ...]:
    """The elements of one record of `document`, in the order they are written."""
    return tuple(_nodes(RECORDS[document], DOCUMENTS[document].members))


def _nodes(record: type[BaseModel], members: Members) -> Iterator[Node]:
    for tag, member in members.items():
        if isinstance(member, str):
            yield _leaf(record, tag, member)
        elif isinstance(member, Many):
            part = get_args(annotation_of(record, member.path)[0])[0]
            yield Series(tag, member.item, member.path, tuple(_leaf(part, *pair) for pair in member.members.items()))
        else:
            yield Group(tag, tuple(node for node in _nodes(record, member) if isinstance(node, Leaf)))


def _leaf(record: type[BaseModel], tag: str, path: str) -> Leaf:
    *parts, name = path.split(".")
    for part in parts:
        record = annotation_of(record, part)[0]
    return Leaf(tag, (*parts, name), _BY_TAG.get(tag) or _kind(*annotation_of(record, name)))


def _kind(annotation: Any, marks: list[Any]) -> Kind:
    if get_origin(annotation) is tuple:
        return Kind.CODES
    is_division = any(isinstance(mark, InList) and mark.name == "division" for mark in marks)
    return Kind.DIVISION if is_division else _BY_TYPE[annotation]


def annotation_of(record: type[BaseModel], name: str) -> tuple[Any, list[Any]]:
    """The type of a field and its marks, without `None` and `Annotated`."""
    field = record.model_fields[name]
    annotation, marks = field.annotation, list(field.metadata)
    if get_origin(annotation) in (Union, UnionType):
        annotation = next(each for each in get_args(annotation) if each is not type(None))
    if get_origin(annotation) is Annotated:
        annotation, *more = get_args(annotation)
        marks += more
    return annotation, marks
