"""Diagnosed diseases, and what appraisals made of them."""

from datetime import date
from functools import partial

import ibis
from ibis import _
from ibis.expr.types import Table

from analytics.frames import Frames

NEW_CASES = ("01",)  # 尘肺病例类型: a first diagnosis; stage advances, repeat visits and deaths open no new case


def diagnosed_cases(frames: Frames, as_of: date) -> Table:
    """One row for each newly diagnosed disease: `diagnosed_on`, and `clock_on` when the clocks start.

    An appraisal that upheld or changed the diagnosis starts the clocks anew on its own day (条例 17 ¶1: 诊断、鉴定).
    Computed once.
    """
    return frames.once(("diagnosed cases", as_of), partial(_diagnosed_cases, frames, as_of))


def _diagnosed_cases(frames: Frames, as_of: date) -> Table:
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
