"""How far a view has been read, as a cursor: the moment and the key of the last row, exactly as they were.

Of each the type is told too: a number that comes back as text would be compared as text. The first cursors were a
timestamp and a number or text without their types.
"""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

import orjson

KINDS: dict[str, Callable[[str], Any]] = {
    "datetime": datetime.fromisoformat,
    "int": int,
    "str": str,
    "Decimal": Decimal,
    "UUID": UUID,
}


class Place(NamedTuple):
    """Where a row stands in the order of the view."""

    changed_at: Any
    key: Any


def pack(place: Place) -> str | None:
    """The cursor of `place`; None when it is not of such types as come back exactly."""
    kinds = [type(value).__name__ for value in place]
    if not set(kinds) <= set(KINDS):
        return None
    return orjson.dumps([[kind, str(value)] for kind, value in zip(kinds, place, strict=True)]).decode()


def unpack(cursor: str) -> Place:
    """The place again."""
    changed_at, key = orjson.loads(cursor)
    if isinstance(changed_at, str):
        return Place(datetime.fromisoformat(changed_at), key)
    return Place(*(KINDS[kind](text) for kind, text in (changed_at, key)))
