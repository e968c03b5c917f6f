"""What is looked at every night: each layer over its streams, as alarms within the budget of false ones."""

from dataclasses import dataclass
from datetime import date

import pandas as pd  # type: ignore[import-untyped]

from analytics.clusters.layers.changed import changed
from analytics.clusters.layers.harmed import employers, harmed_counts
from analytics.clusters.layers.layer import Window
from analytics.clusters.layers.trees import trees
from analytics.clusters.signals.alarm import Alarm
from analytics.clusters.signals.budget import Budget
from analytics.frames import Frames
from analytics.parameters import parameter

LOOK_DAYS = 30.0  # the window of two years has moved on enough by then to be another look
ADJUSTED_FOR = ("hazard", "sex", "age", "exposure_years", "exam_type", "institution", "month")
CHANGE_ADJUSTED_FOR = ("hazard", "sex", "age", "exposure_years", "baseline", "years_between", "institution")


@dataclass(frozen=True)
class Night:
    """The alarms within `budget`, the window of examinations they were looked for in, and its counts by employer and
    hazard (`harmed_counts`)."""

    alarms: list[Alarm]
    budget: Budget
    window: Window
    counts: pd.DataFrame


def watch(frames: Frames, as_of: date) -> Night:
    """Look at everything known by `as_of`. The budget is shared by all streams of all layers."""
    window = Window.on(as_of)
    counts = harmed_counts(frames, window)
    layers = [employers(counts, window), trees(frames, counts, window), changed(frames, window)]
    allowed = parameter("clusters/false_alarms_a_month").on(as_of).value
    budget = Budget(allowed, sum(layer.streams for layer in layers), LOOK_DAYS)
    alarms = [alarm for layer in layers for alarm in layer.alarms]
    return Night(budget.kept(alarms), budget, window, counts)
