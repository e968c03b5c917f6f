"""Which columns a document has in the snapshot, read off its record class: nothing personal, nothing forgotten."""

import types
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, Union, get_args, get_origin

import orjson
from pydantic import BaseModel

from schemas.base import Part, Record, personal_fields

SCALARS = {str: "VARCHAR", int: "BIGINT", bool: "BOOLEAN", date: "DATE", float: "DOUBLE", Decimal: "DECIMAL(18,2)"}
RESULTS = "results"


@cache
def body_type(record: type[Record]) -> str:
    """The DuckDB type of the document's body, as `from_json` wants it."""
    return orjson.dumps(_struct(record)).decode()


@cache
def result_columns(record: type[Record]) -> dict[str, str]:
    """Names and DuckDB types of the columns of the document's long list; empty when it has none."""
    if RESULTS not in record.model_fields:
        return {}
    part = get_args(record.model_fields[RESULTS].annotation)[0]
    return {name: str(kind) for name, kind in _struct(part).items()}


def _struct(part: type[BaseModel]) -> dict[str, Any]:
    personal = personal_fields(part)
    return {
        name: _type(field.annotation)
        for name, field in part.model_fields.items()
        if name not in personal and name != RESULTS
    }


def _type(annotation: Any) -> Any:
    """`str | None` is VARCHAR; a part is a struct; a tuple of anything is a list of it."""
    origin = get_origin(annotation)
    if origin in (Union, types.UnionType):
        return _type(next(member for member in get_args(annotation) if member is not type(None)))
    if origin is tuple:
        return [_type(get_args(annotation)[0])]
    if hasattr(annotation, "__metadata__"):
        return _type(annotation.__origin__)
    if isinstance(annotation, type) and issubclass(annotation, Part):
        return _struct(annotation)
    return SCALARS[annotation]
