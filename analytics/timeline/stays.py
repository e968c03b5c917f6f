"""From when until when somebody was with an employer, as insured months, contracts that ended and deaths tell it."""

from datetime import date

import ibis
from ibis import _
from ibis.expr.types import Table

from analytics.frames import Frames
from analytics.timeline.endings import DEATH, told_deaths
from analytics.timeline.months import first_day, month_number

RETIREMENT = "retirement"
PAIR = ["person_id", "employer_id"]


def with_stays(frames: Frames, exposed: Table, as_of: date) -> Table:
    """`exposed` (by `person_id` and `employer_id`) with what other records tell of that job.

    `insured_from`, `begun_on` (first month of the last spell), `insured_to` (the last day of its last month) and
    `insured` (a spell goes on); `ended_on`, the last day a contract there ended; `retired_on` and `died_on`, wherever;
    `other_on`, the first month of the last spell with whomever.
    """
    told = exposed.left_join(_spells(frames, as_of), PAIR, rname="{name}_spell")
    told = told.left_join(_contracts(frames, as_of), PAIR, rname="{name}_contract")
    told = told.left_join(_retired(frames, as_of), "person_id", rname="{name}_retired")
    told = told.left_join(_anywhere(frames, as_of), "person_id", rname="{name}_other")
    dead = told_deaths(frames).filter(_.died_on <= as_of)
    died = dead.group_by("person_id").agg(died_on=_.died_on.max())
    told = told.left_join(died, "person_id", rname="{name}_died")
    doubles = ("_spell", "_contract", "_retired", "_other", "_died")
    return told.drop(*(name for name in told.columns if name.endswith(doubles)))


def _spells(frames: Frames, as_of: date) -> Table:
    spells = frames.document("insured_spell").filter(_.first_month <= as_of)
    goes_on = spells.last_month.isnull() | (spells.last_month >= as_of.replace(day=1))
    last_day = (first_day(month_number(spells.last_month) + 1) - ibis.interval(days=1)).cast("date")
    return spells.group_by(PAIR).agg(
        insured_from=spells.first_month.min(),
        begun_on=spells.first_month.max(),
        insured_to=last_day.max(),
        insured=goes_on.any(),
    )


def _contracts(frames: Frames, as_of: date) -> Table:
    """A death ends a contract too, but nobody left."""
    ended = frames.document("termination").filter(_.ended_on <= as_of, _.reason != DEATH)
    return ended.group_by(PAIR).agg(ended_on=_.ended_on.max())


def _retired(frames: Frames, as_of: date) -> Table:
    ended = frames.document("termination").filter(_.ended_on <= as_of, _.reason == RETIREMENT)
    return ended.group_by("person_id").agg(retired_on=_.ended_on.max())


def _anywhere(frames: Frames, as_of: date) -> Table:
    spells = frames.document("insured_spell").filter(_.first_month <= as_of)
    return spells.group_by("person_id").agg(other_on=_.first_month.max())
