"""Contraindications (职业禁忌证) that stand: found by an examination, and not taken back by a later one."""

from datetime import date
from functools import partial

import ibis
from ibis import _
from ibis.expr.types import Table

from analytics.frames import Frames
from analytics.timeline.conclusions import CONTRAINDICATED, concluded, to_be_followed
from analytics.timeline.jobs import jobs

CLEARED = ("01", "04")  # nothing, or something else, was found: whoever was so concluded may do the work again
SAME = ["person_id", "hazard"]


def contraindicated_jobs(frames: Frames, as_of: date) -> Table:
    """The jobs that go on with a hazard for which a contraindication stands that was found with the same employer.

    `clock_on` is the day it was found first, `found_id` that record; the rest as in `jobs`. Computed once.
    """
    return frames.once(("contraindicated jobs", as_of), partial(_contraindicated_jobs, frames, as_of))


def _contraindicated_jobs(frames: Frames, as_of: date) -> Table:
    going_on = jobs(frames, as_of).filter(_.left_on.isnull())
    return going_on.inner_join(_standing(frames, going_on, as_of), [*SAME, "employer_id"])


def _standing(frames: Frames, going_on: Table, as_of: date) -> Table:
    """The first contraindication for each of these jobs since the hazard was last concluded otherwise."""
    found = to_be_followed(frames, as_of).filter(_.conclusion == CONTRAINDICATED)
    found = found.semi_join(going_on, [*SAME, "employer_id"])
    exams = frames.document("examination").filter(_.examined_on <= as_of)
    theirs = exams.semi_join(found.select("person_id"), "person_id")
    cleared = concluded(theirs, *CLEARED).group_by(SAME).agg(cleared_on=_.examined_on.max())
    since = found.left_join(cleared, SAME, rname="{name}_cleared")
    standing = since.filter(_.cleared_on.isnull() | (_.examined_on > _.cleared_on))
    order = {"group_by": [_.person_id, _.employer_id, _.hazard], "order_by": [_.examined_on, _.record_id]}
    first = standing.mutate(rank=ibis.row_number().over(**order)).filter(_.rank == 0)
    return first.select(*SAME, "employer_id", clock_on=_.examined_on, found_id=_.record_id)
