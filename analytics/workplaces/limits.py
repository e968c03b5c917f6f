"""Occupational exposure limits as rows: by hazard, kind of value and day, in the unit of the limit."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import ibis
from ibis.expr.types import Table

from analytics.parameters import parameter
from schemas.codes import codelist
from schemas.overlay import cached

BENZENE, BENZENE_LIMITS = "2013", "compliance/benzene_limits"
NOISE = "3008"
CTWA, CSTEL, CMAC, OTHER = "01", "02", "03", "99"
# The list holds limits of GBZ 2.1—2019 and, for noise, GBZ 2.2—2007: nothing is said of what was measured before.
IN_FORCE = {"": date(2020, 4, 1), NOISE: date(2007, 11, 1)}
SCHEMA = {
    "hazard": "string",
    "density_type": "string",
    "most": "float64",
    "unit": "string",
    "from": "date",
    "to": "date",
}
ENDLESS = date(9999, 12, 31)


def limits() -> Table:
    """hazard, density_type, most, unit, from, to (not included).

    A reading of dust does not say whether it is total or respirable, so the higher of its two limits counts. Noise is
    measured as one level, whichever kind its form names. Silica, whose limit depends on its quartz, has none here.
    """
    return ibis.memtable(list(_limits()), schema=SCHEMA)


@cached
def _limits() -> tuple[dict[str, Any], ...]:
    return tuple(_every_limit())


@cached
def _by_kind() -> dict[tuple[str, str], list[dict[str, Any]]]:
    found: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in _limits():
        found.setdefault((row["hazard"], row["density_type"]), []).append(row)
    return found


def limit_on(hazard: str, density_type: str, day: date) -> dict[str, Any] | None:
    """The row of `limits` that counts for a reading of that day; None where there is none."""
    return next((row for row in _by_kind().get((hazard, density_type), ()) if row["from"] <= day < row["to"]), None)


def _every_limit() -> Iterator[dict[str, Any]]:
    for row in codelist("hazard").rows:
        for density, limit in _of(row.code, row.extra):
            since = IN_FORCE.get(row.code, IN_FORCE[""])
            yield _row(row.code, density, limit, row.extra.get("limit_unit", ""), (since, ENDLESS))
    for value in parameter(BENZENE_LIMITS).values:
        for density, name in ((CTWA, "twa"), (CSTEL, "stel")):
            span = (value.valid_from or date.min, value.valid_to or ENDLESS)
            yield _row(BENZENE, density, value.table[name], "mg/m3", span)


def _of(hazard: str, cells: dict[str, str]) -> Iterator[tuple[str, float]]:
    if hazard == BENZENE:
        return
    means = [float(cells[name]) for name in ("twa", "twa_total", "twa_resp") if name in cells]
    if means:
        yield CTWA, max(means)
        if hazard == NOISE:
            yield OTHER, max(means)
    for density, name in ((CSTEL, "stel"), (CMAC, "mac")):
        if name in cells:
            yield density, float(cells[name])


def _row(hazard: str, density: str, limit: float, unit: str, span: tuple[date, date]) -> dict[str, Any]:
    first, end = span
    return {"hazard": hazard, "density_type": density, "most": limit, "unit": unit, "from": first, "to": end}


@cached
def measurable() -> tuple[str, ...]:
    """Hazards with a limit of any kind, also one told in words only: what an employer must have measured."""
    told = {"mac", "twa", "stel", "twa_total", "twa_resp", "limit_note"}
    return tuple(row.code for row in codelist("hazard").rows if told & set(row.extra) and "group" in row.extra)
