"""Workplaces whose workers have got worse since their own baselines: before anybody is ill."""

from collections.abc import Collection
from datetime import date

import pandas as pd  # type: ignore[import-untyped]

from analytics.clusters.layers.layer import Layer, Window
from analytics.clusters.layers.tails import learnt, within_stream
from analytics.clusters.signals.alarm import Alarm
from analytics.clusters.within_worker.excess import LEAST_REPLICATES
from analytics.clusters.within_worker.likeness import compared
from analytics.clusters.within_worker.records import changes
from analytics.clusters.within_worker.warnings import STREAM, early_warnings
from analytics.frames import Frames

CHANGE = "change"


def changed(frames: Frames, window: Window) -> Layer:
    """Employers with more workers in the worst tenth of those alike than usual; a stream is a marker of a hazard.

    Workers share a cause in part: where protection fails some are deafened fast and others hardly, which the count of
    the worst shows sooner than the mean of all.
    """
    told = early_warnings(changes(frames, window.last), LEAST_REPLICATES)  # the count has a tail of its own
    employers = told[told.post.isna()]
    alarms: list[Alarm] = []
    for _, rows in learnt(employers, STREAM).groupby(STREAM, sort=True):
        worth = rows.assign(p=within_stream(rows))[
            (rows.observed >= window.least_observed) & (rows.observed > rows.expected)
        ]
        alarms += [_alarm(row) for row in worth.to_dict("records")]
    return Layer(alarms, len(employers[STREAM].drop_duplicates()))


def worsened(frames: Frames, last: date, employers: Collection[int]) -> pd.DataFrame:
    """Who by `last` is among the worst tenth at these employers: outcome (the marker), hazard, employer_id, person_id
    and the record of the last test."""
    told = changes(frames, last)
    judged = [compared(rows) for _, rows in told.groupby(STREAM, sort=True)]
    worse = pd.concat(judged, ignore_index=True) if judged else told.assign(worse=False)
    worse = worse[worse.worse.astype(bool) & worse.employer.isin(list(employers))]
    names = {"marker": "outcome", "employer": "employer_id", "worker": "person_id"}
    return worse.rename(columns=names)[["outcome", "hazard", "employer_id", "person_id", "record_id"]]


def _alarm(row: dict[str, object]) -> Alarm:
    observed, expected, p = (float(str(row[name])) for name in ("observed", "expected", "p"))
    employer = frozenset({int(str(row["employer"]))})
    first, last = _day(row["first"]), _day(row["last"])
    return Alarm(CHANGE, str(row["marker"]), str(row["hazard"]), employer, first, last, observed, expected, p)


def _day(moment: object) -> date:
    day: date = pd.Timestamp(moment).date()
    return day
