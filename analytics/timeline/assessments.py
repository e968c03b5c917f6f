"""Assessments of working capacity, and the injuries they belong to."""

from datetime import date

import ibis
from ibis import _
from ibis.expr.types import Table

from analytics.frames import Frames
from analytics.timeline.determinations import applications
from analytics.timeline.diagnoses import diagnosed_cases


def graded_cases(frames: Frames, as_of: date) -> Table:
    """Cases with a disability grade: `graded_on` the first conclusion, `clock_on` when the clock began.

    A case is an initial assessment with what followed it. A repeated assessment (再次鉴定) replaces the grade and the
    clock, a review (复查鉴定) neither: the lump sum is paid once. `clock_on` is the day the conclusion was served, or
    reached where the service was not reported. `injured_on` is the day of the diagnosis, where it is known.
    """
    every = frames.document("assessment").filter(_.concluded_on <= as_of)
    in_order = ibis.cumulative_window(group_by=_.person_id, order_by=[_.concluded_on, _.record_id])
    chained = every.mutate(chain=(_.kind == "initial").cast("int64").sum().over(in_order))
    telling = chained.filter(_.grade.notnull() | (_.kind == "again"))
    chain = {"group_by": [_.person_id, _.chain]}
    final = [(_.kind == "review").cast("int64"), _.concluded_on.desc(), _.record_id.desc()]
    ranked = telling.mutate(
        rank=ibis.row_number().over(**chain, order_by=final), graded_on=_.concluded_on.min().over(**chain)
    )
    graded = ranked.filter(_.rank == 0, _.grade.notnull())
    return graded.left_join(_injuries(frames, graded, as_of), "record_id", rname="{name}_injury").select(
        "person_id",
        "employer_id",
        "division_code",
        "graded_on",
        "grade",
        "injured_on",
        case_record_id=_.record_id,
        clock_on=ibis.coalesce(_.served_on, _.concluded_on),
        evidence=ibis.array([_.record_id]),
    )


def _injuries(frames: Frames, graded: Table, as_of: date) -> Table:
    """For each assessment the last day of diagnosis before it, as the diagnosis or the determination tells it."""
    diagnosed = diagnosed_cases(frames, as_of).select("person_id", day=_.diagnosed_on)
    determined = applications(frames, as_of).filter(_.for_day.notnull()).select("person_id", day=_.for_day)
    days = diagnosed.union(determined)
    before = graded.inner_join(days, ["person_id", days.day <= graded.graded_on], rname="{name}_injury")
    return before.group_by("record_id").agg(injured_on=_.day.max())
