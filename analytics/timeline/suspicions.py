"""Suspected occupational diseases, as cards and examinations tell them, and the diagnoses that answered them."""

from datetime import date
from functools import partial

import ibis
from ibis import _
from ibis.expr.types import Table

from analytics.frames import Frames
from analytics.timeline.conclusions import suspected
from analytics.timeline.diseases import with_family

WHOSE = ("person_id", "employer_id", "division_code", "record_id")


def suspicions(frames: Frames, as_of: date) -> Table:
    """The first suspicion of each person and family of diseases by `as_of`; `clock_on` is the day it was found.

    Cards (疑似职业病报告) and conclusions of examinations are read together: a missing card hides nobody, and the card
    of an examination, or the next year's examination, is no second suspicion. Computed once.
    """
    return frames.once(("suspicions", as_of), partial(_suspicions, frames, as_of))


def _suspicions(frames: Frames, as_of: date) -> Table:
    told = with_family(_cards(frames, as_of).union(_concluded(frames, as_of))).filter(_.person_id.notnull())
    order = {"group_by": [_.person_id, _.family], "order_by": [_.found_on, _.place, _.record_id]}
    first = told.mutate(rank=ibis.row_number().over(**order)).filter(_.rank == 0)
    return first.select(
        "person_id",
        "employer_id",
        "division_code",
        "family",
        case_record_id=_.record_id,
        clock_on=_.found_on,
        evidence=ibis.array([_.record_id]),
    )


def diagnosis_steps(frames: Frames, as_of: date) -> Table:
    """Persons and families of diseases of which a diagnosis had been applied for by `as_of`.

    Most records do not say when that was; that there is a diagnosis says that it had been by then.
    """
    made = with_family(frames.document("diagnosis"))
    known = made.filter(ibis.coalesce(_.applied_on, _.diagnosed_on) <= as_of)
    return known.select("person_id", step_family=_.family).distinct()


def _cards(frames: Frames, as_of: date) -> Table:
    cards = frames.document("suspected").filter(_.found_on <= as_of)
    return cards.select(*WHOSE, "disease", "found_on", place=ibis.literal(0, type="int8"))


def _concluded(frames: Frames, as_of: date) -> Table:
    found = suspected(frames, as_of)
    return found.select(*WHOSE, disease=_.suspected_disease, found_on=_.examined_on, place=ibis.literal(1, type="int8"))
