"""Diagnosed cases for which nobody has asked for a determination."""

from datetime import date
from functools import partial

import ibis
from ibis import _
from ibis.expr.types import Table

from analytics.frames import Frames
from analytics.timeline.determinations import applications
from analytics.timeline.diagnoses import diagnosed_cases


def undetermined_cases(frames: Frames, as_of: date) -> Table:
    """Diagnosed cases (columns of `diagnosed_cases`) without an application for determination by `as_of`.

    An application by anyone counts, unless it names both another disease and another day. An assessment of the person
    since the diagnosis counts too: there is none without a determination (条例 23). Computed once.
    """
    return frames.once(("undetermined cases", as_of), partial(_undetermined_cases, frames, as_of))


def _undetermined_cases(frames: Frames, as_of: date) -> Table:
    cases = diagnosed_cases(frames, as_of).filter(_.person_id.notnull())
    steps = applications(frames, as_of).union(_assessed(frames, as_of))
    other_day = (steps.for_day != cases.diagnosed_on) & (steps.for_day != cases.clock_on)
    another_case = (other_day & (steps.for_disease != cases.disease)).fill_null(False)
    return cases.anti_join(steps, ["person_id", steps.applied_on >= cases.diagnosed_on, ~another_case])


def _assessed(frames: Frames, as_of: date) -> Table:
    asked = frames.document("assessment").filter(_.applied_on <= as_of)
    return asked.select("person_id", "applied_on", for_day=ibis.null("date"), for_disease=ibis.null("string"))
