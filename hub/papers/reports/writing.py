"""Writes a report from what was counted: text, tables and charts in the same order, small counts hidden throughout."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from hub.papers.paper import Block, Grid, Heading, Paper, Paragraph
from hub.papers.reports.counting import KINDS, Change, Counted
from hub.papers.reports.drawing import bars, two_years
from hub.papers.reports.hiding import Shown, protected, with_total
from schemas.codes import codelist

FILE = Path(__file__).parent / "report.yml"
STAR = "*"
COLUMNS = ("raised", "closed", "standing")


@cache
def words() -> dict[str, Any]:
    with FILE.open(encoding="utf-8") as file:
        found: dict[str, Any] = yaml.safe_load(file)
    return found


def write_report(counted: Counted, threshold: int) -> Paper:
    """The paper. Counts from 1 up to below `threshold` are not shown."""
    asked = counted.asked
    compared = tuple(str(month) for month in (asked.month, asked.a_year_before))
    shown = protected(counted.cells, compared, threshold)
    blocks = [*_summary(counted, shown, threshold), *_months(counted, shown), *_places(counted, shown)]
    blocks += [*_coverage(counted, threshold), *_gaps(counted, threshold), *_notes(counted, threshold)]
    title = words()["title"].format(place=_named(asked.division), year=asked.month.year, month=asked.month.number)
    return Paper(title, words()["issuer"], "", asked.now.date(), blocks)


def _summary(counted: Counted, shown: Shown, threshold: int) -> Iterator[Block]:
    yield Heading(words()["summary"])
    now, before = str(counted.asked.month), str(counted.asked.a_year_before)
    for kind in KINDS:
        one, other = shown.get((kind, now, ""), 0), shown.get((kind, before, ""), 0)
        yield Paragraph(
            words()["summary_line"].format(
                kind=words()["kinds"][kind], now=_said(one), before=_said(other), change=_change(one, other)
            )
        )
    workers, known = (with_total(each, threshold)[""] for each in (counted.workers, counted.known))
    rate = _rate(workers, known)
    told = {"workers": _said(workers), "known": _said(known), "rate": rate, "year": counted.asked.month.year}
    yield Paragraph(words()["coverage_line"].format_map(told))
    yield Paragraph(words()["signals_line"].format_map(vars(counted.signals)))
    yield Paragraph(words()["tasks_line"].format(now=f"{counted.asked.now:%Y-%m-%d}", **counted.tasks))


def _months(counted: Counted, shown: Shown) -> Iterator[Block]:
    yield Heading(words()["months"])
    month, months = counted.asked.month, [str(counted.asked.month)]
    for _ in range(12):
        months.insert(0, str(month := month.before()))
    values = [shown.get(("examination", each, ""), 0) for each in months]
    yield bars(words()["chart_examinations"], _told(words()["chart_examinations"], months, values), months, values)
    titles = [words()["month"], *(words()["kinds"][kind] for kind in KINDS)]
    rows = [[each, *(_said(shown.get((kind, each, ""), 0)) for kind in KINDS)] for each in months]
    yield Grid(words()["months_caption"], titles, rows, _numbers(titles))


def _places(counted: Counted, shown: Shown) -> Iterator[Block]:
    yield Heading(words()["places"])
    now, before = str(counted.asked.month), str(counted.asked.a_year_before)
    for kind in KINDS:
        places = sorted({place for one, _, place in shown if one == kind and place})
        pairs = [(place, shown.get((kind, now, place), 0), shown.get((kind, before, place), 0)) for place in places]
        caption = words()["places_caption"].format(kind=words()["kinds"][kind])
        titles = [words()["place"], words()["now"], words()["before"]]
        rows = [[_called(counted, place), _said(one), _said(other)] for place, one, other in pairs]
        total = [words()["total"], *(_said(shown.get((kind, month, ""), 0)) for month in (now, before))]
        yield Grid(caption, titles, [*rows, total], _numbers(titles))
        if kind == "examination" and pairs:
            names = [_called(counted, place) for place, *_ in pairs]
            series = [
                (words()["before"], [other for *_, other in pairs]),
                (words()["now"], [one for _, one, _ in pairs]),
            ]
            yield two_years(caption, _told(caption, names, [one for _, one, _ in pairs]), names, series)


def _coverage(counted: Counted, threshold: int) -> Iterator[Block]:
    yield Heading(words()["coverage"])
    workers, known = with_total(counted.workers, threshold), with_total(counted.known, threshold)
    titles = [words()[name] for name in ("place", "workers", "known", "rate")]
    rows = []
    for place in [*sorted(each for each in known if each), ""]:
        one, other = workers.get(place, 0), known[place]
        name = _called(counted, place) if place else words()["total"]
        rows.append([name, _said(one), _said(other), _rate(one, other)])
    yield Grid(words()["coverage_caption"].format(year=counted.asked.month.year), titles, rows, _numbers(titles))


def _gaps(counted: Counted, threshold: int) -> Iterator[Block]:
    yield Heading(words()["gaps"])
    shown = {name: with_total(_of(counted.gaps, name), threshold) for name in COLUMNS}
    titles = [words()["step"], *(words()[name] for name in COLUMNS)]
    steps = {**words()["steps"], "": words()["total"]}
    rows = [[name, *(_said(shown[column].get(step, 0)) for column in COLUMNS)] for step, name in steps.items()]
    names, values = [*words()["steps"].values()], [shown["standing"].get(step, 0) for step in words()["steps"]]
    yield bars(words()["chart_gaps"], _told(words()["chart_gaps"], names, values), names, values)
    yield Grid(words()["gaps_caption"], titles, rows, _numbers(titles))


def _notes(counted: Counted, threshold: int) -> Iterator[Block]:
    yield Heading(words()["notes"])
    told = {"most": threshold - 1, "now": f"{counted.asked.now:%Y-%m-%d %H:%M}"}
    for name in ("hidden", "counted", "coverage", "gaps"):
        yield Paragraph(words()[f"note_{name}"].format_map(told), "small")


def _of(gaps: Mapping[str, Change], column: str) -> dict[str, int]:
    return {step: getattr(change, column) for step, change in gaps.items()}


def _said(count: int | None) -> str:
    return STAR if count is None else f"{count:,}"


def _change(one: int | None, other: int | None) -> str:
    """In percent, where both counts are shown and there was something before."""
    if not one or not other:
        return ""
    percent = 100 * (one - other) / other
    sign = words()["up" if percent >= 0 else "down"]
    return str(words()["change"].format(sign=sign, percent=f"{abs(percent):.1f}"))


def _rate(one: int | None, whole: int | None) -> str:
    return STAR if one is None or whole is None else f"{100 * one / whole:.0f}%" if whole else "—"


def _told(caption: str, names: Sequence[str], values: Sequence[int | None]) -> str:
    said = "，".join(f"{name} {_said(value)}" for name, value in zip(names, values, strict=True))
    return str(words()["chart_told"].format(caption=caption, values=said))


def _called(counted: Counted, place: str) -> str:
    return str(words()["not_placed"]) if place == counted.asked.division else _named(place)


def _named(code: str) -> str:
    division = codelist("division").get(code)
    return division.name if division else code


def _numbers(titles: Sequence[str]) -> frozenset[int]:
    return frozenset(range(1, len(titles)))
