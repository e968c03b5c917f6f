"""One pass over all item results: which parts of an examination were done, and which signs may be among its numbers."""

from datetime import date
from typing import Any

import ibis
from ibis import _
from ibis.expr.types import Table

from analytics.examinations.parts import masks_of_items
from analytics.examinations.pursued import since
from analytics.examinations.signs import Sign, bit, signs
from analytics.frames import Frames

ITEMS = {
    "item": "string",
    "first": "int64",
    "second": "int64",
    "high_bound": "float64",
    "low_bound": "float64",
    "own_range": "boolean",
    "family_bit": "int64",
}


@ibis.udf.agg.builtin  # type: ignore[untyped-decorator]
def bit_or(marks: int) -> int:  # type: ignore[empty-body]
    """DuckDB and Spark have it under this name."""


def examinations(frames: Frames, as_of: date) -> Table:
    """The examinations of the last months that are pursued."""
    return frames.document("examination").filter(_.examined_on > since(as_of), _.examined_on <= as_of)


def results(frames: Frames, as_of: date) -> Table:
    """Their item results."""
    return frames.results("examination").filter(_.event_on > since(as_of), _.event_on <= as_of)


def marks(frames: Frames, as_of: date) -> Table:
    """One row for each examination with a result of any item we know: record_id, first, second.

    Both hold the bits of parts.py; `second` also those of the families of signs.py whose loosest bound is passed.
    """
    return frames.once(("marks", as_of), lambda: _marks(results(frames, as_of)))


def _marks(entries: Table) -> Table:
    """Only the loosest bound is asked here, and no unit, for it is asked of every result there is."""
    seen, untold = entries.inner_join(ibis.memtable(_items(), schema=ITEMS), "item"), ibis.null("string")
    number = ibis.ifelse(seen.family_bit != 0, seen.value, untold).try_cast("float64")  # words are slow to cast
    own_low = ibis.ifelse(seen.own_range, seen.low, untold).try_cast("float64")
    said = (number >= seen.high_bound) | (number < ibis.greatest(seen.low_bound, own_low))
    second = seen.second | ibis.ifelse(said, seen.family_bit, 0)
    found = seen.select("record_id", "first", second=second)
    return found.group_by("record_id").agg(first=bit_or(found.first), second=bit_or(found.second))


def _items() -> list[dict[str, Any]]:
    named = {sign.item: sign for sign in signs()}
    return [_item(item, masks, named.get(item)) for item, masks in masks_of_items().items()]


def _item(item: str, masks: tuple[int, ...], sign: Sign | None) -> dict[str, Any]:
    first, second = masks
    return {
        "item": item,
        "first": first,
        "second": second,
        "high_bound": sign.high if sign else None,
        "low_bound": sign.low if sign else None,
        "own_range": bool(sign and sign.own_range),
        "family_bit": bit(sign.family) if sign else 0,
    }
