"""Reads the element of one record into fields: a table look-up for each element, the rest only where one is odd."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from connectors.rows import UnreadableError
from connectors.sources.national.deviations import ALIASES, IN_TEXT, Alias, Deviation
from connectors.sources.national.plan import Group, Kind, Leaf, Series, nodes
from connectors.sources.national.texts import READ, refusal
from schemas.issues import Issue

REMEMBERED = 1_000  # texts of one element whose value is kept: codes come again and again
SHORT = 100  # characters of a text worth keeping

_count = etree.XPath("count(descendant::*)")
# A record lies at depth four and its parts at most three below; twenty is more than any message needs.
_is_deep = etree.XPath(f"boolean({'/'.join('*' * 17)})")
_PHONE = re.compile(r"[0-9()（）+ -]{5,20}")


@dataclass(slots=True)
class Field:
    """Where the text of an element goes: the field `name` in the nested `holders`, and the values known so far."""

    tag: str
    holders: tuple[str, ...]
    name: str
    kind: Kind
    deviation: Deviation | None = None
    known: dict[str, Any] = field(default_factory=dict)


Fields = dict[str, Field]


class RecordReader:
    """Reads records of one document of one message; each deviation is noted once for each element."""

    def __init__(self, document: str) -> None:
        aliases = [alias for alias in ALIASES if alias.document == document]
        named = {(a.group, a.tag): _field(a.tag, tuple(a.path.split(".")), Kind.TEXT, a.deviation) for a in aliases}
        plan = nodes(document)
        self._leaves: Fields = {node.tag: _of(node) for node in plan if isinstance(node, Leaf)}
        self._leaves |= {tag: each for (group, tag), each in named.items() if not group}
        self._groups: dict[str, Fields] = {
            node.tag: {leaf.tag: _of(leaf) for leaf in node.leaves}
            | {tag: each for (group, tag), each in named.items() if group == node.tag}
            for node in plan
            if isinstance(node, Group)
        }
        self._series: dict[str, tuple[Series, Fields]] = {
            node.tag: (node, {leaf.tag: _of(leaf) for leaf in node.leaves}) for node in plan if isinstance(node, Series)
        }
        self._twins = [(each.place, published) for each in aliases for published in _published(document, each)]
        self._noted: set[tuple[Deviation, str]] = set()
        self._issues: list[Issue] = []
        self._refused: dict[str, str] = {}

    def read(self, element: etree._Element) -> tuple[dict[str, Any], list[Issue]]:
        """The fields of a record and what is wrong with them. Raises UnreadableError for one nested too deep."""
        self._issues, self._refused = [], {}
        fields: dict[str, Any] = {}
        taken = self._take(element, self._leaves, fields)
        for tag, child in {child.tag: child for child in element}.items():
            if tag in self._groups:
                taken += 1 + self._take(child, self._groups[tag], fields)
            elif tag in self._series:
                taken += 1 + self._take_series(child, *self._series[tag], fields)
        if taken != _count(element):
            self._explain(element)
        for alias, published in self._twins:
            if element.find(alias) is not None and element.find(published) is not None:
                self._add(Issue("field_repeated", published.rpartition("/")[2]))
        self._swap_back(fields)
        self._add_years(fields)
        return fields, self._issues

    def note(self, deviation: Deviation, tag: str) -> None:
        """Note a deviation in the record that is read, unless the message has that note already."""
        if (deviation, tag) not in self._noted:
            self._noted.add((deviation, tag))
            self._issues.append(deviation.note(tag))

    def _take(self, element: etree._Element, known: Fields, fields: dict[str, Any]) -> int:
        """Put the texts of the children into `fields`; how many of them are known elements."""
        taken = 0
        for tag, text in {child.tag: child.text for child in element}.items():
            into = known.get(tag)
            if into is None:
                continue
            taken += 1
            if text is None:
                continue
            value = into.known.get(text)
            if value is None:
                value = self._convert(into, text)
                if value is None:
                    continue
            holder = fields
            for name in into.holders:
                holder = holder.setdefault(name, {})
            holder[into.name] = value
        return taken

    def _take_series(self, element: etree._Element, series: Series, known: Fields, fields: dict[str, Any]) -> int:
        parts: list[dict[str, Any]] = []
        taken = 0
        for child in element:
            if child.tag == series.item:
                part: dict[str, Any] = {}
                taken += 1 + self._take(child, known, part)
                parts.append(part)
        if parts:
            fields[series.field] = tuple(parts)
        return taken

    def _convert(self, into: Field, raw: str) -> Any:
        """The value of a text not seen before; None when it is blank, not of its kind (an issue), or only a name."""
        text = raw.strip()
        if not text or into.kind not in READ:
            return None
        try:
            value, deviation = READ[into.kind](text)
        except ValueError:
            self._refuse(into, text)
            return None
        for each in (deviation, into.deviation, _deviation_in(into.tag, text)):
            if each:
                self.note(each, into.tag)
        if len(into.known) < REMEMBERED and len(raw) < SHORT:
            into.known[raw] = value
        return value

    def _refuse(self, into: Field, text: str) -> None:
        self._refused[into.tag] = text
        self._add(refusal(into.kind, into.tag))

    def _add(self, issue: Issue) -> None:
        if issue not in self._issues:
            self._issues.append(issue)

    def _explain(self, element: etree._Element) -> None:
        """Say which elements of the record are not of the specification or stand there twice."""
        if _is_deep(element):
            raise UnreadableError(Issue("xml_forbidden", detail={"line": str(element.sourceline)}))
        for child in self._single(element, {*self._leaves, *self._groups, *self._series}):
            if child.tag in self._groups:
                self._explain_leaves(child, self._groups[child.tag])
            elif child.tag in self._series:
                self._explain_series(child, *self._series[child.tag])
            else:
                self._explain_leaves(child, {})

    def _explain_series(self, element: etree._Element, series: Series, known: Fields) -> None:
        for child in element:
            if child.tag == series.item:
                self._explain_leaves(child, known)
            else:
                self._add(Issue("field_unexpected", child.tag))

    def _explain_leaves(self, element: etree._Element, known: Fields) -> None:
        for child in self._single(element, set(known)):
            for below in child:
                self._add(Issue("field_unexpected", below.tag))

    def _single(self, element: etree._Element, known: set[str]) -> Iterator[etree._Element]:
        """The known children, each once; an issue for each of the others."""
        seen: set[str] = set()
        for child in element:
            if child.tag not in known:
                self._add(Issue("field_unexpected", child.tag))
            elif child.tag in seen:
                self._add(Issue("field_repeated", child.tag))
            else:
                seen.add(child.tag)
                yield child

    def _swap_back(self, fields: dict[str, Any]) -> None:
        """A telephone in the place of the date of writing, and that date in the place of the telephone."""
        text = self._refused.get("WRITE_DATE", "")
        reporting = fields.get("reporting", {})
        if not _PHONE.fullmatch(text) or "written_phone" not in reporting:
            return
        try:
            written_on, _ = READ[Kind.DATE](reporting["written_phone"])
        except ValueError:
            return
        reporting |= {"written_on": written_on, "written_phone": text}
        self._issues.remove(refusal(Kind.DATE, "WRITE_DATE"))
        self.note(Deviation.SWAPPED, "WRITE_DATE")

    def _add_years(self, fields: dict[str, Any]) -> None:
        """Years and months of exposure make months; one without the other says too little."""
        exposure = fields.get("exposure", {})
        years, months = exposure.pop("years", None), exposure.pop("months", None)
        if years is not None and months is not None:
            exposure["months"] = 12 * years + months
        elif years is not None or months is not None:
            missing = "HARM_AGE_MONTH" if months is None else "HARM_AGE_YEAR"
            if missing not in self._refused:
                self._add(Issue("field_missing", missing))


def _of(leaf: Leaf) -> Field:
    path = (*leaf.path[:-1], "years") if leaf.kind is Kind.YEARS else leaf.path
    return _field(leaf.tag, path, leaf.kind)


def _field(tag: str, path: tuple[str, ...], kind: Kind, deviation: Deviation | None = None) -> Field:
    return Field(tag, path[:-1], path[-1], kind, deviation)


def _deviation_in(tag: str, text: str) -> Deviation | None:
    deviation, shows = IN_TEXT.get(tag, (None, None))
    return deviation if shows and shows(text) else None


def _published(document: str, alias: Alias) -> Iterator[str]:
    """The place in a record of the element that `alias` stands for."""
    for node in nodes(document):
        for leaf in node.leaves if isinstance(node, Group) else (node,):
            if isinstance(leaf, Leaf) and ".".join(leaf.path) == alias.path:
                yield leaf.tag if isinstance(node, Leaf) else f"{node.tag}/{leaf.tag}"
