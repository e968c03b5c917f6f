"""Nights over a generated province: the snapshot without a store, and how what they bring is judged."""

from datetime import date, datetime, time
from pathlib import Path

import ibis
import pytest

from analytics.clusters.nightly import watch
from analytics.clusters.signals.alarm import Alarm
from analytics.clusters.signals.continuity import Followed, State
from analytics.clusters.signals.merging import Signal
from analytics.frames import Frames
from hub.evaluation.clusters import _ends_of_months, summed
from hub.evaluation.judging import _about, _shown, judged
from hub.evaluation.snapshot import ZONE, write_snapshot
from hub.province.artefacts import LATE, LATE_REPORTED
from hub.province.making import Block, make_block

SEED, WORKERS = 1, 1500


@pytest.fixture(scope="module")
def block() -> Block:
    return make_block(SEED, 0, WORKERS)


@pytest.fixture(scope="module")
def folder(block: Block, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("snapshot")
    write_snapshot(made, [block])
    return made


def known(folder: Path, day: date) -> Frames:
    return Frames(ibis.duckdb.connect(), folder, datetime.combine(day, time(23, 59), ZONE))


def test_every_examination_is_there_once_it_is_reported(block: Block, folder: Path) -> None:
    frames = known(folder, date(2030, 1, 1))
    assert frames.document("examination").count().to_pyarrow().as_py() == len(block.visits)
    assert frames.worker.count().to_pyarrow().as_py() == len(block.lives)
    day = LATE[1]
    late = [visit for visit in block.visits if visit.reported_on == LATE_REPORTED]
    early = [visit for visit in block.visits if visit.on < date(2026, 3, 24) and visit not in late]
    assert known(folder, day).document("examination").count().to_pyarrow().as_py() == len(early)


def test_a_night_can_be_had_of_it(folder: Path) -> None:
    night = watch(known(folder, date(2026, 10, 31)), date(2026, 10, 31))
    assert night.budget.streams > 5
    assert all(night.budget.recurrence(alarm) >= 60 for alarm in night.alarms)


def signal(employer: int, began: date) -> Followed:
    alarm = Alarm("employer", "harmed", "1021", frozenset({employer}), began, began, 5, 1.0, 0.001)
    return Followed(f"{employer}/1021", began, began, State.NEW, Signal(alarm))


def test_what_was_planted_is_power_and_what_was_not_is_false(block: Block) -> None:
    first, last = date(2025, 9, 30), date(2025, 10, 31)
    true = [each.employer.number for each in (*block.clusters, *block.deafenings)]
    other = next(each.number for each in block.employers if each.number not in true)
    history = [[signal(number, first) for number in true], [signal(n, first) for n in (*true, other)]]
    nights = judged(SEED, [block], [first, last], history)
    assert {(each.seen_on, each.stands) for each in nights.planted} == {(first, True)}
    assert [told["employers"] for told in nights.false] == [[other]]
    told = summed([nights])
    assert told["false_signals_a_month"] == 0.5
    assert told["deafened_seen"] in {None, 1.0}


@pytest.mark.parametrize(
    ("others", "excess", "about"),
    [(0, 1000, True), (3, 2, True), (3, 1000, False)],
    ids=["alone", "most of the excess is planted", "a wide net that happens to hold it"],
)
def test_a_signal_is_about_what_was_planted(block: Block, others: int, excess: float, about: bool) -> None:
    shown = _shown([block])
    planted = next(number for number, harm in shown.items() if harm)
    first, last = min(shown[planted].values()), max(shown[planted].values())
    employers = frozenset(
        [planted, *(each.number for each in block.employers if each.number not in shown)][: others + 1]
    )
    lead = Alarm("space", "harmed", "1021", employers, first, last, 1 + excess, 1.0, 0.001)
    assert _about(lead, shown) == ({planted} if about else set())


def test_nobody_seen_is_no_power(block: Block) -> None:
    nights = judged(SEED, [block], [date(2025, 9, 30)], [[]])
    assert not any(each.stands or each.seen_on for each in nights.planted)
    assert nights.false == []


def test_nights_are_ends_of_months() -> None:
    assert _ends_of_months(3) == [date(2026, 8, 31), date(2026, 9, 30), date(2026, 10, 31)]
