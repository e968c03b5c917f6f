"""What is looked at every night: each detector over its streams, as alarms within the budget of false ones."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd  # type: ignore[import-untyped]

from analytics.clusters.observed_expected import Limits, excess, strata
from analytics.clusters.signals.alarm import Alarm
from analytics.clusters.signals.budget import Budget
from analytics.frames import Frames
from analytics.parameters import parameter

HARMED = "harmed"  # a suspected occupational disease or a contraindication was found
LOOK_DAYS = 30.0  # the window of two years has moved on enough by then to be another look
ADJUSTED_FOR = ("hazard", "sex", "age", "exposure_years", "exam_type")


@dataclass(frozen=True)
class Night:
    """The alarms within `budget`, and the window they were looked for in: after `first` and up to `last`."""

    alarms: list[Alarm]
    budget: Budget
    first: date
    last: date


def watch(frames: Frames, as_of: date) -> Night:
    """Look at everything known by `as_of`. A stream is one hazard seen by one detector."""
    limits = Limits.on(as_of)
    start = (pd.Timestamp(as_of) - pd.DateOffset(months=limits.window_months)).date()
    table = excess(strata(frames, start, as_of).to_pandas())
    streams = max(table.hazard.nunique(), 1)
    allowed = parameter("clusters/false_alarms_a_month").on(as_of).value
    budget = Budget(allowed, streams, LOOK_DAYS)
    worth = table.assign(p=within_stream(table))
    worth = worth[(worth.observed >= limits.least_observed) & (worth.ratio >= limits.least_ratio)]
    alarms = [_alarm(row, start, as_of) for row in worth.to_dict("records")]
    return Night(budget.kept(alarms), budget, start, as_of)


def within_stream(table: pd.DataFrame) -> "pd.Series[float]":
    """The chance that any employer of the hazard shows as much (Šidák 1967), from each one's own."""
    tried = table.groupby("hazard").p.transform("size")
    return -np.expm1(tried * np.log1p(-table.p.clip(upper=1 - np.finfo(float).eps)))


def _alarm(row: dict[Any, Any], first: date, last: date) -> Alarm:
    employer, hazard = int(row["employer_id"]), str(row["hazard"])
    observed, expected = float(row["observed"]), float(row["expected"])
    return Alarm("employer", HARMED, hazard, frozenset({employer}), first, last, observed, expected, float(row["p"]))
