"""Reads the element of one record into fields: a table look-up for each element, the rest only where one is odd."""

import re
from typing import Any

from lxml import etree

from connectors.sources.national.columns import take_columns
from connectors.sources.national.deviations import IN_TEXT, Deviation
from connectors.sources.national.fields import Field, Fields, SeriesFields, Tables
from connectors.sources.national.oddities import find_oddities
from connectors.sources.national.plan import Kind
from connectors.sources.national.texts import READ, refusal
from schemas.issues import Issue

REMEMBERED = 10_000  # texts of one element whose value is kept: codes come again and again
SHORT = 100  # characters of a text worth keeping

_count = etree.XPath("count(descendant::*)")
_PHONE = re.compile(r"[0-9()（）+ -]{5,20}")


class RecordReader:
    """Reads records of one document of one message; each deviation is noted once for each element."""

    def __init__(self, document: str) -> None:
        self._tables = Tables(document)
        self._noted: set[tuple[Deviation, str]] = set()
        self._issues: list[Issue] = []
        self._refused: dict[str, str] = {}

    def read(self, element: etree._Element) -> tuple[dict[str, Any], list[Issue]]:
        """The fields of a record and what is wrong with them. Raises UnreadableError for one nested too deep."""
        self._issues, self._refused = [], {}
        fields: dict[str, Any] = {}
        if self._take_all(element, fields) != _count(element):
            for issue in find_oddities(element, self._tables):
                self._add(issue)
        self._find_twins(element)
        self._swap_back(fields)
        self._add_years(fields)
        return fields, self._issues

    def note(self, deviation: Deviation, tag: str) -> None:
        """Note a deviation in the record that is read, unless the message has that note already."""
        if (deviation, tag) not in self._noted:
            self._noted.add((deviation, tag))
            self._issues.append(deviation.note(tag))

    def _take_all(self, element: etree._Element, fields: dict[str, Any]) -> int:
        """Put everything in the record into `fields`; how many elements that were."""
        taken = self._take(element, self._tables.leaves, fields)
        for tag, child in {child.tag: child for child in element}.items():
            if tag in self._tables.groups:
                taken += 1 + self._take(child, self._tables.groups[tag], fields)
            elif tag in self._tables.series:
                taken += 1 + self._take_series(child, self._tables.series[tag], fields)
        return taken

    def _take(self, element: etree._Element, known: Fields, fields: dict[str, Any]) -> int:
        """Put the texts of the children into `fields`; how many of them are known elements.

        In one piece because it runs for every element of every message.
        """
        taken = 0
        for tag, text in {child.tag: child.text for child in element}.items():
            into = known.get(tag)
            if into is None:
                continue
            taken += 1
            if text is None or not into.read:
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

    def _take_series(self, element: etree._Element, series: SeriesFields, fields: dict[str, Any]) -> int:
        if parts := take_columns(element, series, self._convert):
            fields[series.name] = parts
            return len(parts) * (1 + len(element[0]))
        return self._take_parts(element, series, fields)

    def _take_parts(self, element: etree._Element, series: SeriesFields, fields: dict[str, Any]) -> int:
        parts: list[dict[str, Any]] = []
        taken = 0
        for child in element:
            if child.tag == series.item:
                part: dict[str, Any] = {}
                taken += 1 + self._take(child, series.fields, part)
                parts.append(part)
        if parts:
            fields[series.name] = tuple(parts)
        return taken

    def _convert(self, into: Field, raw: str) -> Any:
        """The value of a text not seen before; None when it is blank or not of its kind (an issue)."""
        text = raw.strip()
        if not text:
            return None
        try:
            value, deviation = READ[into.kind](text)
        except ValueError:
            self._refused[into.tag] = text
            self._add(refusal(into.kind, into.tag))
            return None
        for each in (deviation, into.deviation, _deviation_in(into.tag, text)):
            if each:
                self.note(each, into.tag)
        if len(into.known) < REMEMBERED and len(raw) < SHORT:
            into.known[raw] = value
        return value

    def _add(self, issue: Issue) -> None:
        if issue not in self._issues:
            self._issues.append(issue)

    def _find_twins(self, element: etree._Element) -> None:
        for alias, published in self._tables.twins:
            if element.find(alias) is not None and element.find(published) is not None:
                self._add(Issue("field_repeated", published.rpartition("/")[2]))

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


def _deviation_in(tag: str, text: str) -> Deviation | None:
    deviation, shows = IN_TEXT.get(tag, (None, None))
    return deviation if shows and shows(text) else None
