"""Observed against expected in the store as it is now, for whoever runs it: nothing is summed for its smallness."""

from datetime import date, datetime
from typing import Any

from analytics.clusters.expectation.counting import counted
from analytics.clusters.expectation.diagnostics import calibration
from analytics.clusters.expectation.expected import expected_by_employer
from analytics.clusters.layers.layer import Window
from analytics.frames import Frames
from hub.db import Store
from hub.security.actor import Actor
from hub.surveillance.analyse import alone, engine_of
from hub.surveillance.calibrating import BY, rows
from hub.surveillance.snapshot import Snapshot


def calibrated(store: Store, actor: Actor, by: str, as_of: date | None = None) -> list[dict[str, Any]]:
    """A row for each value of `by` (a key of BY): examined, observed, expected, ratio and its exact 95 % interval.

    Of the window of the night of `as_of`, today by default. No row where nobody was examined.
    """
    window = Window.on(as_of or datetime.now(store.settings.zone).date())
    snapshot = Snapshot(store)
    with alone(store, actor):
        snapshot.refresh()
    counts = counted(Frames(engine_of("duckdb")(), snapshot.folder), window.first, window.last).to_pandas()
    if counts.empty:
        return []
    return rows(calibration(expected_by_employer(counts), BY[by]).drop(columns="values"), {BY[by]: by})
