"""What a night keeps of its calibration: no small count, the latest only, and each place within its own fence."""

from datetime import date
from typing import Any

import pytest
import sqlalchemy
from sqlalchemy import text

from hub.db import Store
from hub.security.actor import Actor
from hub.security.scope import Fence, Scope
from hub.surveillance.analyse import analyse
from hub.surveillance.calibrating import BY
from tests.hub.intake.messages import TESTER, fetch
from tests.hub.security.two_places import scope
from tests.hub.surveillance.records import put_within
from tests.hub.surveillance.test_analyse import examined, plant

KEPT = "select said from calibration where by = '{}' order by place"
CITIES = "select distinct division_code from calibration where by in ('institution', 'signal')"


def night(store: Store, month: int = 4) -> None:
    analyse(store, TESTER, date(2026, month, 1), ["clusters"])


def kept(store: Store, by: str) -> list[dict[str, Any]]:
    return [said for (said,) in fetch(store, KEPT.format(by))]


def plant_institutions(store: Store, harmed: dict[str, int]) -> None:
    """Institutions with sixty examined workers, of whom so many are harmed, at ten employers of their own."""
    with store.transaction(TESTER) as connection:
        for code, ill in harmed.items():
            for n in range(60):
                body = {**examined(n < ill), "reporting": {"org_code": code}}
                number = int(code[2:4]) * 1000
                put_within(connection, number + n, "examination", number + n, number + n % 10, **body)


def test_every_table_holds_everybody_once(store: Store) -> None:
    plant(store)
    night(store)
    for by in BY:
        (row,) = kept(store, by)
        assert (row["examined"], row["observed"], row["values"]) == (300, 38, 1)
        assert row["expected"] == pytest.approx(38)
        assert row["low"] < row["ratio"] < row["high"]
    days = fetch(store, "select distinct window_from, as_of from calibration")
    assert days == [(date(2024, 4, 1), date(2026, 4, 1))]


def test_small_institutions_are_one_row_that_is_of_no_place(store: Store) -> None:
    """Six harmed at two small ones would say that each has 1 to 5, so a third goes with them."""
    plant_institutions(store, {"370102001": 9, "370202001": 3, "370302001": 3, "370402001": 11})
    night(store)
    rows = kept(store, "institution")
    assert [(row["value"], row["values"], row["observed"]) for row in rows] == [("370402001", 1, 11), (None, 3, 15)]
    assert fetch(store, CITIES) == [("370400",), (None,)]


def test_where_there_are_too_few_to_hide_behind_nothing_is_kept(store: Store) -> None:
    plant_institutions(store, {"370202001": 3, "370302001": 3})
    night(store)
    assert kept(store, "institution") == []
    assert [row["observed"] for row in kept(store, "hazard")] == [6]


def test_the_latest_night_takes_the_place_of_the_last(store: Store) -> None:
    plant(store)
    night(store, 4)
    night(store, 5)
    assert fetch(store, "select distinct as_of from calibration") == [(date(2026, 5, 1),)]
    with store.transaction(TESTER) as connection:
        connection.execute(text("update record_version set known_to = now() where known_to = 'infinity'"))
    analyse(store, TESTER, date(2029, 1, 1), ["clusters"])
    assert fetch(store, "select count(*) from calibration") == [(0,)]


def test_a_signal_is_told_how_far_it_raised_what_was_expected_of_it(store: Store) -> None:
    """Employer 7 has nine harmed of ten; one in ten is harmed elsewhere."""
    plant(store)
    night(store)
    (row,) = kept(store, "signal")
    assert set(row) == {"expected", "expected_without", "ratio"}
    assert fetch(store, "select employer_id, division_code from calibration where by = 'signal'") == [(7, "370102")]
    assert row["expected_without"] == pytest.approx(1, rel=0.1)
    assert row["ratio"] == pytest.approx(row["expected"] / row["expected_without"])


def seen(store: Store, fence: Scope, query: str) -> list[tuple[Any, ...]] | None:
    """None where even asking is refused."""
    try:
        with store.transaction(Actor("user", "somebody", fence)) as connection:
            return [tuple(row) for row in connection.execute(text(query))]
    except sqlalchemy.exc.ProgrammingError:
        return None


@pytest.mark.parametrize("fence", list(Fence))
def test_a_fence_shows_its_own_place_and_what_is_of_none(store: Store, fence: Fence) -> None:
    rows = [("age", None), ("institution", "370102"), ("institution", "370202"), ("signal", "370202")]
    insert = "insert into calibration values (:by, :place, null, :division, '{}', '2024-04-01', '2026-04-01')"
    with store.transaction(TESTER) as connection:
        for place, (by, division) in enumerate(rows):
            connection.execute(text(insert), {"by": by, "place": place, "division": division})
    shown = {Fence.PROVINCE: rows, Fence.TERRITORY: rows[:2]}.get(fence)
    assert seen(store, scope(fence, 0), "select by, division_code from calibration order by place") == shown
    assert seen(store, scope(fence, 0), "delete from calibration") is None
