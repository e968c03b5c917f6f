"""Who is counted in a signal: workers by pseudonym and the record that shows it, found again by what the alarm says."""

from collections.abc import Sequence
from datetime import date, timedelta

import pandas as pd  # type: ignore[import-untyped]

from analytics.clusters.harm import harmed
from analytics.clusters.layers.changed import CHANGE, worsened
from analytics.clusters.layers.onset import ONSET
from analytics.clusters.layers.series import SERIES
from analytics.clusters.layers.subsets import SUBSET, inside
from analytics.clusters.signals.alarm import Alarm
from analytics.frames import Frames

BY_MONTH = (ONSET, SERIES)  # their first day is counted; that of the window is not
Asked = date | tuple[date, date]  # of changes the day by which they are told, else after the first, up to the second


class Contributors:
    """Who is counted in each of the `leads`, asked once for all that look at the same days."""

    def __init__(self, frames: Frames, last: date, leads: Sequence[Alarm]) -> None:
        self._frames = frames
        asked: dict[Asked, set[int]] = {}
        for lead in leads:
            if lead.layer != SUBSET:
                asked.setdefault(_days(lead, last), set()).update(lead.employers)
        self._told = {days: self._rows(days, sorted(employers)) for days, employers in asked.items()}
        self._last = last

    def of(self, lead: Alarm) -> pd.DataFrame:
        """employer_id, hazard, person_id and record_id."""
        if lead.layer == SUBSET:
            return inside(self._frames, lead).to_pandas()
        rows = concerned(lead, self._told[_days(lead, self._last)])
        return rows[rows.outcome.eq(lead.outcome)] if lead.layer == CHANGE else rows

    def _rows(self, days: Asked, employers: list[int]) -> pd.DataFrame:
        if isinstance(days, tuple):
            return harmed(self._frames, *days, employers).to_pandas()
        return worsened(self._frames, days, employers)


def concerned(lead: Alarm, rows: pd.DataFrame) -> pd.DataFrame:
    """The rows (employer_id, hazard, …) of its employers and its hazard, of all hazards where it tells none."""
    mine = rows.employer_id.isin(list(lead.employers))
    return rows[mine if lead.hazard is None else mine & rows.hazard.eq(lead.hazard)]


def _days(lead: Alarm, last: date) -> Asked:
    if lead.layer == CHANGE:
        return last
    return lead.first - timedelta(days=lead.layer in BY_MONTH), lead.last
