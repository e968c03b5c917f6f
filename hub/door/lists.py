"""Lists by page: their parameters, and opaque cursors."""

import base64
import binascii
from collections.abc import Sequence
from typing import Annotated, Any

import orjson
from fastapi import Query

from hub.errors import HubError

Limit = Annotated[int, Query(ge=1, le=1000)]
AfterCursor = Annotated[str | None, Query(alias="cursor", max_length=200)]


def to_cursor(*place: Any) -> str:
    """The cursor that stands behind `place`."""
    return base64.urlsafe_b64encode(orjson.dumps(place)).decode().rstrip("=")


def from_cursor(cursor: str | None, parts: int) -> list[Any] | None:
    """The place of a cursor; None without one. Raises HubError for what was never a cursor of this list."""
    if not cursor:
        return None
    try:
        place = orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, ValueError):
        place = None
    if not isinstance(place, list) or len(place) != parts or not all(isinstance(part, int) for part in place):
        raise HubError("游标无效；请从第一页重新读取。", "The cursor is not valid; start from the first page.")
    return place


def page(rows: Sequence[Any], limit: int, *keys: str) -> dict[str, Any]:
    """A page of at most `limit` of `rows` (one more was asked for), with the cursor of the next."""
    shown = [dict(row) for row in rows[:limit]]
    more = len(rows) > limit
    return {"items": shown, "next": to_cursor(*(shown[-1][key] for key in keys)) if more else None}
