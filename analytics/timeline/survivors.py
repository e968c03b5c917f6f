"""Deaths of people with an occupational disease, and to what each gives a right for certain (条例 39)."""

from datetime import date
from functools import partial, reduce
from itertools import product

import ibis
from ibis import _
from ibis.expr.types import BooleanValue, Table

from analytics.entitlements import death
from analytics.entitlements.answer import UnknownError
from analytics.entitlements.case import Case
from analytics.frames import Frames
from analytics.timeline.assessments import standing, with_injury

CAUSE = ("J60", "J61", "J62", "J63", "J64", "J65")  # ICD-10: pneumoconioses, alone or with tuberculosis
TOLD = ("person_id", "record_id", "employer_id", "division_code", "died_on", "cause", "in_leave", "keeps")
UNGRADED, GRAVE, LESS = 0, 1, 5  # a grade stands for those that are treated like it


def died_of_disease(frames: Frames, as_of: date) -> Table:
    """One row for each diagnosed person who died by `as_of`: `died_on`, `cause`, `in_leave`, `grade`, `injured_on`.

    `keeps` says whether there are dependants; null where nobody told. The bureau's own record goes before a diagnosis
    report that names a pneumoconiosis as the cause. `grade` is the gravest that stood; 0 where there was none.
    Computed once.
    """
    return frames.once(("died of disease", as_of), partial(_died_of_disease, frames, as_of))


def _died_of_disease(frames: Frames, as_of: date) -> Table:
    told = _told(frames, as_of)
    injured = with_injury(frames, told, "died_on", as_of).filter(_.injured_on.notnull())
    grades = standing(frames, as_of, "grade").select("person_id", "grade", "clock_on", "until")
    stood = [grades.clock_on <= injured.died_on, grades.until.isnull() | (grades.until > injured.died_on)]
    graded = injured.inner_join(grades, ["person_id", *stood]).group_by("record_id").agg(grade=_.grade.min())
    joined = injured.left_join(graded, "record_id").drop("record_id_right")
    return joined.mutate(grade=_.grade.fill_null(UNGRADED))


def gives(code: str) -> BooleanValue:
    """Does this death give a right to the item, however what is unknown turns out? By the entitlements' own rule."""
    worlds = product((UNGRADED, GRAVE, LESS), (None, True, False), ("occupational", "other"))
    sure = [_is(grade, in_leave, cause) for grade, in_leave, cause in worlds if _right(code, grade, in_leave, cause)]
    return reduce(lambda one, other: one | other, sure)


def _right(code: str, grade: int, in_leave: bool | None, cause: str) -> bool:
    facts = {"grade": grade or None, "in_paid_leave_at_death": in_leave, "death_cause": cause}
    try:
        return death.is_due(Case.model_validate(facts), code)
    except UnknownError:
        return False


def _is(grade: int, in_leave: bool | None, cause: str) -> BooleanValue:
    same_grade = {UNGRADED: _.grade == 0, GRAVE: _.grade.between(GRAVE, LESS - 1), LESS: _.grade >= LESS}[grade]
    same_leave = _.in_leave.isnull() if in_leave is None else (_.in_leave == in_leave).fill_null(False)
    return same_grade & same_leave & (_.cause == cause)


def _told(frames: Frames, as_of: date) -> Table:
    bureau = frames.document("death").mutate(
        cause=_.relation, in_leave=_.in_paid_leave, keeps=_.dependants.length() > 0, rank=0
    )
    unknown = ibis.null("boolean")
    health = frames.document("diagnosis").filter(_.death_cause.substr(0, 3).isin(CAUSE))
    health = health.mutate(cause=ibis.literal("occupational"), in_leave=unknown, keeps=unknown, rank=1)
    both = bureau.select(*TOLD, "rank").union(health.select(*TOLD, "rank")).filter(_.died_on <= as_of)
    order = ibis.row_number().over(group_by=_.person_id, order_by=[_.rank, _.died_on, _.record_id])
    return both.mutate(place=order).filter(_.place == 0).drop("rank", "place")
