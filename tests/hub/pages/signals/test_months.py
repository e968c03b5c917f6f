"""Who is counted in which month, and how what was expected falls on months."""

from datetime import date

import pytest

from hub.db import Store
from hub.pages.signals import months as months_of
from hub.pages.signals.months import Month, chart, months
from hub.pages.signals.signal import signal
from tests.hub.intake.messages import TESTER
from tests.hub.pages.signals.planted import plant
from tests.hub.surveillance.records import put_within

# worker, employer, month of the examination, hazard, conclusion, type
EXAMINED = [
    (1, 1, (2023, 11), "3008", "02", "02"),  # before the window, and
    (1, 1, (2025, 4), "3008", "02", "02"),  # in it: once in each
    (1, 1, (2025, 9), "3008", "02", "02"),  # found before
    (2, 1, (2025, 4), "3008", "03", "03"),
    (2, 1, (2025, 4), "3008", "01", "02"),  # the same worker in the same month
    (3, 1, (2025, 9), "3008", "01", "02"),
    (4, 1, (2025, 9), "1038", "02", "02"),  # another hazard
    (5, 1, (2025, 9), "3008", "02", "01"),  # before work
    (6, 2, (2025, 9), "3008", "02", "02"),  # another employer
    (7, 1, (2022, 1), "3008", "02", "02"),  # too long ago
]


@pytest.fixture
def names(store: Store) -> dict[str, int]:
    planted = plant(store, records=(3,))
    with store.transaction(TESTER) as connection:
        for number, (worker, employer, (year, month), hazard, conclusion, kind) in enumerate(EXAMINED, 1):
            conclusions = [{"hazards": [hazard], "conclusion": conclusion}]
            body = {"exam_type": kind, "examined_on": date(year, month, 5), "conclusions": conclusions}
            put_within(connection, number, "examination", worker, employer, **body)
    return planted


def told(store: Store, finding: int) -> dict[str, Month]:
    with store.transaction(TESTER) as connection:
        return {f"{each.month:%Y-%m}": each for each in months(connection, signal(connection, finding, "zh"))}


def test_a_worker_counts_in_the_first_month_of_the_window_and_before_it(store: Store, names: dict[str, int]) -> None:
    found = told(store, names["loud"])
    seen = {month: (each.examined, each.found, each.inside) for month, each in found.items() if each.examined}
    assert seen == {"2023-11": (1, 1, False), "2025-04": (2, 2, True), "2025-09": (2, 0, True)}
    assert (min(found), max(found), len(found)) == ("2023-04", "2026-03", 36)
    assert sum(each.expected or 0 for each in found.values() if each.inside) == pytest.approx(2.0)
    assert found["2023-11"].expected == pytest.approx(0.5)


def test_of_changes_within_workers_the_records_of_the_signal_count(store: Store, names: dict[str, int]) -> None:
    with store.transaction(TESTER) as connection:
        connection.exec_driver_sql("update finding set employer_id = 1, evidence = evidence || '{\"employers\": [1]}'")
    found = told(store, names["ears"])
    assert {month: each.found for month, each in found.items() if each.found} == {"2025-09": 1}


def test_nobody_examined_is_no_expectation(store: Store, names: dict[str, int]) -> None:
    """Employer 3 has no examinations at all."""
    with store.transaction(TESTER) as connection:
        connection.exec_driver_sql("update finding set evidence = evidence || '{\"records\": []}'")
    found = told(store, names["far"])
    assert {each.expected for each in found.values()} == {None}
    drawn = chart(list(found.values()), {"observed": "o", "expected": "e", "window": "w"})
    assert (drawn["begins"], drawn["names"][drawn["begins"]]) == (11, "2024-03")
    assert set(drawn["expected"]["values"]) == {None}


def test_of_very_many_employers_only_who_is_counted_is_told(
    store: Store, names: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(months_of, "MOST_EMPLOYERS", 0)
    found = told(store, names["loud"])
    assert {month: each.found for month, each in found.items() if each.found} == {"2025-09": 1}
    assert {(each.examined, each.expected) for each in found.values()} == {(None, None)}
