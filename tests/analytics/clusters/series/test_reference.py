"""The same weeks as R's surveillance 1.20.3, whose errors are repeated; and what they change."""

from collections.abc import Callable

import numpy as np
import pytest

from analytics.clusters.series.baseline import Season
from analytics.clusters.series.bound import Bound
from analytics.clusters.series.ears import ears
from analytics.clusters.series.farrington import farrington
from analytics.clusters.series.judgement import JUDGED, Judgement
from analytics.clusters.series.noufaily import noufaily
from tests.analytics.clusters.series.made import newport, newport_answers

FEW = 1e-9  # no least deviation


def _judged(method: str, as_surveillance: bool) -> Judgement:
    """Of the weeks of the answers, with the settings they were made with."""
    weeks = newport_answers()["week"].to_numpy() - 1
    ways: dict[str, Callable[[], Judgement]] = {
        "noufaily": lambda: noufaily(newport(), weeks, Season(4, 3, 10, 26), Bound(0.01), as_surveillance),
        "farrington": lambda: farrington(newport(), weeks, Season(4, 3, 1, 3), Bound(0.01, "delta"), as_surveillance),
        "c1": lambda: ears(newport(), weeks, "C1", 0.01, FEW, as_surveillance),
        "c2": lambda: ears(newport(), weeks, "C2", 0.01, FEW, as_surveillance),
        "c3": lambda: ears(newport(), weeks, "C3", 0.01, FEW, as_surveillance),
    }
    return ways[method]()


@pytest.mark.parametrize("method", ["noufaily", "farrington", "c1", "c2", "c3"])
def test_every_number_and_alarm_is_that_of_surveillance(method: str) -> None:
    answers, found = newport_answers(), _judged(method, as_surveillance=True)
    assert (found.state == JUDGED).all()
    assert found.alarm[0].tolist() == answers[f"{method}_alarm"].astype(bool).tolist()
    assert found.upper[0] == pytest.approx(answers[f"{method}_upper"].to_numpy(), rel=1e-10, abs=1e-10)
    for column in ("expected", "p"):
        if f"{method}_{column}" in answers:
            assert getattr(found, column)[0] == pytest.approx(answers[f"{method}_{column}"].to_numpy(), rel=1e-9)


def test_the_right_dispersion_decides_otherwise_on_trends() -> None:
    right, repeated = _judged("farrington", as_surveillance=False), _judged("farrington", as_surveillance=True)
    other = np.abs(right.expected / repeated.expected - 1) > 0.01
    assert 0.1 < other.mean() < 0.3  # of the weeks; by as much as a factor of two
    assert (right.expected / repeated.expected).max() > 2


@pytest.mark.parametrize("method", ["noufaily", "c1", "c2"])
def test_the_rest_is_not_touched_by_the_errors(method: str) -> None:
    right, repeated = _judged(method, as_surveillance=False), _judged(method, as_surveillance=True)
    assert right.expected == pytest.approx(repeated.expected, rel=1e-4)
    assert right.alarm.tolist() == repeated.alarm.tolist()


def test_c3_of_surveillance_sees_a_rise_a_week_late() -> None:
    right, repeated = _judged("c3", as_surveillance=False), _judged("c3", as_surveillance=True)
    rises = right.alarm[0, 1:] & ~right.alarm[0, :-1]
    assert rises.any()
    assert not repeated.alarm[0, 1:][rises].any()
    assert repeated.alarm[0, 2:][rises[:-1]].mean() > 0.5
