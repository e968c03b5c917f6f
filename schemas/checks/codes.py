"""Every code must be in force, on the day of the event, in the list its field names."""

from collections.abc import Iterator
from datetime import date
from functools import cache

from pydantic import BaseModel

from schemas.checks.parts import Seen, pieces
from schemas.coded import InList
from schemas.codes import Code, codelist, divisions
from schemas.codes.titles import TITLES
from schemas.issues import Issue

CANDIDATES = 3
Leaf = tuple[str, str, frozenset[str]]  # field, list, codes of the list that are always in force


def find(seen: Seen) -> Iterator[Issue]:
    """One issue for each code that is unknown, or was not in force on the day of the event."""
    for path, part in seen.parts:
        values = part.__dict__
        for name, list_name, always in _leaves(type(part)):
            held = values[name]
            if held in always or held is None:
                continue
            codes = ((f"{path}{name}", held),) if isinstance(held, str) else _numbered(f"{path}{name}", held)
            for where, code in codes:
                if code not in always:
                    yield from _judge(code, list_name, where, seen.record.event_date)


def _numbered(path: str, codes: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    return ((f"{path}.{n}", code) for n, code in enumerate(codes))


def _judge(code: str, list_name: str, path: str, on: date) -> Iterator[Issue]:
    """`code` is not among those always in force: was it on that day, or is it in the list at all?"""
    codes, title = codelist(list_name), TITLES[list_name]
    if codes.get(code, on) or (list_name == "division" and divisions.is_known(code, on)):
        return
    if codes.knows(code):
        yield Issue("code_not_in_force", path, {"list": title, "on": on.isoformat()})
    else:
        nearest = "、".join(_shown(row) for row in codes.nearest_codes(code, CANDIDATES))
        yield Issue("code_unknown", path, {"list": title, "candidates": nearest})


def _shown(row: Code) -> str:
    return f"{row.code} {row.name}"


@cache
def _leaves(part: type[BaseModel]) -> tuple[Leaf, ...]:
    """The fields of `part` that hold one code or many."""
    return tuple(
        (name, mark.name, codelist(mark.name).always)
        for name, field in part.model_fields.items()
        for mark in [*field.metadata, *pieces(field.annotation)]
        if isinstance(mark, InList)
    )
