"""Person-days between the dates at which a population was counted, by hand."""

from datetime import date

import numpy as np
import pytest

from hub.scanning.dates import boundaries, moments
from hub.scanning.populations import person_days

YEAR = boundaries(date(2023, 1, 1).toordinal(), date(2023, 12, 31).toordinal(), "year", 1)
MONTHS = boundaries(date(2023, 1, 1).toordinal(), date(2023, 3, 31).toordinal(), "month", 1)


def spread(dates: list[str], counted: list[float], edges: np.ndarray) -> list[float]:
    found: list[float] = person_days(np.array([counted]), moments(dates), edges)[0].tolist()
    return found


CASES = [  # dates, counted, edges, person-days
    (["2020"], [10.0], YEAR, [3650.0]),
    (["2023/1", "2023/3"], [10.0, 10.0], MONTHS, [310.0, 280.0, 310.0]),
    # a year stands for 1 July: half of the way up by 1 January, level after the last
    (["2022", "2023"], [0.0, 365.0], YEAR, [(184 + 365) / 2 * 181 + 365 * 184]),
    # a month stands for the 15th: 10 until 15 January, then up by 1 a day to 41 on 15 February
    (["2023/1", "2023/2"], [10.0, 41.0], MONTHS, [14 * 10 + 17 * (10 + 27) / 2, 14 * (27 + 41) / 2 + 14 * 41, 31 * 41]),
    (["2023-01-01", "2023-01-02"], [3.0, 5.0], boundaries(738521, 738523, "day", 1), [3.0, 5.0, 5.0]),
]


@pytest.mark.parametrize(("dates", "counted", "edges", "days"), CASES)
def test_by_hand(dates: list[str], counted: list[float], edges: np.ndarray, days: list[float]) -> None:
    assert spread(dates, counted, edges) == pytest.approx(days, rel=1e-8)


def test_intervals_add_up_to_the_whole() -> None:
    dates, counted = ["2019", "2023", "2024"], [5.0, 17.0, 2.0]
    whole = YEAR[[0, -1]]
    parts = boundaries(int(whole[0]), int(whole[1]) - 1, "month", 1)
    assert sum(spread(dates, counted, parts)) == pytest.approx(spread(dates, counted, whole)[0])
