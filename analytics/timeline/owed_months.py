"""The months for which a monthly benefit of the fund was owed, as far as the records are sure of it."""

from datetime import date
from functools import partial

import ibis
from ibis import _
from ibis.expr.types import IntegerValue, Table

from analytics.frames import Frames
from analytics.timeline.assessments import standing
from analytics.timeline.months import FAR, last_late, month_number
from analytics.timeline.spells import insured_on
from analytics.timeline.stop_events import deaths, may_have_retired, retirements

GRAVEST = 4  # of grades 1 to 4 the fund pays the allowance, of 5 and 6 the employer


def allowance_months(frames: Frames, as_of: date, days: int) -> Table:
    """Insured with grades 1 to 4 while they stood, with `first_due`, `last_due` (month numbers) and `may_retire`.

    Up to the month before that of death or retirement. Of two injuries the later grade's allowance counts (条例 45).
    `may_retire` is the first month in which the person could have retired without our knowing. Computed once.
    """
    return frames.once(("allowance months", as_of, days), partial(_allowance_months, frames, as_of, days))


def _allowance_months(frames: Frames, as_of: date, days: int) -> Table:
    graded = standing(frames, as_of, "grade").filter(_.grade <= GRAVEST)
    later = _.clock_on.lead().over(group_by=_.person_id, order_by=[_.clock_on, _.case_record_id])
    graded = insured_on(frames, graded.mutate(until=ibis.least(_.until, later)), "injured_on")
    retired = retirements(frames, graded, as_of).select("person_id", retired_on=_.ended_on)
    ending = graded.left_join(retired, "person_id").drop("person_id_right")
    due = _due(frames, ending, as_of, days, before(ending.retired_on)).drop("retired_on")
    return due.left_join(may_have_retired(frames, graded, as_of), "person_id").drop("person_id_right")


def nursing_months(frames: Frames, as_of: date, days: int) -> Table:
    """Nursing levels of the insured while they stood, with `first_due` and `last_due`; retirement does not end them."""
    level = standing(frames, as_of, "nursing").filter(_.nursing != "none")
    level = insured_on(frames, level, "injured_on")
    return _due(frames, level, as_of, days, ibis.literal(FAR))


def before(day: ibis.expr.types.DateColumn) -> IntegerValue:
    """The month before that of a day; none is far off."""
    return (month_number(day) - 1).fill_null(FAR)


def _due(frames: Frames, stood: Table, as_of: date, days: int, end: IntegerValue) -> Table:
    """From the month after the service."""
    ended = stood.mutate(end=end)
    died = deaths(frames, stood, as_of).select("person_id", died_on=_.ended_on)
    all_ends = ended.left_join(died, "person_id").drop("person_id_right")
    until = month_number(_.until).fill_null(FAR)
    due = all_ends.mutate(
        first_due=month_number(_.clock_on) + 1,
        last_due=ibis.least(_.end, until, before(_.died_on), last_late(as_of, days)),
    )
    return due.filter(_.last_due >= _.first_due).drop("end", "died_on")
