"""Who is found harmed more often than others alike: the counts that several layers look at, and the single employer.

A stream is a hazard; what is expected is what befalls others alike, the institution that examined taken off.
"""

import numpy as np
import pandas as pd  # type: ignore[import-untyped]
from numpy.typing import NDArray

from analytics.clusters.expectation.counting import counted
from analytics.clusters.expectation.expected import unscaled_counts
from analytics.clusters.layers.layer import Layer, Window
from analytics.clusters.layers.tails import STANDS_OUT, learnt, usual, within_stream
from analytics.clusters.signals.alarm import Alarm
from analytics.frames import Frames

HARMED = "harmed"  # a suspected occupational disease or a contraindication was found
PAIR = ["employer_id", "hazard"]
NOBODY = -1  # in place of the employers that stand out


def harmed_counts(frames: Frames, window: Window) -> pd.DataFrame:
    """employer_id, hazard, examined, observed, expected, spread, doubt: a row for each pair that others compare to.

    What is expected is learnt from pairs that do not stand out, so that clusters do not raise what they are held
    against; `spread` and `doubt` tell how true ratios to it vary in the hazard.
    """
    counts = counted(frames, window.first, window.last).to_pandas()
    if counts.empty:
        return pd.DataFrame({name: [] for name in (*PAIR, "examined", "observed", "expected", "spread", "doubt")})
    pairs = _summed(unscaled_counts(counts))
    for limit in STANDS_OUT:
        apart = counts[PAIR].merge(pairs[~usual(pairs, limit)][PAIR], how="left", indicator=True)
        pairs = _learnt(counts, (apart["_merge"] == "both").to_numpy())
    return learnt(pairs, ["hazard"])


def _learnt(counts: pd.DataFrame, apart: NDArray[np.bool_]) -> pd.DataFrame:
    """Observed and expected of all, where nothing is learnt from the rows that are `apart`.

    These are one employer of their own beside the others: cross-fitting then never learns their own rate.
    """
    if not apart.any() or apart.all():
        return _summed(unscaled_counts(counts))
    beside = unscaled_counts(counts.assign(employer_id=counts.employer_id.mask(apart, NOBODY)))
    held = beside[apart].assign(employer_id=counts.employer_id[apart])
    return pd.concat([_summed(unscaled_counts(counts[~apart])), _summed(held)], ignore_index=True)


def _summed(expected: pd.DataFrame) -> pd.DataFrame:
    """By employer and hazard, where somebody else has the hazard too."""
    known = expected[~expected.baseline & (expected.expected > 0)]
    sums = known.groupby(PAIR, as_index=False)[["examined", "harmed", "expected"]].sum()
    return sums.rename(columns={"harmed": "observed"})


def employers(counts: pd.DataFrame, window: Window) -> Layer:
    """Single employers, by the tail of the counts that employers of the hazard ordinarily bring."""
    alarms: list[Alarm] = []
    for hazard, rows in counts.groupby("hazard", sort=True):
        worth = rows.assign(p=within_stream(rows))[window.worth(rows)]
        alarms += [_alarm(str(hazard), row, window) for row in worth.to_dict("records")]
    return Layer(alarms, max(counts.hazard.nunique(), 1))


def _alarm(hazard: str, row: dict[str, float], window: Window) -> Alarm:
    employer = frozenset({int(row["employer_id"])})
    observed, expected = float(row["observed"]), float(row["expected"])
    return Alarm("employer", HARMED, hazard, employer, window.first, window.last, observed, expected, float(row["p"]))
