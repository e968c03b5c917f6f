"""Takes a series of parts by columns where all are alike: the long lists of item results nearly always are."""

from collections.abc import Callable, Sequence
from typing import Any

from lxml import etree

from connectors.sources.national.fields import Field, SeriesFields

Convert = Callable[[Field, str], Any]


def take_columns(element: etree._Element, series: SeriesFields, convert: Convert) -> tuple[dict[str, Any], ...] | None:
    """The parts in `element`, or None when they are not all alike and must be read one by one.

    `convert` gives the value of a text that is not known yet.
    """
    if len(set(map(len, element))) != 1:  # seen at once, and often
        return None
    elements = list(element.iter())
    found = _alike(elements, series)
    if not found:
        return None
    width = len(found) + 1
    texts = [each.text for each in elements]
    read = [(place, into) for place, into in enumerate(found, 2) if into.read]
    columns = {into.name: _column(into, texts[place::width], convert) for place, into in read}
    names, rows = tuple(columns), zip(*columns.values(), strict=True)
    return tuple(
        {name: v for name, v in zip(names, row, strict=True) if v is not None}
        if None in row
        else dict(zip(names, row, strict=True))
        for row in rows
    )


def _alike(elements: Sequence[etree._Element], series: SeriesFields) -> list[Field] | None:
    """The fields of each part in their order, when all parts have the same, each once, and nothing lies deeper."""
    tags = [each.tag for each in elements]
    width = len(elements[1]) + 1 if len(elements) > 1 else 0
    parts = elements[1::width] if width else []
    head = tags[1 : width + 1]
    if len(parts) != len(elements[0]) or tags[1:] != head * len(parts) or head[0] != series.item:
        return None
    found = [series.fields.get(tag) for tag in head[1:]]
    known = [into for into in found if into and not into.holders]
    once = len({into.tag for into in known}) == len(found)
    return known if once and set(map(len, parts)) == {width - 1} else None


def _column(into: Field, texts: Sequence[str | None], convert: Convert) -> list[Any]:
    get: Callable[[Any], Any] = into.known.get  # None is no text that is known
    values = list(map(get, texts))
    if None in values:
        for n, text in enumerate(texts):
            if text and values[n] is None:
                values[n] = convert(into, text)
    return values
