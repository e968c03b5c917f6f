"""Cases determined to be work injuries, with the disease they are about."""

from datetime import date

import ibis
from ibis import _
from ibis.expr.types import Table

from analytics.frames import Frames
from analytics.timeline.determinations import stations
from analytics.timeline.diseases import certain_disability

RECOGNISED = ("recognised", "deemed")


def recognised_cases(frames: Frames, as_of: date) -> Table:
    """Determinations that recognised a work injury by `as_of`; `clock_on` when that was served, or else decided.

    `certain`: the disease leaves a disability in any case; it is that of the determination, or of the diagnosis of the
    day it names. Whoever has died is left out: nobody assesses the dead.
    """
    known = stations(frames, as_of).filter(_.decision.isin(RECOGNISED), _.decided_on.notnull(), _.settled)
    diagnoses = frames.document("diagnosis").filter(_.disease.isin(certain_disability()))
    sick = diagnoses.select("person_id", "diagnosed_on").distinct()
    found = known.left_join(
        sick, [known.person_id == sick.person_id, known.diagnosed_on == sick.diagnosed_on], rname="{name}_sick"
    )
    cases = found.select(
        "person_id",
        "employer_id",
        "division_code",
        "decided_on",
        "diagnosed_on",
        case_record_id=_.record_id,
        clock_on=ibis.coalesce(_.served_on, _.decided_on),
        evidence=ibis.array([_.record_id]),
        certain=_.disease.isin(certain_disability()).fill_null(False)
        | (_.disease.isnull() & _.person_id_sick.notnull()),
    )
    return cases.anti_join(_dead(frames, as_of), "person_id")


def _dead(frames: Frames, as_of: date) -> Table:
    """Persons who had died by `as_of`, as the bureau of the insurance or a diagnosis tells it."""
    told = frames.document("death").select("person_id", "died_on")
    noted = frames.document("diagnosis").select("person_id", "died_on")
    return told.union(noted).filter(_.died_on <= as_of).select("person_id").distinct()
