"""Applications for determination."""

from datetime import date

from ibis import _
from ibis.expr.types import Table

from analytics.frames import Frames


def applications(frames: Frames, as_of: date) -> Table:
    """Applications for determination made by `as_of`, by anyone; `for_day` and `for_disease` where they say it."""
    applied = frames.document("determination").filter(_.applied_on <= as_of)
    return applied.select("person_id", "applied_on", for_day=_.diagnosed_on, for_disease=_.disease)
