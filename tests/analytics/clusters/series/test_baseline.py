"""Which periods of the past are compared, by hand."""

import numpy as np
import pytest

from analytics.clusters.refusal import Refusal
from analytics.clusters.series.baseline import Season, baselines
from analytics.clusters.series.counts import MONTHS, CountSeries
from tests.analytics.clusters.series.made import weekly


def test_weeks_around_the_same_date_and_the_year_between_shared() -> None:
    series = weekly(np.zeros(230))  # week 220 starts 2022-03-21; nearest a year before 2021-03-22, then 2020-03-23
    found = baselines(series, np.array([220]), Season(2, 3, 10, 26))
    level = dict(zip(found.rows.tolist(), found.level.tolist(), strict=True))
    assert [row for row, of in level.items() if of == 9] == [*range(113, 120), *range(165, 172)]
    assert max(level) == 193  # half a year is left out: of 45 weeks between, five a level, 22 remain
    assert [list(level.values()).count(of) for of in range(10)] == [10, 10, 10, 10, 7, 5, 5, 5, 5, 14]


def test_a_period_whose_baseline_begins_before_the_series_has_none() -> None:
    found = baselines(weekly(np.zeros(230)), np.array([106, 107, 108]), Season(2, 3, 1, 3))
    assert np.diff(found.starts).tolist() == [0, 14, 14]


def test_months() -> None:
    starts = (np.datetime64("2020-01") + np.arange(40)).astype("datetime64[D]")
    nothing = np.zeros((1, 40))
    found = baselines(CountSeries(("a",), starts, MONTHS, nothing, nothing + 1), np.array([38]), Season(2, 1, 4, 6))
    assert found.rows.tolist() == list(range(13, 32))
    assert found.level.tolist() == [3] * 3 + [0] * 3 + [1] * 3 + [2] * 3 + [3] * 3 + [0] * 3 + [1]


@pytest.mark.parametrize("season", [(0, 3, 10, 26), (5, -1, 10, 26), (5, 3, 0, 26), (5, 3, 10, -1)])
def test_seasons_that_cannot_be(season: tuple[int, int, int, int]) -> None:
    with pytest.raises(Refusal, match="At least one year and one level"):
        Season(*season)
