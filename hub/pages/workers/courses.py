"""How hearing, lungs and blood went from examination to examination, against the person's own baseline."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.engine import RowMapping

from hub.pages.numbers import number, plain_unit
from hub.pages.texts import say
from schemas.codes import codelist

BEFORE_JOB = "01"
EARS = {
    "left": ("3040100", "3040200", "3040300", "3040400", "3040500", "3040600"),
    "right": ("3040800", "3040900", "3041000", "3041100", "3041200", "3041300"),
}
FREQUENCIES = ("500", "1000", "2000", "3000", "4000", "6000")  # Hz
ITEMS = {
    "hearing": (*EARS["left"], *EARS["right"]),
    "lungs": ("3020100", "3020200", "3020300"),
    "blood": ("4010100", "4010200", "4012000", "4012600"),
}


@dataclass(frozen=True)
class Visit:
    """An examination: `values` by item as they came, `numbers` those that can be read, `abnormal` what it called so."""

    record_id: int
    on: date
    exam_type: str
    values: dict[str, str]
    numbers: dict[str, float]
    abnormal: frozenset[str]


@dataclass(frozen=True)
class Course:
    """`kind` is a key of ITEMS; `items` (code, name, unit) were measured in `visits`, of which one is the baseline."""

    kind: str
    items: list[tuple[str, str, str]]
    visits: list[Visit]
    baseline: Visit

    def change(self, code: str) -> float | None:
        """From the baseline to the last visit."""
        first, last = self.baseline.numbers.get(code), self.visits[-1].numbers.get(code)
        return None if first is None or last is None or self.visits[-1] is self.baseline else round(last - first, 2)


def courses(told: Iterable[RowMapping]) -> list[Course]:
    """Of each kind that was measured at all."""
    visits = [_visit(row) for row in told if row["document"] == "examination" and row["results"]]
    return [course for kind in ITEMS if (course := _course(kind, visits))]


def _course(kind: str, visits: Sequence[Visit]) -> Course | None:
    """The baseline is the first examination before a job, else the first of all."""
    measured = [visit for visit in visits if any(code in visit.numbers for code in ITEMS[kind])]
    if not measured:
        return None
    codes = [code for code in ITEMS[kind] if any(code in visit.values for visit in measured)]
    baseline = next((visit for visit in measured if visit.exam_type == BEFORE_JOB), measured[0])
    return Course(kind, [_named(code) for code in codes], measured, baseline)


def _named(code: str) -> tuple[str, str, str]:
    known = codelist("exam_item").get(code)
    return code, known.name if known else code, known.extra.get("unit", "") if known else ""


def _visit(row: RowMapping) -> Visit:
    """Results are stored by columns."""
    stored: dict[str, list[Any]] = row["results"]
    items: list[str] = stored["item"]
    each = list(zip(items, stored["value"], stored.get("unit") or [None] * len(items), strict=True))
    numbers = {item: read for item, value, unit in each if _fits(item, unit) and (read := number(value)) is not None}
    off = frozenset(item for item, abnormal in zip(items, stored["abnormal"], strict=True) if abnormal)
    values = {item: str(value) for item, value, _ in each}
    return Visit(row["record_id"], row["event_on"], row["body"].get("exam_type", ""), values, numbers, off)


def _fits(item: str, unit: str | None) -> bool:
    """Is it measured in a unit of the item, or in none that is told?"""
    known = codelist("exam_item").get(item)
    units = {plain_unit(each) for each in (known.extra.get("units", "") if known else "").split("|")}
    return not unit or plain_unit(unit) in units


def chart(course: Course, lang: str) -> dict[str, Any]:
    """Of ears an audiogram, baseline and last; of others lines over the years. Blood in percent of the baseline."""
    return audiogram(course, lang) if course.kind == "hearing" else _lines(course)


def audiogram(course: Course, lang: str) -> dict[str, Any]:
    """Thresholds by frequency, the worse the lower, as audiograms are drawn."""
    drawn = [course.baseline] + ([course.visits[-1]] if course.visits[-1] is not course.baseline else [])
    series = [
        {
            "name": say(lang, f"workers_ear_{ear}", day=visit.on.isoformat()),
            "values": [visit.numbers.get(code) for code in EARS[ear]],
            "dashed": visit is course.baseline and len(drawn) > 1,
        }
        for visit in drawn
        for ear in EARS
    ]
    return {"kind": "courses", "names": [f"{each} Hz" for each in FREQUENCIES], "series": series, "down": True}


def _lines(course: Course) -> dict[str, Any]:
    series = [{"name": name, "values": [_point(course, visit, code) for visit in course.visits], "dashed": False}
              for code, name, _ in course.items]  # fmt: skip
    return {"kind": "courses", "names": [visit.on.isoformat() for visit in course.visits], "series": series,
            "down": False}  # fmt: skip


def _point(course: Course, visit: Visit, code: str) -> float | None:
    value, first = visit.numbers.get(code), course.baseline.numbers.get(code)
    if value is None or course.kind != "blood":
        return value
    return round(100 * value / first, 1) if first else None
