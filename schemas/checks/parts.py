"""What a check looks at: the record, all its parts with their paths, the day it arrived."""

from collections.abc import Iterator
from datetime import date
from functools import cache, lru_cache
from typing import Any

from pydantic import BaseModel

from schemas.base import Part, Record


class Seen:
    """A record that arrived on `received_on`. `parts` are the record itself at the path "", then each part in it, at
    any depth, with its path and a dot (`results.3.`)."""

    __slots__ = ("parts", "received_on", "record")

    def __init__(self, record: Record, received_on: date) -> None:
        self.record = record
        self.received_on = received_on
        self.parts: list[tuple[str, BaseModel]] = []
        _collect(record, "", self.parts)


def _collect(part: BaseModel, path: str, found: list[tuple[str, BaseModel]]) -> None:
    found.append((path, part))
    values = part.__dict__
    for name in _holders(type(part)):
        held = values[name]
        if type(held) is tuple:
            _collect_list(held, f"{path}{name}.", found)
        elif held is not None:
            _collect(held, f"{path}{name}.", found)


def _collect_list(held: tuple[BaseModel, ...], path: str, found: list[tuple[str, BaseModel]]) -> None:
    if held and not _holders(type(held[0])):  # the long lists: nothing lies deeper
        found.extend(zip(_numbered(path, len(held)), held, strict=True))
        return
    for each, inner in zip(_numbered(path, len(held)), held, strict=True):
        _collect(inner, each, found)


@lru_cache(maxsize=1000)
def _numbered(path: str, count: int) -> tuple[str, ...]:
    return tuple(f"{path}{n}." for n in range(count))


@cache
def _holders(part: type[BaseModel]) -> tuple[str, ...]:
    """The fields of `part` that hold a part or a list of parts."""
    return tuple(
        name
        for name, field in part.model_fields.items()
        if any(isinstance(kind, type) and issubclass(kind, Part) for kind in pieces(field.annotation))
    )


def pieces(annotation: Any) -> Iterator[Any]:
    """Everything an annotation is made of: its origin, its arguments, their metadata, at any depth."""
    yield getattr(annotation, "__origin__", annotation)
    yield from getattr(annotation, "__metadata__", ())
    if hasattr(annotation, "__metadata__"):
        yield from pieces(annotation.__origin__)
    for argument in getattr(annotation, "__args__", ()):
        yield from pieces(argument)
