"""Re-examinations (复查) that an examination asked for, and what was examined since."""

from datetime import date
from functools import partial

import ibis
from ibis import _
from ibis.expr.types import Table

from analytics.frames import Frames
from analytics.timeline.conclusions import OF_AN_EXAM, REVIEW, concluded, to_be_followed
from analytics.timeline.endings import alive

A_STATE_FROM = date(2026, 8, 1)


def reviews(frames: Frames, as_of: date) -> Table:
    """The last time each living worker was to be re-examined for a hazard: `clock_on` is the day of that examination.

    Until 2026-08-01 that is the conclusion 05. Since then an examination for a hazard without a conclusion for it:
    "no individual conclusion yet" (暂无个体结论, GBZ 188—2025 A.3); `pending` says so. Computed once.
    """
    return frames.once(("reviews", as_of), partial(_reviews, frames, as_of))


def answers(frames: Frames, asked: Table, as_of: date) -> Table:
    """All examinations of the persons in `asked` by `as_of`: one row for each hazard, `on`, and whether a `review`."""
    exams = frames.document("examination").filter(_.examined_on <= as_of)
    theirs = exams.semi_join(asked.select("person_id"), "person_id")
    return theirs.select(
        "person_id", hazard=_.hazards.unnest(), on=_.examined_on, review=_.is_review.fill_null(False)
    ).select("person_id", "hazard", "on", "review")


def _reviews(frames: Frames, as_of: date) -> Table:
    told = to_be_followed(frames, as_of).filter(_.conclusion == REVIEW).drop("conclusion").mutate(pending=False)
    asked = alive(frames, told.union(_pending(frames, as_of)), as_of)
    last = ibis.row_number().over(
        group_by=[_.person_id, _.hazard], order_by=[_.examined_on.desc(), _.pending, _.record_id.desc()]
    )
    return asked.mutate(rank=last).filter(_.rank == 0).drop("rank").rename(clock_on="examined_on")


def _pending(frames: Frames, as_of: date) -> Table:
    exams = frames.document("examination").filter(_.examined_on <= as_of, _.person_id.notnull())
    since = exams.filter(_.examined_on >= A_STATE_FROM)
    looked_at = since.select(*OF_AN_EXAM, hazard=_.hazards.unnest()).select(*OF_AN_EXAM, "hazard")
    return looked_at.anti_join(concluded(since), ["record_id", "hazard"]).mutate(pending=True)
