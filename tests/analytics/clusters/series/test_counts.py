"""Tables of counts: what is not reported, what is refused."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from analytics.clusters.refusal import Refusal
from analytics.clusters.series.counts import MONTHS, CountSeries


def _table(*rows: tuple[str, str | None, float, float]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["series", "start", "observed", "exposure"])


def test_a_missing_row_is_not_reported_and_nobody_exposed_says_nothing() -> None:
    series = CountSeries.of(
        _table(("a", "2026-01-01", 2, 10), ("a", "2026-03-01", 1.5, 20), ("b", "2026-02-01", 0, 0)), MONTHS
    )
    assert series.names == ("a", "b")
    assert series.counts.tolist()[0] == pytest.approx([2, np.nan, 1.5], nan_ok=True)
    assert np.isnan(series.counts[1]).all()
    assert series.exposure.tolist() == [[10, 1, 20], [1, 1, 1]]


def test_exposure_is_one_where_not_told() -> None:
    series = CountSeries.of(_table(("a", "2026-01-05", 2, 0), ("a", "2026-01-12", 3, 0)).drop(columns="exposure"))
    assert series.exposure.tolist() == [[1, 1]]
    assert series.counts.tolist() == [[2, 3]]


def test_latest_and_rows_between() -> None:
    rows = [("a", f"2026-01-{day:02}", float(day), 1.0) for day in (5, 12, 26)]
    series = CountSeries.of(_table(*rows))
    assert series.rows_between(date(2026, 1, 6), date(2026, 1, 19)).tolist() == [1, 2]
    assert series.latest(np.array([0, 2, 3]), 3).tolist() == [[5, 17, 38]]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([("a", "2026-01-05", -1, 1)], "Observed is negative or infinite (a, 2026-01-05)."),
        ([("a", "2026-01-05", np.inf, 1)], "病例数不能是负数或无穷大（a, 2026-01-05）。"),
        ([("a", "2026-01-05", 1, -1)], "Exposure is negative or infinite (a, 2026-01-05)."),
        ([("a", "2026-01-05", 1, 0)], "Cases, but nobody exposed (a, 2026-01-05)."),
        ([("a", "2026-01-05", 1, 1), ("a", "2026-01-05", 2, 1)], "Two rows for one series and start (a, 2026-01-05)."),
        ([("a", "2026-01-05", 1, 1), ("a", "2026-01-13", 2, 1)], "the same day of the week; 2026-01-13 does not."),
        ([("a", None, 1, 1)], "A row without start (a, NaT)."),
        ([], "There are no counts."),
    ],
)
def test_refused(rows: list[tuple[str, str | None, float, float]], said: str) -> None:
    with pytest.raises(Refusal) as refusal:
        CountSeries.of(_table(*rows))
    assert said in str(refusal.value)


def test_months_start_on_the_first() -> None:
    with pytest.raises(Refusal, match="每月一日，2026-02-02 不是"):
        CountSeries.of(_table(("a", "2026-01-01", 1, 1), ("a", "2026-02-02", 1, 1)), MONTHS)
