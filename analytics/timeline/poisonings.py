"""Acute poisonings at work, as cards and diagnoses tell them, put together to events of an employer."""

from datetime import date

import ibis
from ibis import _
from ibis.expr.types import Table

from analytics.frames import Frames

ACUTE = "01"  # 急性, of 职业性化学中毒分类


def poisoning_events(frames: Frames, as_of: date, apart_days: int) -> Table:
    """One row for each employer, hazard and event: `clock_on`, the day its first case was found, with that record.

    A case at most `apart_days` after the one before belongs to its event. Pesticide poisonings are not among them:
    their document names no employer. No document tells the day of the accident; it lies before `clock_on`.
    """
    event = {"group_by": [_.employer_id, _.hazard], "order_by": [_.clock_on, _.record_id]}
    cases = _cases(frames, as_of).mutate(before_on=_.clock_on.lag().over(**event))
    begins = cases.before_on.isnull() | (cases.clock_on.delta(cases.before_on, unit="day") > apart_days)
    return cases.filter(begins).drop("before_on")


def _cases(frames: Frames, as_of: date) -> Table:
    found = [
        frames.document(name)
        .filter(_.poisoning_type == ACUTE, _.employer_id.notnull(), _[day] <= as_of)
        .select("employer_id", "division_code", "record_id", clock_on=_[day], hazard=_.hazards.unnest())
        .select("employer_id", "division_code", "record_id", "clock_on", "hazard")
        for name, day in (("suspected", "found_on"), ("diagnosis", "diagnosed_on"))
    ]
    return ibis.union(*found)
