"""Which weeks or months of the past a week or month is compared with, and which part of the year each of them is."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from analytics.clusters.refusal import Refusal
from analytics.clusters.series.counts import MONTHS, WEEK, CountSeries

YEAR = 12


@dataclass(frozen=True)
class Season:
    """How a year is divided: the window around the judged period is the last of `levels`, the rest shared evenly.

    With one level only the windows themselves are compared (Farrington 1996), with ten the whole past (Noufaily 2013).
    Raises Refusal for no year, no level, or a negative number.
    """

    years: int
    half_window: int
    levels: int
    recent_left_out: int

    def __post_init__(self) -> None:
        if min(self.years, self.levels) < 1 or min(self.half_window, self.recent_left_out) < 0:
            raise Refusal("年数和段数至少为 1，其余不能为负。", "At least one year and one level, nothing negative.")


class Baselines(NamedTuple):
    """Of each judged period (int64[m], a row of the series), the rows compared, one after the other.

    Those of period i are `rows[starts[i]:starts[i + 1]]`, each of the `level` beside it (int32).
    """

    judged: NDArray[np.int64]
    starts: NDArray[np.int64]
    rows: NDArray[np.int32]
    level: NDArray[np.int32]


def baselines(series: CountSeries, judged: NDArray[np.int64], season: Season) -> Baselines:
    """Baselines of the judged rows. A period whose baseline would begin before the series has none: no rows."""
    found = [_baseline(series, int(row), season) for row in judged]
    starts = np.cumsum([0, *(len(rows) for rows, _ in found)])
    empty = np.zeros(0, np.int32)
    return Baselines(
        judged,
        starts,
        np.concatenate([empty, *(rows for rows, _ in found)]),
        np.concatenate([empty, *(level for _, level in found)]),
    )


def _baseline(series: CountSeries, judged: int, season: Season) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    level = np.full(judged + 1 + season.half_window, -1, np.int32)
    same = _same_time_of_year(series, judged, season.years)
    if same[-1] < season.half_window:
        return level[:0], level[:0]
    for earlier, later in zip(same[1:], same[:-1], strict=True):
        opening, closing = earlier - season.half_window, earlier + season.half_window + 1
        level[opening:closing] = season.levels - 1
        if season.levels > 1:
            level[closing : later - season.half_window] = _shared(
                later - season.half_window - closing, season.levels - 1
            )
    rows = np.flatnonzero(level[: max(judged - season.recent_left_out, 0)] >= 0).astype(np.int32)
    return rows, level[rows]


def _same_time_of_year(series: CountSeries, judged: int, years: int) -> NDArray[np.int64]:
    """Rows (before the start: negative) of the judged period and of those nearest to its date in the years before."""
    back = np.arange(years + 1)
    if series.unit == MONTHS:
        return judged - YEAR * back
    start = series.starts[judged]
    month = start.astype("datetime64[M]")
    dates = (month - YEAR * back).astype("datetime64[D]") + (start - month.astype("datetime64[D]"))
    days: NDArray[np.int64] = (dates - series.starts[0]).astype(np.int64)
    return np.rint(days / WEEK).astype(np.int64)


def _shared(periods: int, levels: int) -> NDArray[np.int32]:
    """Levels 0, 1, … of the periods between two windows; what does not divide goes to the first ones."""
    if periods < levels:
        raise Refusal(
            f"一年分成 {levels + 1} 段太多：两个参照窗口之间只有 {periods} 期；请减少 levels 或 half_window。",
            f"Too many levels ({levels + 1}) for {periods} periods between two windows; lower levels or half_window.",
        )
    length, left = divmod(periods, levels)
    return np.repeat(np.arange(levels, dtype=np.int32), length + (np.arange(levels) < left))
