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
WORKER = "worker"  # sex and year of birth are in the register of workers; a full birth date would point at a person
ENTRY = ("worker_id", "employer_id", "event_on", "known_from", "known_to")
VERSION = ("record_id", "version", *ENTRY, "org_code", "division_code", "source", "batch_id")


def version_columns(record: type[Record]) -> str:
    """The select list of the document's table, over a table with the columns VERSION and the struct `b`.

    Where the document itself has a field of the same name, it fills what the store left open.
    """
    fields = _struct(record)
    own = [f"coalesce({name}, b.{name}) as {name}" if name in fields else name for name in VERSION]
    return ", ".join([*own, *(f'b."{name}" as "{name}"' for name in fields if name not in VERSION)])


@cache
def body_type(record: type[Record]) -> str:
    """The DuckDB type of the document's body, as `from_json` wants it."""
    return orjson.dumps(_struct(record)).decode()


@cache
def results_type(record: type[Record]) -> str:
    """The DuckDB type of the document's long list, which is stored by columns; empty when it has none."""
    if RESULTS not in record.model_fields:
        return ""
    part = get_args(record.model_fields[RESULTS].annotation)[0]
    return orjson.dumps({name: [kind] for name, kind in _struct(part).items()}).decode()


def result_columns(record: type[Record]) -> str:
    """The select list that makes one row of each entry of the long list `r`."""
    lists = orjson.loads(results_type(record))
    return ", ".join(["record_id", "version", *ENTRY, *(f'unnest(r."{name}") as "{name}"' for name in lists)])


def _struct(part: type[BaseModel]) -> dict[str, Any]:
    left_out = personal_fields(part) | {RESULTS, WORKER}
    return {name: _type(field.annotation) for name, field in part.model_fields.items() if name not in left_out}


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
