"""What is alarmed of in a night: the one workshop, within the budget of the whole province."""

from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analytics.clusters.nightly import LOOK_DAYS, watch, within_stream
from analytics.clusters.observed_expected import excess
from analytics.parameters import parameter
from tests.analytics.clusters.test_observed_expected import AS_OF, exam, null_counts
from tests.analytics.tables import frames


def test_the_one_workshop_is_alarmed_of(tmp_path: Path) -> None:
    """Thirty employers with 10 workers and one harmed each, but employer 7 with six."""
    exams = []
    for employer in range(1, 31):
        for n in range(10):
            ill = n < (6 if employer == 7 else 1)
            number = employer * 100 + n
            exams.append(exam(number, "02" if ill else "01", employer_id=employer, record_id=number))
    night = watch(frames(tmp_path, examination=exams), AS_OF)
    (alarm,) = night.alarms
    assert (alarm.employers, alarm.hazard, alarm.observed) == ({7}, "noise", 6)
    assert alarm.expected == pytest.approx(10 * (29 + 0.1) / 291)
    assert (night.first, night.last) == (alarm.first, alarm.last) == (date(2024, 11, 1), AS_OF)
    assert night.budget.recurrence(alarm) > 365


def test_nobody_examined_is_no_alarm(tmp_path: Path) -> None:
    assert watch(frames(tmp_path, examination=[]), AS_OF).alarms == []


def test_the_chance_holds_for_all_employers_of_a_hazard() -> None:
    table = pd.DataFrame({"hazard": ["a", "a", "b", "b"], "p": [0.01, 0.5, 0.01, 1.0]})
    assert within_stream(table).to_numpy() == pytest.approx([0.0199, 0.75, 0.0199, 1.0])


def test_without_clusters_alarms_keep_within_the_budget() -> None:
    """One hazard, 300 worlds: at most as many with an alarm as the budget of a month allows."""
    rng = np.random.default_rng(11)
    allowed = parameter("clusters/false_alarms_a_month").on(AS_OF).value * LOOK_DAYS / 30
    alarmed = [float(within_stream(excess(null_counts(rng, 100))).min()) <= 0.05 for _ in range(300)]
    assert 0.01 <= np.mean(alarmed) <= 0.05 + 0.0378 <= allowed  # three standard errors of 300 trials
