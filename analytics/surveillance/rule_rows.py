"""The rules of both editions as rows by hazard, for joins: the same tables that `schedule` reads case by case."""

from collections.abc import Iterator
from typing import Any

import ibis
from ibis.expr.types import Table

from analytics.surveillance.editions import Edition, editions
from analytics.surveillance.follow_up import of_hazard
from analytics.surveillance.intervals import Interval, Range, levels, of_section
from analytics.surveillance.items import requirement
from analytics.surveillance.limits import limit
from schemas.codes import codelist
from schemas.overlay import cached

_RULE = {
    "hazard": "string",
    "type": "string",
    "edition": "string",
    "valid_from": "date",
    "valid_to": "date",
    "mandatory": "boolean",
    "clause": "string",
}
ONCE = {**_RULE, "leaving_days": "int64", "asks_unchanged": "boolean", "short_job_days": "int64"}
EVERY = {
    **_RULE,
    "for_group": "string",
    "measured": "boolean",
    "class_from": "int64",
    "class_to": "int64",
    "level_from": "int64",
    "level_to": "int64",
    "since_from": "int64",
    "since_to": "int64",
    "from_start": "boolean",
    "months": "int64",
}
AFTER = {
    **_RULE,
    "exposed_over": "int64",
    "exposed_to": "int64",
    "spared": "int64",
    "spared_day": "int64",
    "lasts": "int64",
    "months": "int64",
    "needs": "boolean",
}
LIMITS = {"hazard": "string", "limit_value": "float64"}
OPEN = Range(None, None)


def once() -> Table:
    """Examinations before the job and on leaving, by hazard, edition and type."""
    return ibis.memtable(list(_once()), schema=ONCE)


def every() -> Table:
    """Intervals in service. `measured` True: for jobs whose level is known, False: unknown, None: whichever."""
    return ibis.memtable(list(_every()), schema=EVERY)


def after() -> Table:
    """Intervals after leaving; `needs`: what decides is not told."""
    return ibis.memtable(list(_after()), schema=AFTER)


def limits() -> Table:
    """The limit of each hazard that has a single one."""
    found = ({"hazard": hazard, "limit_value": limit(hazard)} for hazard in _hazards())
    return ibis.memtable([row for row in found if row["limit_value"] is not None], schema=LIMITS)


@cached
def _hazards() -> tuple[str, ...]:
    return tuple(dict.fromkeys(row.code for row in codelist("hazard").rows))


def _rules(kind: str) -> Iterator[tuple[Edition, str, dict[str, Any]]]:
    """Each edition and hazard with an examination of that type, and what its rows have in common."""
    for edition in editions():
        for hazard in _hazards():
            if asked := requirement(edition, hazard, kind):
                yield (
                    edition,
                    hazard,
                    {
                        "hazard": hazard,
                        "type": kind,
                        "edition": edition.name,
                        "valid_from": edition.valid_from,
                        "valid_to": edition.valid_to,
                        "mandatory": asked.mandatory,
                        "clause": asked.clause,
                    },
                )


def _once() -> Iterator[dict[str, Any]]:
    for kind in ("01", "03"):
        for edition, _, rule in _rules(kind):
            yield {
                **rule,
                "leaving_days": edition.leaving_days,
                "asks_unchanged": edition.asks_unchanged,
                "short_job_days": edition.short_job_days,
            }


def _every() -> Iterator[dict[str, Any]]:
    for edition, hazard, rule in _rules("02"):
        for section in edition.sections(hazard):
            for interval in of_section(edition.name, section):
                for measured, graded, level in _measured(interval):
                    yield {
                        **rule,
                        "clause": interval.clause,
                        "for_group": interval.group or None,
                        "measured": measured,
                        **_ends("class", graded),
                        **_ends("level", level),
                        **_ends("since", interval.since),
                        "from_start": interval.from_start,
                        "months": interval.months,
                    }


def _measured(interval: Interval) -> Iterator[tuple[bool | None, Range, Range]]:
    """A row that asks for the level is one for jobs with a level, and one for each class that stands for it."""
    if not interval.level.asks:
        yield None, interval.graded, OPEN
        return
    yield True, interval.graded, interval.level
    for (section, graded), level in levels().items():
        if section == interval.section and interval.level.holds(level) and interval.graded.holds(graded):
            yield False, Range(graded, graded + 1), OPEN


def _after() -> Iterator[dict[str, Any]]:
    for edition, hazard, rule in _rules("05"):
        for row in of_hazard(edition, hazard):
            yield {
                **rule,
                "clause": row.clause,
                "exposed_over": row.over,
                "exposed_to": row.to,
                "spared": row.spared,
                "spared_day": int(row.spared_day),
                "lasts": row.lasts,
                "months": row.months,
                "needs": bool(row.needs),
            }


def _ends(name: str, span: Range) -> dict[str, int | None]:
    return {f"{name}_from": span.low, f"{name}_to": span.high}
