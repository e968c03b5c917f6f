"""Jobs for the system administrator: seen by state, the reason of a failure, another try; and a change of law tried."""

import re
from datetime import date

import pytest

from hub.db import Store
from hub.errors import HubError
from hub.jobs import build
from hub.jobs.asked import SIMULATING
from hub.jobs.queue import ask as defer
from hub.security.permissions import Role
from hub.surveillance.trying import read_numbers, trials, written_numbers
from tests.hub.intake.messages import fetch
from tests.hub.pages.test_calibration import cells
from tests.hub.service import client, fill
from tests.hub.surveillance.records import put

JOBS, TRY = "/system/jobs", "/system/simulator"
DAYS, NURSING = "gaps/employer_application_days", "entitlements/nursing_percent"
TRIAL = {"parameter": DAYS, "edited": "60", "begins": "2026-01-01", "as_of": "2026-03-20"}


def work(store: Store) -> None:
    build(store).run_worker(wait=False, install_signal_handlers=False)


def test_a_failure_is_told_and_tried_again(store: Store) -> None:
    """The trial names a parameter that there is not; the number of what else ran by the clock is not told."""
    fill(store)
    defer(store, SIMULATING, asked_by="user:x", **TRIAL | {"edited": "no number"})
    with client(store, Role.SYSTEM_ADMIN) as ask:
        assert "simulate" in ask.get(JOBS, params={"state": "todo"}).text
        work(store)
        page = ask.get(JOBS, params={"state": "failed"}).text
        (failed,) = cells(page.split('id="runs"')[0])
        assert failed[1] == "simulate"
        assert "须为不小于 0 的数" in failed[-1]
        job = re.search(r"/system/jobs/(\d+)/retry", page)
        assert job
        assert ask.post(f"{JOBS}/{job[1]}/retry").status_code == 303
        assert ask.post(f"{JOBS}/{job[1]}/retry").status_code == 404
        assert ask.get(JOBS, params={"state": "peculiar"}).status_code == 422
        assert "gaps" in ask.get(JOBS).text.split('id="runs"')[1]
    written = fetch(store, "select detail ->> 'job' from audit_entry where detail ->> 'what' = 'job-retried'")
    assert [tuple(row) for row in written] == [(job[1],)]


def test_a_change_of_law_is_tried_and_only_counts_are_kept(store: Store) -> None:
    """Sixty days instead of thirty: whoever was diagnosed on 25 January is not behind on 20 March any more."""
    put(store, 1, "diagnosis", worker_id=1, diagnosed_on=date(2026, 1, 25), disease="1101")
    with client(store, Role.SYSTEM_ADMIN) as ask:
        assert "30" in ask.get(TRY, params={"parameter": DAYS}).text
        assert ask.post(TRY, data=TRIAL).status_code == 303
        assert ask.post(TRY, data=TRIAL).status_code == 422  # one waits already
        assert "试算已排队" in ask.get(TRY).text
        work(store)
        page = ask.get(TRY).text
    (trial,) = trials(store, 5)
    assert trial.counts["G03"] == {"removed": 1}
    assert cells(page)[0][:3] == ["G03 " + page.split("G03 ")[1].split("<")[0], "0", "1"]
    assert str(store.vault.pseudonym(1)) not in page


WRONG = [
    ({"edited": "三十"}, "须为不小于 0 的数"),
    ({"begins": "soon"}, "日期写作"),
    ({"as_of": "2025-12-31"}, "不能早于施行日期"),
    ({"parameter": "entitlements/lump_sum_months", "edited": "1: 27"}, "须为每一项写一个数"),
]


def test_what_cannot_be_tried_is_told(store: Store) -> None:
    with client(store, Role.SYSTEM_ADMIN) as ask:
        for typed, sentence in WRONG:
            answer = ask.post(TRY, data=TRIAL | typed)
            assert (answer.status_code, sentence in answer.text) == (422, True), typed
        assert ask.post(TRY, data=TRIAL | {"parameter": "../../etc"}).status_code == 404
        assert ask.get(TRY, params={"parameter": "x"}).status_code == 404


NUMBERS = [
    (DAYS, "45", {"value": 45}),
    (DAYS, "1.5", {"value": 1.5}),
    (NURSING, "full：55，major: 45, partial: 35", {"table": {"full": 55, "major": 45, "partial": 35}}),
]


@pytest.mark.parametrize(("name", "typed", "read"), NUMBERS)
def test_numbers_as_they_are_typed(name: str, typed: str, read: dict[str, object]) -> None:
    assert read_numbers(name, typed) == read


@pytest.mark.parametrize("typed", ["", "-1", "nan", "inf", "1e12"])
def test_numbers_that_are_none(typed: str) -> None:
    with pytest.raises(HubError):
        read_numbers(DAYS, typed)


def test_numbers_are_written_as_they_are_typed() -> None:
    assert written_numbers({"1": 27.0, "2": 25.5}, 0) == "1: 27, 2: 25.5"
    assert written_numbers({}, 30.0) == "30"
