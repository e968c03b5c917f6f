"""Counts of many series over the same weeks or months, checked; a period not reported is not one without cases."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import numpy as np
import pandas as pd  # type: ignore[import-untyped]
from numpy.typing import NDArray

from analytics.clusters.refusal import Refusal

WEEK = 7
WEEKS: Literal["weeks"] = "weeks"
MONTHS: Literal["months"] = "months"
Unit = Literal["weeks", "months"]


@dataclass(frozen=True)
class CountSeries:
    """Counts float64[series, periods], NaN where not reported; exposure alike, above nought; starts datetime64[D].

    Counts may be fractional (weighted cases). Exposure is whatever cases are proportional to: workers examined, or the
    expected count; 1 where not told.
    """

    names: tuple[str, ...]
    starts: NDArray[np.datetime64]
    unit: Unit
    counts: NDArray[np.float64]
    exposure: NDArray[np.float64]

    @classmethod
    def of(cls, table: pd.DataFrame, unit: Unit = WEEKS) -> "CountSeries":
        """From rows of series, start (first day of the period), observed and, where known, exposure.

        A row that is missing was not reported. Raises Refusal for a count or exposure that is none, a second row of the
        same series and start, starts that are no regular weeks or months, cases without exposure, and no row at all.
        """
        rows = table.assign(start=pd.to_datetime(table["start"]))
        if "exposure" not in rows:
            rows = rows.assign(exposure=1.0)
        _refuse_rows(rows)
        starts = _calendar(rows["start"], unit)
        wide = rows.pivot(index="series", columns="start", values=["observed", "exposure"])
        counts, exposure = (wide[column].reindex(columns=starts).to_numpy(float) for column in ("observed", "exposure"))
        exposed = exposure > 0
        counts = np.where(exposed, counts, np.nan)  # nobody exposed: the period says nothing
        days = starts.to_numpy().astype("datetime64[D]")
        return cls(tuple(map(str, wide.index)), days, unit, counts, np.where(exposed, exposure, 1.0))

    def rows_between(self, first: date, last: date) -> NDArray[np.int64]:
        """Rows of the periods that start from `first` to `last`, both included."""
        inside = (self.starts >= np.datetime64(first)) & (self.starts <= np.datetime64(last))
        return np.flatnonzero(inside)

    def latest(self, judged: NDArray[np.int64], periods: int) -> NDArray[np.float64]:
        """Cases float64[series, judged] of the last `periods`, the judged one included; not reported counts as none."""
        running = np.cumsum(np.nan_to_num(self.counts), axis=1)
        running = np.hstack([np.zeros((len(running), 1)), running])
        cases: NDArray[np.float64] = running[:, judged + 1] - running[:, np.maximum(judged + 1 - periods, 0)]
        return cases


def _refuse_rows(rows: pd.DataFrame) -> None:
    """Raises Refusal for the first row that cannot be."""
    if rows.empty:
        raise Refusal("没有任何数据。", "There are no counts.")
    _refuse(rows, rows["start"].isna(), "没有开始日期", "a row without start")
    for column, zh in (("observed", "病例数"), ("exposure", "暴露人数")):
        value = rows[column].astype(float)
        _refuse(rows, (value < 0) | np.isinf(value), f"{zh}不能是负数或无穷大", f"{column} is negative or infinite")
    _refuse(rows, rows.duplicated(["series", "start"]), "同一序列同一期有两行", "two rows for one series and start")
    uncovered = (rows["observed"] > 0) & (rows["exposure"] == 0)
    _refuse(rows, uncovered, "有病例而暴露人数为零", "cases, but nobody exposed")


def _refuse(rows: pd.DataFrame, wrong: "pd.Series[Any]", zh: str, en: str) -> None:
    if wrong.any():
        row = rows[wrong].iloc[0]
        where = f"{row['series']}, {str(row['start'])[:10]}"
        raise Refusal(f"{zh}（{where}）。", f"{en[0].upper()}{en[1:]} ({where}).")


def _calendar(start: "pd.Series[Any]", unit: Unit) -> pd.DatetimeIndex:
    """All periods from the first to the last; Refusal where a start is none of them."""
    first, last = start.min(), start.max()
    starts = pd.date_range(first, last, freq="MS" if unit == MONTHS else f"{WEEK}D")
    irregular = start[~start.isin(starts)]
    if len(irregular):
        zh, en = ("每月一日", "the first of a month") if unit == MONTHS else ("每周同一天", "the same day of the week")
        raise Refusal(
            f"每期的开始日期应为{zh}，{irregular.iloc[0].date()} 不是。",
            f"Periods must start on {en}; {irregular.iloc[0].date()} does not.",
        )
    return starts
