"""Readings of one hazard at one post of an employer, as numbers in the unit of their limit, with that limit."""

from datetime import date
from functools import partial

import ibis
from ibis import _
from ibis.expr.types import StringValue, Table

from analytics.examinations.pursued import number_of
from analytics.frames import Frames
from analytics.rules.base import EMPLOYER_COLUMNS
from analytics.workplaces.limits import limits
from analytics.workplaces.units import plain_unit

COMPLIANT, NOT_COMPLIANT = "01", "02"
PLACE = ("employer_id", "workplace", "post")


def readings(frames: Frames, as_of: date) -> Table:
    """record_id, employer_id, division_code, workplace, post, hazard, density_type, measured_on, compliance, number,
    most.

    A reading of several hazards together is of none. `number` is empty where the value is no plain number ("<0.05" is
    none, and is never above a limit) or not in the unit of the limit; `most` is the limit, empty where there is none of
    that kind and day. Computed once.
    """
    return frames.once(("readings", as_of), partial(_readings, frames, as_of))


def _readings(frames: Frames, as_of: date) -> Table:
    reports = frames.document("measurement").select("record_id", "division_code")
    entries = frames.results("measurement").filter(
        _.hazards.length() == 1, _.employer_id.notnull(), _.measured_on <= as_of
    )
    alone = entries.inner_join(reports, "record_id").mutate(hazard=_.hazards[0])
    known = limits().rename(limit_unit="unit", since="from", until="to").mutate(limit_unit=plain_unit(_.limit_unit))
    day = alone.measured_on
    both = alone.left_join(known, ["hazard", "density_type", day >= known.since, day < known.until])
    fits = (plain_unit(both.unit) == both.limit_unit).fill_null(False)
    number = ibis.ifelse(fits, number_of(both.value), ibis.null("float64"))
    columns = ("record_id", *PLACE, "division_code", "hazard", "density_type", "measured_on", "compliance", "most")
    return both.mutate(number=number).select(*columns, "number")


def newest(table: Table, *of: str) -> Table:
    """Of each group the readings of the last day: what was measured since has replaced the rest."""
    last = table.group_by(of).agg(last_on=_.measured_on.max())
    same = [table[name].identical_to(last[name]) for name in of]  # a post that is not told is one too
    return table.semi_join(last, [*same, table.measured_on == last.last_on])


def shown(found: Table, about: StringValue) -> Table:
    """What a rule about employers yields: one row for each reading, whose clock begins on its day."""
    day, evidence = found.measured_on, ibis.array([found.record_id])
    return found.mutate(about=about, clock_on=day, due_on=day, evidence=evidence).select(*EMPLOYER_COLUMNS)
