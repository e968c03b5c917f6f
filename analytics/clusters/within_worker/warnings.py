"""Early warnings of a night: each stream of one marker and one hazard, its workplaces with more change than chance."""

import pandas as pd  # type: ignore[import-untyped]

from analytics.clusters.within_worker.excess import COLUMNS, excess
from analytics.clusters.within_worker.likeness import compared

STREAM = ["marker", "hazard"]


def early_warnings(changes: pd.DataFrame, replicates: int = 199, seed: int = 1) -> pd.DataFrame:
    """`changes` as records.changes gives them: the columns of `excess` with marker and hazard, stream by stream.

    p holds for one stream; how many streams there are is for the budget of false alarms to know.
    """
    found = [
        excess(compared(rows), replicates, seed).assign(marker=marker, hazard=hazard)
        for (marker, hazard), rows in changes.groupby(STREAM, sort=True)
    ]
    told = pd.concat(found, ignore_index=True) if found else pd.DataFrame(columns=[*COLUMNS, *STREAM])
    return told[[*STREAM, *COLUMNS]]
