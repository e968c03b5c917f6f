"""Contracts that the employer ended, and what the law says must not be so ended, as tables of one shape."""

from datetime import date

import ibis
from ibis import _
from ibis.expr.types import Table

from analytics.frames import Frames
from analytics.timeline.assessments import standing
from analytics.timeline.diseases import with_family
from analytics.timeline.owed_examinations import owed
from analytics.timeline.suspicions import suspicions

EMPLOYER, EXPIRY = "employer", "expiry"
ENDED_BY_EXPIRY_FROM = 7  # 工伤保险条例 37: a contract may end on its day with grades 7 to 10, not with 1 to 6
THEIRS = ["person_id", "employer_id"]


def dismissals(frames: Frames, as_of: date) -> Table:
    """Contracts that the employer ended, or did not renew, by `as_of`; none for other reasons, or unknown ones."""
    ended = frames.document("termination").filter(_.ended_on <= as_of, _.reason.isin((EMPLOYER, EXPIRY)))
    return ended.select("person_id", "employer_id", "division_code", "record_id", "ended_on", "reason")


def of_suspected(frames: Frames, as_of: date, within_months: int) -> Table:
    """Dismissals of those with a suspected disease, found there and not diagnosed by that day (职业病防治法 55).

    Only for `within_months` after it was found: that nothing was found in the end is in no record.
    """
    found = suspicions(frames, as_of).select(*THEIRS, "family", "clock_on", other_id=_.case_record_id)
    let_go = dismissals(frames, as_of)
    ends = (found.clock_on + ibis.interval(months=within_months)).cast("date")
    during = [found.clock_on <= let_go.ended_on, ends >= let_go.ended_on]
    suspected = let_go.inner_join(found, [*THEIRS, *during])
    made = with_family(frames.document("diagnosis").select("person_id", "diagnosed_on", "disease"))
    known = (made.family == suspected.family).fill_null(True) & (made.diagnosed_on <= suspected.ended_on)
    return suspected.anti_join(made, ["person_id", known]).select(*let_go.columns, "other_id")


def unexamined(frames: Frames, as_of: date) -> Table:
    """Dismissals without the leaving examination that was owed (职业病防治法 35)."""
    missing = owed(frames, as_of).filter(_.type == "03", _.end_told)
    missing = missing.group_by(*THEIRS, ended_on=_.left_on).agg(other_id=_.record_id.max())
    let_go = dismissals(frames, as_of)
    return let_go.inner_join(missing, [*THEIRS, "ended_on"]).select(*let_go.columns, "other_id")


def of_disabled(frames: Frames, as_of: date) -> Table:
    """Dismissals of those with a grade that stood on that day, of an injury or disease of that employer.

    Grades 7 to 10 do not keep a contract from ending on its day (劳动合同法 45, 工伤保险条例 37).
    """
    grades = standing(frames, as_of, "grade").select(*THEIRS, "clock_on", "until", "grade", other_id=_.case_record_id)
    let_go = dismissals(frames, as_of)
    stood = (grades.until.isnull() | (grades.until > let_go.ended_on)) & (grades.clock_on <= let_go.ended_on)
    held = let_go.inner_join(grades, [*THEIRS, stood])
    kept = (held.reason == EMPLOYER) | (held.grade < ENDED_BY_EXPIRY_FROM)
    return held.filter(kept).select(*let_go.columns, "other_id")
