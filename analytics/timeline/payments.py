"""Who has been paid anything."""

from datetime import date
from functools import partial

from ibis import _
from ibis.expr.types import Table

from analytics.frames import Frames
from analytics.timeline.diagnoses import diagnosed_cases
from analytics.timeline.spells import uninsured_on


def unprotected_cases(frames: Frames, as_of: date) -> Table:
    """Diagnosed cases that no spell shows insured in the month of the diagnosis, and without any payment since.

    No payment of any item, whether the fund, the employer or the fund in the employer's place has paid. Computed once.
    """
    return frames.once(("unprotected cases", as_of), partial(_unprotected_cases, frames, as_of))


def _unprotected_cases(frames: Frames, as_of: date) -> Table:
    cases = uninsured_on(frames, diagnosed_cases(frames, as_of), "diagnosed_on")
    paid = frames.document("benefit").filter(_.paid_on <= as_of).select("person_id", "paid_on")
    return cases.anti_join(paid, ["person_id", paid.paid_on >= cases.diagnosed_on])
