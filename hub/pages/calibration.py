"""Whether what is expected can be trusted: observed against expected, as the last night found it."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor, log2
from typing import Annotated, Any, Literal, get_args

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse
from sqlalchemy.engine import RowMapping

from analytics.clusters.harm import EXPOSURE_YEARS
from analytics.disclosure.layouts import threshold_on
from hub.door.callers import Caller, OfStore
from hub.door.locks import needs
from hub.pages import queries
from hub.pages.rendering import render
from hub.pages.texts import language, say
from hub.security.permissions import Permission
from hub.security.scope import Fence
from schemas.codes import codelist

router = APIRouter(include_in_schema=False)
OfAnalyses = Annotated[Caller, needs(Permission.ANALYSIS_READ)]
By = Literal["age", "exposure", "hazard", "institution", "sex", "exam_type"]
BY: tuple[By, ...] = get_args(By)
MANY = ("hazard", "institution")  # have no order of their own: what is off comes first
WITHIN = "within"
DRAWN, LEAST = 40, 0.125  # lines and ratio that a chart shows
CHANCE = 0.05  # of intervals of 95 % exclude 1 although the expected is right
EXPOSURE = (0, *EXPOSURE_YEARS, None)
ALL = """
select c.by, c.said, c.division_code, c.window_from, c.as_of, c.computed_at, e.name as employer
from calibration c left join employer e using (employer_id)
order by c.by, c.place
"""


@dataclass(frozen=True)
class Line:
    """A row of the table: `sign` is above or below where the interval excludes 1, else within."""

    name: str
    said: dict[str, Any]

    @property
    def sign(self) -> str:
        return "above" if self.said["low"] > 1 else "below" if self.said["high"] < 1 else WITHIN


@dataclass(frozen=True)
class CalibrationPage:
    """`lines` of what was asked for; `off` by each of BY; `signals`: employers, with what is expected with and without.

    `own_place`: of institutions and employers only those of the reader's territory are here.
    """

    by: By
    lines: list[Line]
    off: dict[By, int]
    signals: list[RowMapping]
    night: RowMapping
    own_place: bool

    @property
    def chance(self) -> str:
        """How many lines chance alone puts off."""
        return f"{CHANCE * len(self.lines):.1f}"

    @property
    def threshold(self) -> int:
        return threshold_on(self.night["as_of"])


@router.get("/clusters/calibration")
def calibration(request: Request, store: OfStore, who: OfAnalyses, by: Annotated[By, Query()] = "age") -> HTMLResponse:
    with store.transaction(who.actor) as connection:
        told = queries.rows(connection, ALL)
    if not told:
        return render(request, "calibration.html", page=None)
    lang, scope = language(request), who.actor.scope
    lines = {each: _lines(told, each, lang) for each in BY}
    off = {each: sum(line.sign != WITHIN for line in found) for each, found in lines.items()}
    signals = [row for row in told if row["by"] == "signal"]
    own_place = scope is not None and scope.fence is Fence.TERRITORY
    page = CalibrationPage(by, lines[by], off, signals, told[0], own_place)
    return render(request, "calibration.html", page=page, charts={"calibration": chart(page.lines)})


def _lines(told: Sequence[RowMapping], by: By, lang: str) -> list[Line]:
    found = [Line(name(by, row["said"], lang), row["said"]) for row in told if row["by"] == by]
    if by in MANY:
        found.sort(key=lambda line: (line.sign == WITHIN, line.said["values"] > 1, -line.said["expected"]))
    return found


def name(by: By, said: dict[str, Any], lang: str) -> str:
    """What a row is about, in words."""
    value, values = said["value"], said["values"]
    if values > 1:
        return say(lang, "calibration_rest", values=values)
    return say(lang, "not_known") if value is None else _named(by, value, lang)


def _named(by: By, value: Any, lang: str) -> str:
    if by == "age":
        return say(lang, "calibration_age", first=int(value) * 10, last=int(value) * 10 + 9)
    if by == "exposure":
        return _years(int(value), lang)
    if by == "institution":
        return f"{value} {queries.place_name(value[:4] + '00')}".strip()
    if by == "sex" and value in ("1", "2"):
        return say(lang, f"sex_{value}")
    code = codelist(by).get(str(value))
    return code.name if code else str(value)


def _years(band: int, lang: str) -> str:
    first, last = EXPOSURE[band : band + 2]
    key = "calibration_years_from" if last is None else "calibration_years" if first else "calibration_years_under"
    return say(lang, key, first=first, last=last)


def chart(lines: Sequence[Line]) -> dict[str, Any]:
    """Ratios with their intervals, and where each lies. `least` is where the axis begins, a power of two."""
    drawn = lines[:DRAWN]
    lowest = min((line.said["low"] for line in drawn), default=1.0)
    return {
        "kind": "ratio",
        "names": [line.name for line in drawn],
        "values": [[line.said[key] for key in ("ratio", "low", "high")] for line in drawn],
        "signs": [line.sign for line in drawn],
        "least": 2.0 ** floor(log2(min(max(lowest, LEAST), 0.99))),
    }
