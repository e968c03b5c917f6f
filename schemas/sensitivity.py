"""How sensitive a field is: declared beside it, and as sensitive as can be where nothing is declared.

After GB/T 37964—2019 (identifiers, quasi-identifiers, sensitive attributes): `Plain[date]`, `Health[Disease]` …
"""

from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import Annotated, Any, TypeVar, get_args

from pydantic import BaseModel
from pydantic.fields import FieldInfo


class Level(StrEnum):
    """The most sensitive first."""

    IDENTIFYING = "identifying"  # names a person, or may: sealed in the vault, shown masked
    HEALTH = "health"  # what is known of somebody's health, and what follows from it
    QUASI = "quasi"  # tells people apart when several are taken together: sex, birth date, post, days of events
    PLAIN = "plain"  # of employers, institutions and the reporting itself


T = TypeVar("T")
Identifying = Annotated[T, Level.IDENTIFYING]
Health = Annotated[T, Level.HEALTH]
Quasi = Annotated[T, Level.QUASI]
Plain = Annotated[T, Level.PLAIN]


def declared(field: FieldInfo) -> Level | None:
    """The level written beside a field, else that of its type, as of a code; None where there is neither."""
    marks = _marks(field.annotation, field.metadata)
    return next((mark for mark in marks if isinstance(mark, Level)), None)


def level(field: FieldInfo) -> Level:
    """The level of a field that holds a value: what nobody declared is treated as identifying."""
    return declared(field) or Level.IDENTIFYING


def part_of(annotation: Any) -> type[BaseModel] | None:
    """The part within `Part`, `Part | None` or `tuple[Part, ...]`, if any: its fields have levels of their own."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for found in map(part_of, get_args(annotation)) if found), None)


def levels(part: type[BaseModel]) -> dict[str, Level]:
    """The fields of `part` itself that hold values, by name, with their levels."""
    fields = part.model_fields.items()
    return {name: level(field) for name, field in fields if part_of(field.annotation) is None}


def fields_at(part: type[BaseModel], before: str = "") -> Iterator[tuple[str, FieldInfo]]:
    """Every dotted path of `part` that ends at a value, with its field; parts in lists count once."""
    for name, field in part.model_fields.items():
        if below := part_of(field.annotation):
            yield from fields_at(below, f"{before}{name}.")
        else:
            yield before + name, field


def _marks(annotation: Any, metadata: Sequence[Any] = ()) -> Iterator[Any]:
    """All marks of a field, the outermost first."""
    yield from reversed(metadata)
    if hasattr(annotation, "__metadata__"):
        yield from _marks(annotation.__origin__, annotation.__metadata__)
        return
    for member in get_args(annotation):
        yield from _marks(member)
