"""What looks like harm and is none is called what it is: institutions that shift or report late, drives to examine."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from analytics.rules import rules
from analytics.rules.base import EMPLOYER_COLUMNS
from tests.analytics.rules.quality.many_records import Rows, batch, drive, exam, readings
from tests.analytics.tables import frames

TODAY = date(2026, 11, 1)


def found(name: str, tmp_path: Path, exams: Rows, day: date = TODAY) -> list[tuple[Any, ...]]:
    """What the rule is about, its clock and how many records it names."""
    rule = rules("quality")[name]
    table = rule.find(frames(tmp_path, examination=exams), day, rule)
    assert table.columns == EMPLOYER_COLUMNS
    rows = table.to_pyarrow().to_pylist()
    return [(row["employer_id"], row["about"], row["clock_on"], len(row["evidence"])) for row in rows]


SHIFTS = [  # shift in dB, employers, those of them that shift, is it the institution's
    (10.0, (1, 2, 3, 4), (1, 2, 3, 4), True),
    (-10.0, (1, 2, 3, 4), (1, 2, 3, 4), True),
    (10.0, (1, 2, 3, 4), (1,), False),  # one employer's own
    (10.0, (1, 2), (1, 2), False),  # too few to tell
    (0.0, (1, 2, 3, 4), (), False),
]


@pytest.mark.parametrize(("shift", "employers", "shifted", "told"), SHIFTS)
def test_an_institution_that_shifts(
    tmp_path: Path, shift: float, employers: tuple[int, ...], shifted: tuple[int, ...], told: bool
) -> None:
    about = [row[:2] for row in found("Q08", tmp_path, readings(shift, employers, shifted))]
    assert about == ([(None, "370100901 · 3041200")] if told else [])


DRIVES = [  # workers each month of the year before, workers in the month, is it a drive
    (2, 30, True),
    (0, 20, True),
    (2, 19, False),
    (10, 29, False),
]


@pytest.mark.parametrize(("usual", "workers", "told"), DRIVES)
def test_a_drive(tmp_path: Path, usual: int, workers: int, told: bool) -> None:
    rows = drive(usual, workers)
    assert [row[:3] for row in found("Q09", tmp_path, rows)] == ([(1, "2026-06", date(2026, 6, 1))] if told else [])


def test_a_yearly_round_is_no_drive(tmp_path: Path) -> None:
    rows = [exam(100 * year + each, 1, date(year, 6, 1 + each)) for year in (2024, 2025, 2026) for each in range(25)]
    assert found("Q09", tmp_path, rows) == []


BATCHES = [  # records, employers, days between examination and report, is it a late batch
    (20, 2, 100, True),
    (19, 2, 100, False),
    (20, 1, 100, False),
    (20, 2, 90, False),
]


@pytest.mark.parametrize(("records", "employers", "days", "told"), BATCHES)
def test_a_batch_reported_late(tmp_path: Path, records: int, employers: int, days: int, told: bool) -> None:
    reported = date(2026, 3, 1) + timedelta(days=days)
    assert found("Q10", tmp_path, batch(records, employers, days)) == (
        [(None, "370100901", reported, 20)] if told else []
    )


def test_nothing_is_told_for_ever(tmp_path: Path) -> None:
    on, reported = date(2024, 1, 1), date(2024, 10, 1)
    rows = [exam(n + 1, n % 2, on, reported_on=reported) for n in range(30)]
    assert found("Q10", tmp_path / "then", rows, date(2025, 9, 30))
    assert not found("Q10", tmp_path / "later", rows, date(2025, 10, 1))
