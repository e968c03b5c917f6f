"""Subsets with more harmed than they had: found where news was planted, silent about what has always been so."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from analytics.clusters.layers.layer import Layer, Window
from analytics.clusters.layers.subsets import inside, subsets
from analytics.frames import Frames
from tests.analytics.tables import frames

AS_OF = date(2026, 11, 20)
EMPLOYERS, YEARS, EACH = 16, 5, 16
OLD = 21 * 12  # months of exposure of every second worker; the others have 4 years
WINDOW = Window(date(2024, 11, 20), AS_OF, 3, 2.0)


def examined(news: bool, always: bool = False) -> list[dict[str, Any]]:
    """Dust and noise at every employer; each sixteenth harmed, but half of the long exposed to dust where there is
    `news` in the last year, or `always`."""
    rows: list[dict[str, Any]] = []
    for number in range(EMPLOYERS * YEARS * EACH):
        employer, year, n = 1 + number % EMPLOYERS, number // EMPLOYERS % YEARS, number // EMPLOYERS // YEARS
        hazard, old = ("dust", "noise")[n % 2], n // 2 % 2 == 1
        worse = hazard == "dust" and old and (always or (news and year == YEARS - 1))
        harmed = (number * 7 // 16 % 2 == 0) if worse else number % 16 == n
        rows.append({
            "person": number + 1, "record_id": number + 1, "employer_id": employer, "exam_type": "02",
            "examined_on": date(2022 + year, 3 + employer % 5, 10), "exposure": {"months": OLD if old else 48},
            "reporting": {"org_code": "370100901"},
            "conclusions": [{"hazards": [hazard], "conclusion": "02" if harmed else "01"}],
        })  # fmt: skip
    return rows


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[Frames, Layer]:
    seen = frames(tmp_path_factory.mktemp("news"), examination=examined(news=True))
    return seen, subsets(seen, WINDOW)


def test_the_long_exposed_to_dust_are_alarmed_of(told: tuple[Frames, Layer]) -> None:
    (alarm,), streams = told[1].alarms, told[1].streams
    assert (alarm.layer, alarm.hazard, alarm.where, streams) == ("subset", "dust", "hazard=dust;exposure_band=3", 1)
    assert (alarm.first, alarm.last) == (date(2025, 12, 1), AS_OF)
    assert alarm.p < 0.001
    assert alarm.observed > 2 * alarm.expected


def test_who_is_inside_is_who_was_counted(told: tuple[Frames, Layer]) -> None:
    seen, (alarm,) = told[0], told[1].alarms
    who = inside(seen, alarm).to_pandas()
    rows = [row for row in examined(news=True) if row["examined_on"].year == 2026 and row["exposure"]["months"] == OLD]
    wanted = {row["person"] for row in rows if row["conclusions"] == [{"hazards": ["dust"], "conclusion": "02"}]}
    assert set(who.person_id) == set(who.record_id) == wanted
    assert len(who) == alarm.observed
    assert set(who.employer_id) == alarm.employers


def test_what_has_always_been_so_is_no_news(tmp_path: Path) -> None:
    assert subsets(frames(tmp_path, examination=examined(news=False, always=True)), WINDOW).alarms == []


def test_nobody_examined_is_no_alarm(tmp_path: Path) -> None:
    assert subsets(frames(tmp_path, examination=[]), WINDOW) == Layer([], 1)
