"""The individual conclusions of examinations, hazard by hazard."""

from datetime import date
from functools import partial

from ibis import _
from ibis.expr.types import Table

from analytics.frames import Frames

SUSPECTED, CONTRAINDICATED, REVIEW = "02", "03", "05"  # 疑似职业病, 职业禁忌证, 复查 until GBZ 188—2025 made it a state
OF_AN_EXAM = ("person_id", "employer_id", "division_code", "record_id", "examined_on")


def concluded(exams: Table, *codes: str) -> Table:
    """One row for each hazard of each conclusion of `exams`, of those with one of `codes` if any: `conclusion`."""
    each = exams.select(*OF_AN_EXAM, one=_.conclusions.unnest()).mutate(conclusion=_.one.conclusion)
    chosen = each.filter(_.conclusion.isin(codes)) if codes else each
    return chosen.select(*OF_AN_EXAM, "conclusion", hazard=_.one.hazards.unnest()).select(
        *OF_AN_EXAM, "conclusion", "hazard"
    )


def suspected(frames: Frames, as_of: date) -> Table:
    """The suspicions that examinations by `as_of` concluded, with the `suspected_disease` where it was told."""
    return _pursued(frames, as_of).filter(_.conclusion == SUSPECTED).drop("conclusion", "hazards")


def to_be_followed(frames: Frames, as_of: date) -> Table:
    """The conclusions by `as_of` that somebody must follow up at work, hazard by hazard: `conclusion`."""
    followed = _pursued(frames, as_of).filter(_.conclusion.isin((CONTRAINDICATED, REVIEW)), _.person_id.notnull())
    return followed.select(*OF_AN_EXAM, "conclusion", hazard=_.hazards.unnest()).select(
        *OF_AN_EXAM, "conclusion", "hazard"
    )


def _pursued(frames: Frames, as_of: date) -> Table:
    """The conclusions that ask somebody to act, few among many: all examinations are read for them only once."""
    return frames.once(("pursued conclusions", as_of), partial(_asking, frames, as_of))


def _asking(frames: Frames, as_of: date) -> Table:
    exams = frames.document("examination").filter(_.examined_on <= as_of)
    each = exams.select(*OF_AN_EXAM, one=_.conclusions.unnest())
    asking = each.filter(_.one.conclusion.isin((SUSPECTED, CONTRAINDICATED, REVIEW)))
    return asking.select(
        *OF_AN_EXAM,
        conclusion=_.one.conclusion,
        hazards=_.one.hazards,
        suspected_disease=_.one.suspected_disease,
    )
