"""What is alarmed of in a night: the one workshop, within the budget of the whole province."""

from datetime import date
from pathlib import Path

import pytest

from analytics.clusters.nightly import watch
from tests.analytics.clusters.layers.worlds import AS_OF, exam, workshops
from tests.analytics.tables import frames


def test_the_one_workshop_is_alarmed_of(tmp_path: Path) -> None:
    """Thirty employers with 10 workers and one harmed in the mean, but employer 7 with nine."""
    night = watch(frames(tmp_path, examination=workshops(7)), AS_OF)
    (alarm,) = night.alarms
    assert (alarm.layer, alarm.employers, alarm.hazard, alarm.observed) == ("employer", {7}, "noise", 9)
    assert alarm.expected == pytest.approx(1.0, abs=0.06), "the others alone are learnt from"
    assert (night.window.first, night.window.last) == (alarm.first, alarm.last) == (date(2024, 11, 1), AS_OF)
    assert night.budget.streams == 7, "one of each layer, but of series two"
    assert night.budget.recurrence(alarm) > 150


def test_nobody_examined_is_no_alarm(tmp_path: Path) -> None:
    assert watch(frames(tmp_path, examination=[]), AS_OF).alarms == []


def test_nobody_stands_out(tmp_path: Path) -> None:
    assert watch(frames(tmp_path, examination=[exam(n, employer_id=n % 5) for n in range(1, 40)]), AS_OF).alarms == []


def test_one_employer_alone_is_compared_with_nobody(tmp_path: Path) -> None:
    assert watch(frames(tmp_path, examination=[exam(n, "02", employer_id=1) for n in range(1, 9)]), AS_OF).alarms == []
