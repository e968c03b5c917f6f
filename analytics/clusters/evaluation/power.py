"""The tables of `ohub evaluate clusters`: how well scans find clusters put into made worlds, and how often they err.

Each row costs a look at every world; nine worlds a row took a minute on a busy machine of two cores, mostly compiling.
"""

from collections.abc import Callable
from itertools import chain

import pandas as pd  # type: ignore[import-untyped]
from scipy import stats

from analytics.clusters.evaluation.geography import SHAPES
from analytics.clusters.evaluation.prospective import Outbreak, false_looks, watch
from analytics.clusters.evaluation.spatial_power import ALPHA, CASES, Trial, ground
from analytics.clusters.evaluation.worlds import null_worlds
from analytics.clusters.refusal import Refusal

GEOGRAPHY = 1  # seed of the made places, the same for all worlds
SIZES, KNOWN = (4, 8, 16), (0.99, 0.999)  # places; power of a test told where the cluster is
OUTBREAK_SIZES, RISKS, MONTHS = (2, 6), (1.5, 2.0, 3.0), (3, 12)
COLUMNS = ["detector", "shape", "size", "months", "relative_risk", "power", "sensitivity", "predictive_value",
           "tanimoto", "months_to_detect", "false_alarms_a_month"]  # fmt: skip


def power_table(worlds: int, seed: int, progress: Callable[[float], None] | None = None) -> pd.DataFrame:
    """A row for each detector, shape, size in places, relative risk and duration, from so many worlds each.

    Power is the share of worlds with a cluster of p at most 5 % wherever, or within twelve months an alarm in places of
    the planted one; sensitivity, predictive value and tanimoto are means over found clusters, by people. `months` and
    the last two columns are empty where time is not looked at; months to detect is a median, infinite if fewer than
    half are. Raises Refusal without worlds.
    """
    _need_worlds(worlds)
    where, over = ground(GEOGRAPHY), watch(GEOGRAPHY)
    trials = [Trial(shape, size, known) for shape in SHAPES for size in SIZES for known in KNOWN]
    outbreaks = [Outbreak(size, risk, months) for size in OUTBREAK_SIZES for risk in RISKS for months in MONTHS]
    told = chain(
        (one.rows(where, worlds, seed) for one in trials), ([one.row(over, worlds, seed)] for one in outbreaks)
    )
    rows: list[dict[str, object]] = []
    for done, some in enumerate(told, start=1):
        rows += some
        if progress:
            progress(done / (len(trials) + len(outbreaks)))
    return pd.DataFrame(rows, columns=COLUMNS)


def false_alarms(worlds: int, seed: int) -> pd.DataFrame:
    """How often each detector finds a cluster where there is none: detector, share, low and high (95 %, exact).

    At a level of 5 %, over so many null worlds. Raises Refusal without worlds.
    """
    _need_worlds(worlds)
    where = ground(GEOGRAPHY)
    p_values = where.p_values(null_worlds(where.expected, CASES, worlds, seed))
    shares = {name: float((p <= ALPHA).mean()) for name, p in p_values.items()}
    shares["prospective"] = false_looks(watch(GEOGRAPHY), worlds, seed)
    return pd.DataFrame(
        [{"detector": name, "share": share, **_interval(share, worlds)} for name, share in shares.items()]
    )


def _interval(share: float, worlds: int) -> dict[str, float]:
    """Clopper & Pearson (1934)."""
    interval = stats.binomtest(round(share * worlds), worlds).proportion_ci()
    return {"low": float(interval.low), "high": float(interval.high)}


def _need_worlds(worlds: int) -> None:
    if worlds < 1:
        raise Refusal("至少需要一个模拟世界。", "At least one world is needed.")
