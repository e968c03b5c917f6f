"""What else speaks for a signal and never raises one: how sure its ratio is among all, and what was measured there.

A shrunken ratio is the same count seen once more, and readings above a limit are a finding with a duty of its own.
Shrinkage: W. DuMouchel, American Statistician 1999;53:177-190; readings below detection: D. Helsel, Nondetects and Data
Analysis, Wiley 2005; how often a limit is exceeded: EN 689:2018.
"""

from collections.abc import Iterable

import pandas as pd  # type: ignore[import-untyped]

from analytics.clusters.exceedance.records import readings
from analytics.clusters.exceedance.table import exceedance
from analytics.clusters.layers.harmed import PAIR
from analytics.clusters.layers.layer import Window
from analytics.clusters.shrinkage.table import shrink
from analytics.clusters.signals.alarm import Alarm
from analytics.frames import Frames

SHRUNKEN = ["ebgm", "eb05", "eb95", "q", "local_rate"]
MEASURED = ["readings", "above", "share", "share_upper", "p95", "p95_upper"]


def corroborated(frames: Frames, counts: pd.DataFrame, window: Window, alarms: Iterable[Alarm]) -> pd.DataFrame:
    """SHRUNKEN and MEASURED of each employer and hazard of the `alarms`, which are its index; all hazards of `counts`
    where an alarm tells none.

    `counts` are all pairs of the province as `harmed.harmed_counts` gives them; ratios of a pair that is not in it (as
    nobody else has the hazard) are empty. MEASURED is over all readings of the window at the employer that can be
    compared with a limit, p95 in multiples of it; posts differ, so their spread is in it. Without any, `readings` is 0
    and the rest empty: nothing measured says nothing of the level, and least that it is low.
    """
    pairs = _pairs(alarms, counts)
    told = pairs.merge(_shrunken(counts), on=PAIR, how="left").merge(_measured(frames, window, pairs), "left", PAIR)
    return told.assign(readings=told.readings.fillna(0).astype("int64")).set_index(PAIR).sort_index()


def _pairs(alarms: Iterable[Alarm], counts: pd.DataFrame) -> pd.DataFrame:
    told = {(employer, alarm.hazard) for alarm in alarms for employer in alarm.employers}
    named = pd.DataFrame([pair for pair in told if pair[1] is not None], columns=PAIR)
    all_hazards = {employer for employer, hazard in told if hazard is None}
    pairs = pd.concat([named, counts.loc[counts.employer_id.isin(all_hazards), PAIR]])
    return pairs.astype({"employer_id": "int64", "hazard": "object"}).drop_duplicates(ignore_index=True)


def _shrunken(counts: pd.DataFrame) -> pd.DataFrame:
    return shrink(counts)[[*PAIR, *SHRUNKEN]].astype({"employer_id": "int64", "hazard": "object"})


def _measured(frames: Frames, window: Window, pairs: pd.DataFrame) -> pd.DataFrame:
    told = readings(frames, window.last).rename(employer_id="employer")
    theirs = told.filter(
        told.employer_id.isin(pairs.employer_id.unique().tolist()), told.hazard.isin(list(pairs.hazard))
    )
    found = exceedance(theirs.to_pandas(), PAIR)[[*PAIR, *MEASURED]]
    return found.astype({"employer_id": "int64", "hazard": "object"})
