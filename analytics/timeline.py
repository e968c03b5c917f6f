"""A case as it went: diagnosed, determined, graded, insured; the tables that the gap rules stand on."""

from datetime import date

import ibis
from ibis import _
from ibis.expr.types import Table

from analytics.frames import Frames

NEW_CASES = ("01",)  # 尘肺病例类型: a first diagnosis; stage advances, repeat visits and deaths open no new case


def diagnosed_cases(frames: Frames, as_of: date) -> Table:
    """One row for each newly diagnosed disease: `diagnosed_on`, and `clock_on` when the clocks start.

    An appraisal that upheld or changed the diagnosis starts the clocks anew on its own day (条例 17 ¶1: 诊断、鉴定).
    """
    diagnoses = frames.document("diagnosis").filter(_.diagnosed_on <= as_of)
    first = diagnoses.filter(_.case_type.isnull() | _.case_type.isin(NEW_CASES))
    cases = first.left_join(_appraised(frames, first, as_of), "record_id", rname="{name}_appraised")
    later = cases.appraised_on.notnull()
    return cases.select(
        "person_id",
        "employer_id",
        "division_code",
        "diagnosed_on",
        "disease",
        case_record_id=_.record_id,
        clock_on=ibis.ifelse(later, _.appraised_on, _.diagnosed_on),
        evidence=ibis.ifelse(later, ibis.array([_.record_id, _.appraisal_id]), ibis.array([_.record_id])),
    )


def _appraised(frames: Frames, diagnoses: Table, as_of: date) -> Table:
    """The last appraisal of each diagnosis: the same person's, of the same day of diagnosis or the same disease."""
    appraisals = (
        frames.document("appraisal")
        .filter(_.appraised_on <= as_of)
        .select("person_id", "appraised_on", appraisal_id=_.record_id, of_day=_.case.diagnosed_on, of=_.case.disease)
    )
    same = (diagnoses.diagnosed_on == appraisals.of_day) | (diagnoses.disease == appraisals.of)
    after = appraisals.appraised_on >= diagnoses.diagnosed_on
    matched = diagnoses.inner_join(appraisals, ["person_id", same, after], rname="{name}_appraised")
    last = ibis.row_number().over(group_by=_.record_id, order_by=[_.appraised_on.desc(), _.appraisal_id.desc()])
    return matched.mutate(rank=last).filter(_.rank == 0).select("record_id", "appraised_on", "appraisal_id")


def applications(frames: Frames, as_of: date) -> Table:
    """Applications for determination made by `as_of`, by anyone; `for_day` and `for_disease` where they say it."""
    applied = frames.document("determination").filter(_.applied_on <= as_of)
    return applied.select("person_id", "applied_on", for_day=_.diagnosed_on, for_disease=_.disease)


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


def insured_on(frames: Frames, cases: Table, day: str) -> Table:
    """Those of `cases` whose person was insured in the month of the date column `day`."""
    spells = frames.document("insured_spell").select("person_id", "first_month", "last_month")
    month = cases[day].truncate("M").cast("date")
    begun = spells.first_month.truncate("M").cast("date") <= month
    insured = [begun, spells.last_month.isnull() | (spells.last_month >= month)]
    return cases.semi_join(spells, ["person_id", *insured])
