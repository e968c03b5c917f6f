"""What is looked at every night: each layer over its streams, as alarms within the budget of false ones."""

from dataclasses import dataclass
from datetime import date

import pandas as pd  # type: ignore[import-untyped]

from analytics.clusters.layers.changed import CHANGE, changed
from analytics.clusters.layers.harmed import employers, harmed_counts
from analytics.clusters.layers.layer import Layer, Window
from analytics.clusters.layers.monthly import monthly
from analytics.clusters.layers.onset import ONSET, onset
from analytics.clusters.layers.series import SERIES, series
from analytics.clusters.layers.space import space
from analytics.clusters.layers.subsets import SUBSET, subsets
from analytics.clusters.layers.trees import trees
from analytics.clusters.signals.alarm import Alarm
from analytics.clusters.signals.budget import Budget
from analytics.frames import Frames
from analytics.parameters import parameter

LOOK_DAYS = 30.0  # the window of two years has moved on enough by then to be another look
ALIKE = ("hazard", "sex", "age", "exposure_years", "exam_type", "institution", "month")
OWN_PAST = (ONSET, SERIES, SUBSET)  # layers that hold people against what was usual with them before
ADJUSTED_FOR = {  # of the layers that do not hold people against those ALIKE alone
    CHANGE: ("hazard", "sex", "age", "exposure_years", "baseline", "years_between", "institution"),
    **dict.fromkeys(OWN_PAST, (*ALIKE, "own_past")),
}


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
    layers = [*_among_others(frames, counts, window), *_by_own_past(frames, window)]
    allowed = parameter("clusters/false_alarms_a_month").on(as_of).value
    budget = Budget(allowed, sum(layer.streams for layer in layers), LOOK_DAYS)
    alarms = [alarm for layer in layers for alarm in layer.alarms]
    return Night(budget.kept(alarms), budget, window, counts)


def adjusted_for(layer: str) -> tuple[str, ...]:
    """What is taken off before a layer calls an excess one."""
    return ADJUSTED_FOR.get(layer, ALIKE)


def _among_others(frames: Frames, counts: pd.DataFrame, window: Window) -> list[Layer]:
    """Who is worse than others alike."""
    found = [employers(counts, window), trees(frames, counts, window), space(frames, counts, window)]
    return [*found, changed(frames, window)]


def _by_own_past(frames: Frames, window: Window) -> list[Layer]:
    """Who is worse than before."""
    past = monthly(frames, window)
    return [onset(frames, past, window), series(frames, past, window), subsets(frames, window)]
