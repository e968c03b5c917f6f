"""The individual conclusions of examinations, hazard by hazard."""

from datetime import date
from functools import partial

from ibis import _
from ibis.expr.types import Table

from analytics.frames import Frames

CONTRAINDICATED, REVIEW = "03", "05"  # 职业禁忌证, and 复查 until GBZ 188—2025 made it a state
OF_AN_EXAM = ("person_id", "employer_id", "division_code", "record_id", "examined_on")


def concluded(exams: Table, *codes: str) -> Table:
    """One row for each hazard of each conclusion of `exams`, of those with one of `codes` if any: `conclusion`."""
    each = exams.select(*OF_AN_EXAM, one=_.conclusions.unnest()).mutate(conclusion=_.one.conclusion)
    chosen = each.filter(_.conclusion.isin(codes)) if codes else each
    return chosen.select(*OF_AN_EXAM, "conclusion", hazard=_.one.hazards.unnest()).select(
        *OF_AN_EXAM, "conclusion", "hazard"
    )


def to_be_followed(frames: Frames, as_of: date) -> Table:
    """The conclusions by `as_of` that somebody must follow up at work, few among many; computed once."""
    return frames.once(("conclusions to be followed", as_of), partial(_to_be_followed, frames, as_of))


def _to_be_followed(frames: Frames, as_of: date) -> Table:
    exams = frames.document("examination").filter(_.examined_on <= as_of, _.person_id.notnull())
    return concluded(exams, CONTRAINDICATED, REVIEW)
