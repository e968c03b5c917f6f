"""The plan of a document turned round for reading: by the name of an element, where its text goes."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from connectors.sources.national.deviations import ALIASES, Alias, Deviation
from connectors.sources.national.plan import Group, Kind, Leaf, Series, nodes
from connectors.sources.national.texts import READ


@dataclass(slots=True)
class Field:
    """Where the text of an element goes: the field `name` in the nested `holders`, and the values known so far.

    What is not `read` is written for people only: the name of a code.
    """

    tag: str
    holders: tuple[str, ...]
    name: str
    kind: Kind
    read: bool
    deviation: Deviation | None = None
    known: dict[str, Any] = field(default_factory=dict)


Fields = dict[str, Field]


@dataclass(frozen=True, slots=True)
class SeriesFields:
    """A series: its parts are elements `item` and go to the field `name`."""

    item: str
    name: str
    fields: Fields


class Tables:
    """What may stand in a record of `document`: leaves, groups of them, and series of parts.

    `twins` are pairs of elements that hold the same field, of which only one may be there. One message, one set of
    tables: the values known hold names and numbers of persons.
    """

    def __init__(self, document: str) -> None:
        plan = nodes(document)
        aliases = [alias for alias in ALIASES if alias.document == document]
        self.leaves: Fields = {node.tag: _of(node) for node in plan if isinstance(node, Leaf)}
        self.groups: dict[str, Fields] = {node.tag: _all(node) for node in plan if isinstance(node, Group)}
        self.series: dict[str, SeriesFields] = {
            node.tag: SeriesFields(node.item, node.field, _all(node)) for node in plan if isinstance(node, Series)
        }
        for alias in aliases:
            into = self.groups[alias.group] if alias.group else self.leaves
            into[alias.tag] = _field(alias.tag, tuple(alias.path.split(".")), Kind.TEXT, alias.deviation)
        self.twins = [(each.place, published) for each in aliases for published in _published(document, each)]


def _all(node: Group | Series) -> Fields:
    return {leaf.tag: _of(leaf) for leaf in node.leaves}


def _of(leaf: Leaf) -> Field:
    path = (*leaf.path[:-1], "years") if leaf.kind is Kind.YEARS else leaf.path
    return _field(leaf.tag, path, leaf.kind)


def _field(tag: str, path: tuple[str, ...], kind: Kind, deviation: Deviation | None = None) -> Field:
    return Field(tag, path[:-1], path[-1], kind, kind in READ, deviation)


def _published(document: str, alias: Alias) -> Iterator[str]:
    """The place in a record of the element that `alias` stands for."""
    for node in nodes(document):
        for leaf in node.leaves if isinstance(node, Group) else (node,):
            if isinstance(leaf, Leaf) and ".".join(leaf.path) == alias.path:
                yield leaf.tag if isinstance(node, Leaf) else f"{node.tag}/{leaf.tag}"
