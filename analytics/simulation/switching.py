"""An edited data file from a day on: what is installed holds before it, what is edited from it on."""

import csv
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from io import StringIO
from typing import Any, TypeVar

import yaml

from analytics.simulation.refusing import ChangeError

K = TypeVar("K")
Span = tuple[date, date]  # from, up to and not including
BEGIN, END = date.min, date.max
FROM, TO = "valid_from", "valid_to"


def parameter_from(installed: str, edited: str, on: date) -> str:
    """The text of a parameter whose values before `on` are those installed, and from `on` those edited.

    Raises ChangeError where the edited text is no parameter or counts in another unit.
    """
    old, new = yaml.safe_load(installed), _parameter(edited)
    if new.get("unit", old["unit"]) != old["unit"]:
        raise ChangeError(
            f"修改后的单位与现行的不同（{old['unit']}）；单位不能自某日起改变，请换算后再试。",
            f"The edited unit is not the installed one ({old['unit']}); a unit cannot change from a day on, convert.",
        )
    spans = switched(_spans(old["values"]), _spans(new["values"]), on)
    values = sorted(((span, key) for key, found in spans.items() for span in found), key=lambda pair: pair[0])
    told = [dict(yaml.safe_load(key)) | _ends(span) for span, key in values]
    return yaml.safe_dump(old | new | {"values": told}, allow_unicode=True, sort_keys=False)


def table_from(installed: str, edited: str, on: date) -> str:
    """The text of a CSV with validity dates, its rows before `on` those installed and from `on` those edited.

    Raises ChangeError where the columns differ or a day is none.
    """
    old, new = csv.DictReader(StringIO(installed)), csv.DictReader(StringIO(edited))
    names = list(old.fieldnames or ())
    if set(new.fieldnames or ()) != set(names):
        raise ChangeError(
            f"修改后的表须有与现行表相同的列：{'、'.join(names)}。",
            f"The edited table must have the columns of the installed one: {', '.join(names)}.",
        )
    rows = switched(_dated_rows(old, names), _dated_rows(new, names), on)
    written = StringIO()
    writer = csv.DictWriter(written, names, lineterminator="\n")
    writer.writeheader()
    for cells, spans in rows.items():
        for begin, end in spans:
            days = {FROM: "" if begin == BEGIN else begin.isoformat(), TO: "" if end == END else end.isoformat()}
            writer.writerow(dict(cells) | days)
    return written.getvalue()


def switched(old: Mapping[K, list[Span]], new: Mapping[K, list[Span]], on: date) -> dict[K, list[Span]]:
    """When each entry holds: `old` up to `on`, `new` from there; spans that touch are one."""
    found = {}
    for key in dict.fromkeys([*old, *new]):
        before = [(begin, min(end, on)) for begin, end in old.get(key, ()) if begin < on]
        after = [(max(begin, on), end) for begin, end in new.get(key, ()) if end > on]
        if spans := list(_joined([*before, *after])):
            found[key] = spans
    return found


def _joined(spans: Iterable[Span]) -> Iterator[Span]:
    current: Span | None = None
    for begin, end in sorted(spans):
        if current and begin <= current[1]:
            current = (current[0], max(current[1], end))
        else:
            if current:
                yield current
            current = (begin, end)
    if current:
        yield current


def _parameter(text: str) -> dict[str, Any]:
    try:
        found = yaml.safe_load(text)
        for entry in found["values"]:
            _check(entry)
    except (yaml.YAMLError, KeyError, TypeError, ValueError):
        raise ChangeError(
            "修改后的参数文件不是 analytics/parameters 的格式：values 中每项须有 value 或 table、source、verified，"
            "日期写作 2026-01-31。",
            "The edited file is not in the form of analytics/parameters: each of its values has value or table, source "
            "and verified, and days like 2026-01-31.",
        ) from None
    return dict(found)


def _check(entry: Mapping[str, Any]) -> None:
    numbers = entry["table"].values() if "table" in entry else [entry["value"]]
    if any(isinstance(number, bool) or float(number) != float(number) for number in numbers):
        raise ValueError("no number")
    if not isinstance(entry["verified"], bool) or not isinstance(entry["source"], str):
        raise TypeError("verified, source")
    if not all(isinstance(entry[name], date) for name in ("from", "to") if name in entry):
        raise TypeError("from, to")


def _spans(values: Iterable[Mapping[str, Any]]) -> dict[str, list[Span]]:
    found: dict[str, list[Span]] = {}
    for entry in values:
        key = yaml.safe_dump({name: told for name, told in entry.items() if name not in ("from", "to")})
        found.setdefault(key, []).append((entry.get("from", BEGIN), entry.get("to", END)))
    return found


def _ends(span: Span) -> dict[str, date]:
    begin, end = span
    return ({"from": begin} if begin != BEGIN else {}) | ({"to": end} if end != END else {})


def _dated_rows(rows: Iterable[dict[str, str]], names: list[str]) -> dict[tuple[tuple[str, str], ...], list[Span]]:
    found: dict[tuple[tuple[str, str], ...], list[Span]] = {}
    for row in rows:
        cells = tuple((name, row[name] or "") for name in names if name not in (FROM, TO))
        found.setdefault(cells, []).append((_day(row[FROM], BEGIN), _day(row[TO], END)))
    return found


def _day(text: str | None, otherwise: date) -> date:
    try:
        return date.fromisoformat(text) if text else otherwise
    except ValueError:
        raise ChangeError(
            "表中有不是日期的 valid_from 或 valid_to；请写作 2026-01-31，或留空。",
            "A valid_from or valid_to of the table is no day; write it like 2026-01-31, or leave it blank.",
        ) from None
