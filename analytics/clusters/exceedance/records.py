"""The readings of workplaces from the snapshot, with those below detection, as `exceedance` wants them."""

from datetime import date

import ibis
import pandas as pd  # type: ignore[import-untyped]
from ibis import _
from ibis.expr.types import FloatingValue, StringValue, Table

from analytics.clusters.exceedance.table import exceedance
from analytics.examinations.pursued import number_of
from analytics.frames import Frames
from analytics.parameters import parameter
from analytics.workplaces.limits import NOISE, limits
from analytics.workplaces.units import plain_unit

GROUP = ("employer", "workplace", "post", "hazard", "density_type")
BOUNDS = ("<", "＜", "≤")
WINDOW = "clusters/window_months"
BEL = 10.0  # a level in decibels is ten times the logarithm of an energy, and energies are lognormal


def exceedances(frames: Frames, as_of: date) -> pd.DataFrame:
    """Each place, post and hazard measured in the window up to `as_of`, as table.exceedance tells it."""
    return exceedance(readings(frames, as_of).to_pandas(), GROUP)


def readings(frames: Frames, as_of: date) -> Table:
    """GROUP with day, value, below and limit of the readings that can be compared with a limit of their day and kind.

    "<0.05" was not detected at 0.05. A reading of several hazards, in another unit, or without a number ("未检出" tells
    no detection limit) is left out. Noise is its energy, so that a level at the limit is at one time the limit.
    """
    months = int(parameter(WINDOW).on(as_of).value)
    first = (pd.Timestamp(as_of) - pd.DateOffset(months=months)).date()
    known = limits().rename(limit_unit="unit", since="from", until="to").mutate(limit_unit=plain_unit(_.limit_unit))
    told = frames.results("measurement").filter(_.measured_on > first, _.measured_on <= as_of)
    alone = told.filter(_.hazards.length() == 1, _.employer_id.notnull()).mutate(hazard=_.hazards[0])
    day = alone.measured_on
    both = alone.inner_join(known, ["hazard", "density_type", day >= known.since, day < known.until])
    numbers = both.filter((plain_unit(both.unit) == both.limit_unit).fill_null(False)).mutate(number=_number(_.value))
    usable = numbers.filter(_.number > 0, _.most > 0)
    noise, base = usable.hazard == NOISE, ibis.literal(BEL)
    return usable.select(
        "workplace",
        "post",
        "hazard",
        "density_type",
        employer=_.employer_id,
        day=_.measured_on,
        value=ibis.ifelse(noise, base ** (usable.number / BEL), usable.number),
        below=usable.value.strip()[0].isin(BOUNDS),
        limit=ibis.ifelse(noise, base ** (usable.most / BEL), usable.most),
    )


def _number(text: StringValue) -> FloatingValue:
    for bound in BOUNDS:
        text = text.replace(bound, "")
    return number_of(text.strip())
