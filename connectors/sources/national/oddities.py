"""Finds what in a record is not of the specification: looked for only in records that hold more than was read."""

from collections.abc import Iterator, Set

from lxml import etree

from connectors.sources.national.faults import forbidden
from connectors.sources.national.fields import SeriesFields, Tables
from schemas.issues import Issue

# A record lies at depth four and its parts at most three below; twenty is more than any message needs.
_is_deep = etree.XPath(f"boolean({'/'.join('*' * 17)})")


def find_oddities(element: etree._Element, tables: Tables) -> Iterator[Issue]:
    """An issue for each unknown or repeated element. Raises UnreadableError for elements nested too deep."""
    if _is_deep(element):
        raise forbidden(element.sourceline)
    known = tables.leaves.keys() | tables.groups.keys() | tables.series.keys()
    yield from _unknown_or_repeated(element, known)
    for child in element:
        if child.tag in tables.groups:
            yield from _in_leaves(child, tables.groups[child.tag].keys())
        elif child.tag in tables.series:
            yield from _in_series(child, tables.series[child.tag])
        elif child.tag in tables.leaves:
            yield from _below(child)


def _in_series(element: etree._Element, series: SeriesFields) -> Iterator[Issue]:
    for child in element:
        if child.tag == series.item:
            yield from _in_leaves(child, series.fields.keys())
        else:
            yield Issue("field_unexpected", child.tag)


def _in_leaves(element: etree._Element, known: Set[str]) -> Iterator[Issue]:
    yield from _unknown_or_repeated(element, known)
    for child in element:
        if child.tag in known:
            yield from _below(child)


def _unknown_or_repeated(element: etree._Element, known: Set[str]) -> Iterator[Issue]:
    seen: set[str] = set()
    for child in element:
        if child.tag not in known:
            yield Issue("field_unexpected", child.tag)
        elif child.tag in seen:
            yield Issue("field_repeated", child.tag)
        seen.add(child.tag)


def _below(leaf: etree._Element) -> Iterator[Issue]:
    for child in leaf:
        yield Issue("field_unexpected", child.tag)
