"""A case as it went: diagnosed, determined, graded, insured; the tables that the gap rules stand on."""

from datetime import date

import ibis
from ibis import _
from ibis.expr.types import Table

from analytics.frames import Frames

NEW_CASES = ("01",)  # 尘肺病例类型: a first diagnosis; stage advances, repeat visits and deaths open no new case


def diagnosed_cases(frames: Frames, as_of: date) -> Table:
    """One row for each person's newly diagnosed disease: `diagnosed_on`, and `clock_on` when the clocks start.

    An appraisal that upheld or changed the diagnosis starts the clocks anew on its own day (条例 17 ¶1: 诊断、鉴定).
    """
    diagnoses = frames.document("diagnosis").filter(_.diagnosed_on <= as_of)
    first = diagnoses.filter(_.case_type.isnull() | _.case_type.isin(NEW_CASES))
    appraisals = (
        frames.document("appraisal")
        .filter(_.appraised_on <= as_of)
        .group_by("person_id")
        .agg(appraised_on=_.appraised_on.max(), appraisal_id=_.record_id.max())
    )
    cases = first.left_join(appraisals, "person_id")
    later = cases.appraised_on >= cases.diagnosed_on
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


def applications(frames: Frames, as_of: date) -> Table:
    """Applications for determination made by `as_of`, by anyone."""
    return frames.document("determination").filter(_.applied_on <= as_of)


def graded_cases(frames: Frames, as_of: date) -> Table:
    """The latest assessment of each person that gave a grade, with the day of the injury: the diagnosis, if known.

    `clock_on` is the day the conclusion was served, or reached where the service was not reported.
    """
    graded = frames.document("assessment").filter(_.concluded_on <= as_of, _.grade.notnull())
    latest = ibis.row_number().over(group_by=graded.person_id, order_by=[graded.concluded_on.desc(), graded.record_id])
    graded = graded.mutate(rank=latest).filter(_.rank == 0)
    diagnosed = diagnosed_cases(frames, as_of).group_by("person_id").agg(injured_on=_.diagnosed_on.max())
    return graded.left_join(diagnosed, "person_id").select(
        "person_id",
        "employer_id",
        "division_code",
        "concluded_on",
        "grade",
        "injured_on",
        case_record_id=_.record_id,
        clock_on=ibis.coalesce(_.served_on, _.concluded_on),
        evidence=ibis.array([_.record_id]),
    )


def insured_on(frames: Frames, cases: Table, day: str) -> Table:
    """Those of `cases` whose person was insured in the month of the date column `day`."""
    spells = frames.document("insured_spell").select("person_id", "first_month", "last_month")
    month = cases[day].truncate("M").cast("date")
    insured = [spells.first_month <= month, spells.last_month.isnull() | (spells.last_month >= month)]
    return cases.semi_join(spells, ["person_id", *insured])
