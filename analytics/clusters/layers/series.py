"""The last whole month of the province and of every city, hazard by hazard, against the months before it.

By Noufaily's method (Statistics in Medicine 2013;32:1206-1222) where the years are there. Else by what the months
before let expect, the two latest left out as by EARS C2 (L. Hutwagner et al., Journal of Urban Health 2003;80:i89-i96),
but by rates and exactly, for cases are few. A stream is a level over all its series (Šidák).
"""

from collections.abc import Iterator

import numpy as np
import pandas as pd  # type: ignore[import-untyped]
from scipy import stats

from analytics.clusters.layers.batches import Batches
from analytics.clusters.layers.harmed import HARMED, PAIR
from analytics.clusters.layers.hierarchies import register
from analytics.clusters.layers.layer import Layer, Window
from analytics.clusters.layers.monthly import Monthly
from analytics.clusters.layers.tails import HALF, LEAST, SURE
from analytics.clusters.series.counts import MONTHS, CountSeries
from analytics.clusters.series.ears import BASELINE, LAG
from analytics.clusters.series.judgement import JUDGED, NOT_REPORTED, Floats
from analytics.clusters.series.noufaily import noufaily
from analytics.clusters.signals.alarm import Alarm
from analytics.frames import Frames

SERIES = "series"
LEVELS = {"province": (2, "steady"), "city": (4, "expected")}  # characters of the division code; what is expected
WIDER = 1e-9  # a variance this little over the mean is that of chance


def series(frames: Frames, past: Monthly, window: Window) -> Layer:
    """Areas with at least `window.least_ratio` times as many harmed in the last whole month as expected."""
    told = past.rows.merge(register(frames)[["employer_id", "county"]], on="employer_id")
    told = told[told.county.notna() & (told.steady > 0)]
    spread = Batches.of(past.rows, "expected").spread
    alarms: list[Alarm] = []
    for size, expected in LEVELS.values():
        rows = _at_own_level(told.assign(area=told.county.str[:size], expected=told[expected]), spread)
        if len(rows) and (rows.ago == 0).any():
            alarms += _alarms(rows, past, window)
    return Layer(alarms, len(LEVELS))


def judged(counts: CountSeries, moves: Floats) -> pd.DataFrame:
    """observed, expected and p of the last month of each series, p for all of them; without those not judged.

    `moves` float64[series]: the variance of the rate of that month over its mean squared. No month is more surprising
    than the months before say, however quiet the years were.
    """
    last = np.array([len(counts.starts) - 1])
    told = noufaily(counts, last)
    expected, p = _by_months_before(counts, moves)
    known = (told.state[:, 0] == JUDGED) & ~np.isnan(expected)
    expected = np.where(known, told.expected[:, 0], expected)
    table = pd.DataFrame({"observed": counts.counts[:, last[0]], "expected": expected}, index=counts.names)
    table = table.assign(p=np.where(known, np.maximum(told.p[:, 0], p), p))
    kept = table[~np.isnan(expected) & (told.state[:, 0] != NOT_REPORTED)]
    return kept.assign(p=-np.expm1(len(kept) * np.log1p(-np.minimum(kept.p, SURE))))


def _by_months_before(counts: CountSeries, moves: Floats) -> tuple[Floats, Floats]:
    """Expected and p float64[series] by the own rate, negative binomial by what is not known of it and by `moves`. NaN
    where fewer than BASELINE months are reported."""
    earlier = slice(0, max(counts.counts.shape[1] - 1 - LAG, 0))
    cases, exposure = counts.counts[:, earlier], np.where(np.isnan(counts.counts), 0.0, counts.exposure)[:, earlier]
    sums, covered = np.nansum(cases, axis=1) + HALF, np.maximum(exposure.sum(axis=1), WIDER)
    enough = (~np.isnan(cases)).sum(axis=1) >= BASELINE
    mean = np.where(enough, sums * counts.exposure[:, -1] / covered, np.nan)
    size = 1 / (1 / sums + moves)
    return mean, np.asarray(stats.nbinom.sf(counts.counts[:, -1] - 1, size, size / (size + mean)))


def _at_own_level(rows: pd.DataFrame, spread: float) -> pd.DataFrame:
    """The rows of pairs seen before, with `exposure`, what is expected at the level the pair had until the last month,
    and `unsure`, the variance of its rate: of that level, shrunken by how pairs differ, and of batches (`spread`).

    Who is examined changes from month to month: a month of those who have always been worse is none that is worse.
    """
    told = rows.assign(squared=rows.expected**2)
    levels = told[told.ago > 0].groupby(PAIR, as_index=False)[["harmed", "expected", "squared"]].sum()
    if levels.empty:
        return rows.iloc[:0].assign(exposure=[], unsure=[])
    of = levels.groupby("hazard")
    usual = (of.harmed.transform("sum") + HALF) / of.expected.transform("sum")
    hoped = levels.expected * usual
    excess = ((levels.harmed - hoped) ** 2 - hoped).groupby(levels.hazard).transform("sum")
    differ = np.maximum(excess / (hoped**2).groupby(levels.hazard).transform("sum"), LEAST)  # all: who is far, too
    sums = levels.harmed + 1 / differ
    level = usual * sums / (hoped + 1 / differ)
    unsure = 1 / sums + spread * (1 + levels.squared / levels.expected**2)
    told = rows.merge(levels[PAIR].assign(level=level, unsure=unsure), on=PAIR)
    return told.assign(exposure=told.expected * told.level)


def _alarms(rows: pd.DataFrame, past: Monthly, window: Window) -> Iterator[Alarm]:
    starts = pd.DatetimeIndex([past.first(months) for months in range(1, int(rows.ago.max()) + 2)])
    table = rows.assign(series=rows.hazard + " " + rows.area, start=starts[rows.ago], observed=rows.harmed)
    sums = table.groupby(["series", "start"], as_index=False)[["observed", "exposure"]].sum()
    counts, found = CountSeries.of(sums, MONTHS), table[table.ago == 0]
    by = found.assign(moved=found.exposure**2 * found.unsure).groupby("series")[["moved", "exposure"]].sum()
    moves = (by.moved / by.exposure**2).reindex(counts.names, fill_value=0.0)
    told = judged(counts, moves.to_numpy(float))
    for name, row in told[window.worth(told)].iterrows():
        employers = frozenset(map(int, found.employer_id[(found.series == name) & (found.harmed > 0)]))
        hazard, area = str(name).rsplit(" ", 1)
        numbers = (float(row.observed), float(row.expected), float(row.p))
        yield Alarm(SERIES, HARMED, hazard, employers, past.first(1), past.last, *numbers, area)
