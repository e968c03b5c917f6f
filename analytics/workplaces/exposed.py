"""Which hazards the workers of an employer were examined for while they were at work there."""

from datetime import date
from functools import partial

from ibis import _
from ibis.expr.types import Table

from analytics.examinations.pursued import since
from analytics.frames import Frames

AT_WORK = ("02", "03", "04")  # in service, on leaving, after an accident; before the job nobody is exposed yet


def exposed(frames: Frames, as_of: date) -> Table:
    """For each employer and hazard of examinations of workers at work, of which one is recent: employer_id, hazard,
    division_code, first_on and last_on of these examinations, record_id of the newest. Computed once.
    """
    return frames.once(("exposed", as_of), partial(_exposed, frames, as_of))


def _exposed(frames: Frames, as_of: date) -> Table:
    exams = frames.document("examination").filter(_.exam_type.isin(AT_WORK), _.examined_on <= as_of)
    each = exams.filter(_.employer_id.notnull()).select(
        "employer_id", "division_code", "examined_on", "record_id", hazard=_.exposed_hazards.unnest()
    )
    seen = each.group_by(["employer_id", "hazard"]).agg(
        first_on=_.examined_on.min(),
        last_on=_.examined_on.max(),
        record_id=_.record_id.argmax(_.examined_on),
        division_code=_.division_code.argmax(_.examined_on),
    )
    return seen.filter(_.last_on > since(as_of))
