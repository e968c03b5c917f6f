"""How many were examined and harmed by employer, institution, month and stratum: one query for DuckDB and for Spark."""

from datetime import date
from math import inf

import ibis
from ibis import _
from ibis.expr.types import Table, Value

from analytics.clusters.expectation.latency import Latency
from analytics.clusters.harm import BEFORE_WORK, EXPOSURE_YEARS, HARMED, STRATUM, YEAR
from analytics.frames import Frames

ANY_TIME = Latency(0, inf, verified=True)
CELL = ["employer_id", "institution_id", "month", *STRATUM]


def counted(frames: Frames, start: date, end: date, latency: Latency = ANY_TIME) -> Table:
    """Examined and harmed (int64) by CELL, of examinations at work after `start` and up to `end` within `latency`.

    Each worker counts once for each employer, hazard and month, up to the first month that finds them harmed and not
    after it: nobody is harmed twice, and an institution's month has all whom it examined beside those it found harmed.
    """
    return frames.once(("counted", start, end, latency), lambda: _counted(frames, start, end, latency))


def _counted(frames: Frames, start: date, end: date, latency: Latency) -> Table:
    people = frames.worker.select("worker_id", "sex", "birth_year")
    known = _at_work(frames, start, end, latency).inner_join(people, "worker_id")
    each = ["employer_id", "hazard", "person_id"]
    months = known.group_by([*each, "month"]).agg(
        institution_id=_.institution_id.max(),
        sex=_.sex.max(),
        age_band=((_.month.year() - _.birth_year) // 10).max(),
        exposure_band=_band(_.exposure_months).max(),
        exam_type=_.exam_type.max(),
        found=_.found.max(),
    )
    before = ibis.window(group_by=each, order_by="month", preceding=(None, 1))
    at_risk = months.mutate(earlier=_.found.sum().over(before)).filter(_.earlier.fill_null(0) == 0)
    return at_risk.group_by(CELL).agg(examined=_.count(), harmed=_.found.sum().cast("int64"))


def _at_work(frames: Frames, start: date, end: date, latency: Latency) -> Table:
    """The conclusions hazard by hazard: `found` is 1 where somebody was harmed."""
    exams = frames.document("examination").filter(_.examined_on > start, _.examined_on <= end)
    exams = exams.filter(_.exam_type != BEFORE_WORK, _.employer_id.notnull())
    told = exams.select(
        "employer_id",
        "worker_id",
        "person_id",
        "exam_type",
        institution_id=_.reporting.org_code,
        month=_.examined_on.truncate("M").cast("date"),
        exposure_months=_.exposure.months,
        conclusion=_.conclusions.unnest(),
    )
    within = told.filter(_.exposure_months >= latency.least)
    if latency.most < inf:
        within = within.filter(_.exposure_months <= latency.most)
    return within.mutate(hazard=_.conclusion.hazards.unnest(), found=_.conclusion.conclusion.isin(HARMED).cast("int64"))


def _band(months: Value) -> Value:
    """0 for less than the first of EXPOSURE_YEARS, and so on."""
    return sum((months >= years * YEAR).cast("int64") for years in EXPOSURE_YEARS)
