"""What counts as harm found by an examination at work, who was found harmed, and what workers are told apart by."""

from datetime import date

from ibis import _
from ibis.expr.types import Table

from analytics.frames import Frames

HARMED = ("02", "03")  # 疑似职业病, 职业禁忌证
BEFORE_WORK = "01"  # 上岗前: what is found then was not done by this employer
STRATUM = ["hazard", "sex", "age_band", "exposure_band", "exam_type"]
EXPOSURE_YEARS = (5, 10, 20)
YEAR = 12


def harmed(frames: Frames, start: date, end: date, employers: list[int]) -> Table:
    """Who is counted as harmed at these employers, by which examination: employer_id, hazard, person_id, record_id."""
    found = _concluded(frames, start, end).filter(_.employer_id.isin(employers), _.found == 1)
    return found.select("employer_id", "hazard", "person_id", "record_id").distinct()


def _concluded(frames: Frames, start: date, end: date) -> Table:
    """The conclusions of examinations at work, hazard by hazard: `found` is 1 where somebody was harmed."""
    exams = frames.document("examination").filter(_.examined_on > start, _.examined_on <= end)
    exams = exams.filter(_.exam_type != BEFORE_WORK, _.employer_id.notnull())
    return exams.mutate(conclusion=_.conclusions.unnest()).mutate(
        hazard=_.conclusion.hazards.unnest(), found=_.conclusion.conclusion.isin(HARMED).cast("int64")
    )
