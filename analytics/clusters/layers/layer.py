"""What a layer is told and what it answers."""

from dataclasses import dataclass
from datetime import date

import pandas as pd  # type: ignore[import-untyped]

from analytics.clusters.signals.alarm import Alarm
from analytics.parameters import parameter

BELIEVED = 1e-6  # a tail fitted to a few hundred replicates says no more: what is counted exactly leads before it


@dataclass(frozen=True)
class Window:
    """Examinations after `first` and up to `last`; what makes an excess worth a person's time."""

    first: date
    last: date
    least_observed: int
    least_ratio: float

    @classmethod
    def on(cls, day: date) -> "Window":
        """The window of the night of `day`. Values and reasons in `analytics/parameters/clusters`."""
        names = ("window_months", "least_observed", "least_ratio")
        months, observed, ratio = (parameter(f"clusters/{name}").on(day).value for name in names)
        return cls((pd.Timestamp(day) - pd.DateOffset(months=int(months))).date(), day, int(observed), ratio)

    def worth(self, table: pd.DataFrame) -> "pd.Series[bool]":
        """Whether the rows' `observed` and `expected` are enough to be shown."""
        return (table.observed >= self.least_observed) & (table.observed >= self.least_ratio * table.expected)


@dataclass(frozen=True)
class Layer:
    """The alarms of one detector, whose p each hold for a stream, and how many `streams` it looked at."""

    alarms: list[Alarm]
    streams: int
