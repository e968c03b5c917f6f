"""Which hazards, industries, cities, sizes, ages and years of exposure together have more harmed workers than they had.

Subset scan (D. Neill, E. McFowland & H. Zheng, Statistics in Medicine 2013;32:2185-2208) of the last months over what
the own past lets expect, all hazards in one stream; worlds without news are drawn with employers that differ.
"""

from datetime import date, timedelta
from typing import Any

import ibis
import numpy as np
import pandas as pd  # type: ignore[import-untyped]
from ibis import _
from ibis.expr.types import Table
from numpy.typing import NDArray

from analytics.clusters.expectation.counting import counted
from analytics.clusters.expectation.expected import unscaled_counts
from analytics.clusters.harm import EXPOSURE_YEARS, YEAR, harmed
from analytics.clusters.layers.harmed import HARMED
from analytics.clusters.layers.layer import BELIEVED, Layer, Window
from analytics.clusters.layers.own_past import OwnPast
from analytics.clusters.signals.alarm import Alarm
from analytics.clusters.significance import tail_p
from analytics.clusters.subsets.cells import Cells
from analytics.clusters.subsets.found import Search, Subset
from analytics.clusters.subsets.search import climb, find_subsets
from analytics.frames import Frames

SUBSET = "subset"
RECENT, PAST = 12, 48  # months that are judged, the last one included, and those before that are learnt from
WASHOUT = 12  # months before both: who was found harmed then is no new case later
ATTRIBUTES = ["hazard", "industry", "city", "size", "age_band", "exposure_band"]
BANDS = ["age_band", "exposure_band"]
ORDERED = ["size", *BANDS]
SEARCH = Search(most=3, replicates=0)
REPLICATES = 199  # the tail beyond them is fitted
CITY = 4  # digits of a division
UNKNOWN = "?"  # sorts after all digits


def subsets(frames: Frames, window: Window) -> Layer:
    """At most SEARCH.most subsets, apart from each other, in one stream."""
    since = month_before(window.last, RECENT - 1)
    rows = _rows(frames, since, window.last)
    recent = rows.recent.to_numpy(bool)
    if not rows.observed[recent].any():
        return Layer([], 1)
    past = OwnPast.of(rows, recent)
    found = judged(past)
    worth = window.worth(found)
    return Layer([_alarm(past.rows, row, since, window.last) for row in found[worth].itertuples()], 1)


def month_before(day: date, months: int) -> date:
    """The first day of the month so many months before that of `day`."""
    first: date = (pd.Timestamp(day).replace(day=1) - pd.DateOffset(months=months)).date()
    return first


def _start(since: date) -> date:
    """The day before the first that is looked at, where the months from `since` on are judged."""
    return month_before(since, PAST + WASHOUT) - timedelta(days=1)


def judged(past: OwnPast, search: Search = SEARCH, replicates: int = REPLICATES) -> pd.DataFrame:
    """subset, observed, expected, p for each subset found in the rows of `past`, which have ATTRIBUTES."""
    by = past.rows.groupby(ATTRIBUTES, sort=True)
    place = by.ngroup().to_numpy()
    cells = Cells.of(by[["observed", "expected"]].sum().reset_index(), ATTRIBUTES, ORDERED)
    found = find_subsets(cells, search).subsets
    maxima = [_best(cells, place, past, search, replicate) for replicate in range(replicates if found else 0)]
    chances = tail_p([each.score for each in found], np.array(maxima)) if found else np.empty(0)
    told = [(each, each.observed, each.expected, p) for each, p in zip(found, chances, strict=True)]
    return pd.DataFrame(told, columns=["subset", "observed", "expected", "p"])


def _best(cells: Cells, place: NDArray[np.int64], past: OwnPast, search: Search, replicate: int) -> float:
    """The best score where nothing is new."""
    random = np.random.default_rng([search.seed, replicate])
    means = np.bincount(place, past.drawn(random), len(cells.observed))
    return float(climb(cells, random.poisson(means).astype(float), search.penalty)[0].max(initial=0.0))


def _rows(frames: Frames, since: date, last: date) -> pd.DataFrame:
    """By employer and ATTRIBUTES, before `since` and from then on: observed, expected by the model, recent."""
    counts = counted(frames, _start(since), last).to_pandas()
    if counts.empty:
        return pd.DataFrame({name: [] for name in ("employer_id", *ATTRIBUTES, "observed", "expected", "recent")})
    months = pd.to_datetime(counts.month)
    counts = counts[months >= pd.Timestamp(month_before(since, PAST))]
    rows = unscaled_counts(counts)
    rows = rows[~rows.baseline & (rows.expected > 0)].rename(columns={"harmed": "observed"})
    rows = rows.assign(recent=pd.to_datetime(rows.month) >= pd.Timestamp(since))
    rows = rows.merge(_register(frames).to_pandas(), on="employer_id", how="left")
    rows[BANDS] = rows[BANDS].astype("Int64")  # else a band is told with a decimal point where one is not known
    rows[ATTRIBUTES] = rows[ATTRIBUTES].astype("string").fillna(UNKNOWN)
    by = ["employer_id", *ATTRIBUTES, "recent"]
    return rows.groupby(by, as_index=False, sort=True)[["observed", "expected"]].sum()


def _alarm(rows: pd.DataFrame, found: Any, first: date, last: date) -> Alarm:
    inside = rows[found.subset.holds(rows) & (rows.observed > 0)]
    hazards = inside.hazard.unique()
    hazard = str(hazards[0]) if len(hazards) == 1 else None
    who = frozenset(int(each) for each in inside.employer_id)
    numbers = (float(found.observed), float(found.expected), max(float(found.p), BELIEVED))
    return Alarm(SUBSET, HARMED, hazard, who, first, last, *numbers, words(found.subset))


def words(subset: Subset) -> str:
    """`industry=0610,0620;exposure_band=3`, in the order of ATTRIBUTES."""
    named = [name for name in ATTRIBUTES if name in subset.values]
    return ";".join(f"{name}={','.join(sorted(map(str, subset.values[name])))}" for name in named)


def inside(frames: Frames, alarm: Alarm) -> Table:
    """Who is counted in an alarm of this layer: employer_id, hazard, person_id, record_id, one row for each person.

    Only whom its months found harmed first, and who is what its `where` says.
    """
    found = harmed(frames, _start(alarm.first), alarm.last, sorted(alarm.employers))
    exams = frames.document("examination").select("record_id", "worker_id", "examined_on", months=_.exposure.months)
    people = frames.worker.select("worker_id", "birth_year")
    told = (
        found.inner_join(exams, "record_id").inner_join(people, "worker_id").left_join(_register(frames), "employer_id")
    )
    each = told.group_by(["employer_id", "hazard", "person_id"])
    first = each.mutate(place=ibis.row_number().over(order_by=["examined_on", "record_id"])).filter(_.place == 0)
    known = first.filter(_.examined_on >= alarm.first).mutate(
        age_band=(_.examined_on.year() - _.birth_year) // 10,
        exposure_band=sum((_.months >= years * YEAR).cast("int64") for years in EXPOSURE_YEARS),
    )
    for name, values in _values(alarm.where).items():
        known = known.filter(known[name].cast("string").fill_null(UNKNOWN).isin(values))
    return known.select("employer_id", "hazard", "person_id", "record_id")


def _values(where: str) -> dict[str, list[str]]:
    """What `words` says."""
    parts = (part.partition("=") for part in where.split(";"))
    return {name: values.split(",") for name, _equals, values in parts}


def _register(frames: Frames) -> Table:
    """What of ATTRIBUTES is the employer's."""
    return frames.employer.select("employer_id", "size", industry=_.industry_code, city=_.division_code[:CITY])
