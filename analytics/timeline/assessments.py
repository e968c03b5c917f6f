"""Assessments of working capacity, and the injuries they belong to."""

from datetime import date
from functools import partial

import ibis
from ibis import _
from ibis.expr.types import Table

from analytics.frames import Frames
from analytics.timeline.determinations import applications
from analytics.timeline.diagnoses import diagnosed_cases
from analytics.timeline.spells import insured_on

ON_A_GRADE = ("disability_lump_sum", "disability_allowance", "nursing_allowance")  # paid by a conclusion only


def graded_cases(frames: Frames, as_of: date) -> Table:
    """Cases with a disability grade: `graded_on` the first conclusion, `clock_on` when the clock began.

    A case is an initial assessment with what followed it. A repeated assessment (再次鉴定) replaces the grade and the
    clock, a review (复查鉴定) neither: the lump sum is paid once. `clock_on` is the day the conclusion was served, or
    reached where the service was not reported. `injured_on` is the day of the diagnosis, where it is known.
    Computed once.
    """
    return frames.once(("graded cases", as_of), partial(_graded_cases, frames, as_of))


def _graded_cases(frames: Frames, as_of: date) -> Table:
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


def insured_graded_cases(frames: Frames, as_of: date) -> Table:
    """The graded cases of those who were insured when injured, whom the fund pays; computed once."""
    graded = graded_cases(frames, as_of)
    return frames.once(("insured graded cases", as_of), partial(insured_on, frames, graded, "injured_on"))


def unassessed(frames: Frames, cases: Table, as_of: date) -> Table:
    """Those of `cases` (`person_id`, `decided_on`) without an assessment since the decision, asked for by `as_of`."""
    applied = frames.document("assessment").filter(_.applied_on <= as_of).select("person_id", "concluded_on")
    return cases.anti_join(applied, ["person_id", applied.concluded_on >= cases.decided_on])


def unanswered(frames: Frames, as_of: date) -> Table:
    """Assessments asked for by `as_of` that were not concluded then, or (`reached`) concluded and not served.

    A disability benefit paid since the conclusion, or a later assessment, shows that the conclusion was known.
    """
    every = frames.document("assessment").filter(_.applied_on <= as_of).mutate(reached=_.concluded_on <= as_of)
    waiting = every.filter(~(_.reached & (_.served_on <= as_of).fill_null(False))).select(
        "person_id",
        "employer_id",
        "division_code",
        "applied_on",
        "concluded_on",
        "served_on",
        "reached",
        case_record_id=_.record_id,
        evidence=ibis.array([_.record_id]),
    )
    paid = frames.document("benefit").filter(_.item.isin(ON_A_GRADE), _.paid_on <= as_of)
    later = frames.document("assessment").filter(_.applied_on <= as_of, _.kind != "initial")
    signs = paid.select("person_id", sign_on=_.paid_on).union(later.select("person_id", sign_on=_.applied_on))
    return waiting.anti_join(signs, ["person_id", waiting.reached, signs.sign_on >= waiting.concluded_on])


def last_assessments(frames: Frames, as_of: date) -> Table:
    """The last assessment of each person concluded by `as_of`, of any kind and outcome: `assessed_on`."""
    every = frames.document("assessment").filter(_.concluded_on <= as_of)
    last = ibis.row_number().over(group_by=_.person_id, order_by=[_.concluded_on.desc(), _.record_id.desc()])
    ranked = every.mutate(rank=last).filter(_.rank == 0)
    return ranked.select("person_id", assessed_on=_.concluded_on, assessment_id=_.record_id)


def with_injury(frames: Frames, cases: Table, day: str, as_of: date) -> Table:
    """`cases`, of one `record_id` each, with `injured_on`: the last day of diagnosis up to their date column `day`."""
    injuries = _injuries(frames, cases.mutate(graded_on=cases[day]), as_of)
    return cases.left_join(injuries, "record_id", rname="{name}_injury").drop("record_id_injury")


def standing(frames: Frames, as_of: date, what: str) -> Table:
    """Each conclusion on `what` ("grade" or "nursing") for the time it stood: from `clock_on` to `until`, null: still.

    A repeated assessment (再次鉴定) takes the place of the one before, which never became final. A review (复查鉴定)
    ends what stood before it. A review that names no grade finds none; one that names no nursing level did not look.
    Computed once.
    """
    return frames.once(("standing", as_of, what), partial(_standing, frames, as_of, what))


def _standing(frames: Frames, as_of: date, what: str) -> Table:
    every = frames.document("assessment").filter(_.concluded_on <= as_of)
    in_order = ibis.cumulative_window(group_by=_.person_id, order_by=[_.concluded_on, _.record_id])
    chained = every.mutate(chain=(_.kind == "initial").cast("int64").sum().over(in_order))
    telling = chained if what == "grade" else chained.filter(_[what].notnull() | (_.kind == "again"))
    chain = {"group_by": [_.person_id, _.chain], "order_by": [_.concluded_on, _.record_id]}
    dated = telling.mutate(next_kind=_.kind.lead().over(**chain), clock_on=ibis.coalesce(_.served_on, _.concluded_on))
    final = dated.filter((_.next_kind != "again").fill_null(True))
    stood = final.mutate(until=_.clock_on.lead().over(**chain)).filter(_[what].notnull())
    return with_injury(frames, stood, "concluded_on", as_of).select(
        "person_id",
        "employer_id",
        "division_code",
        "clock_on",
        "until",
        "injured_on",
        what,
        case_record_id=_.record_id,
        evidence=ibis.array([_.record_id]),
    )
