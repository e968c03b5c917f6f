"""A threshold-shift cluster is seen long before its first suspected deafness."""

import pandas as pd
import pytest

from analytics.clusters.within_worker.changes import changes
from analytics.clusters.within_worker.excess import excess
from analytics.clusters.within_worker.likeness import compared
from analytics.clusters.within_worker.markers import BY_NAME
from tests.analytics.clusters.within_worker.worlds import BEGIN, District

HEARING = BY_NAME["hearing_2_3_4_khz"]


def seen(audiograms: pd.DataFrame, month: int, replicates: int = 99) -> pd.DataFrame:
    last = BEGIN + pd.Timedelta(days=int((month + 1) * 30.44))
    first = last - pd.DateOffset(months=24)
    return excess(compared(changes(audiograms, HEARING, first.date(), last.date())), replicates)


@pytest.mark.parametrize("seed", range(3))
def test_the_cluster_is_seen_a_year_before_the_first_deafness(seed: int) -> None:
    """Looked at every month from the start of the shift; 40 workers, 60 % of them losing 8 dB a year."""
    audiograms = District(seed, ill=5, staff={5: 40}, months=84).audiograms()
    deafness = int(audiograms.month[audiograms.ill & audiograms.deaf & (audiograms.month >= 24)].min())
    for month in range(24, deafness):
        found = seen(audiograms, month)
        if found.p_beyond.iloc[0] <= 0.01 and found.employer.iloc[0] == 5:
            break
    assert month <= deafness - 12
