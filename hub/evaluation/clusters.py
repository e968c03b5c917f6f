"""Nights over generated provinces: which planted clusters are seen, and how early; how many alarms are false."""

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, replace
from datetime import date, datetime, time, timedelta
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

import ibis

from analytics.clusters.nightly import watch
from analytics.clusters.signals.continuity import Followed, State, follow
from analytics.clusters.signals.merging import merged
from analytics.frames import Frames
from analytics.parameters import parameter
from hub.evaluation.judging import Nights, judged
from hub.evaluation.snapshot import ZONE, write_snapshot
from hub.province.making import blocks, make_block
from hub.province.people import TODAY
from hub.surveillance.parquet import MEMORY

WORTH = 15  # ill workers from which a cluster must be seen
FADING = "clusters/fading_days"
AT_ONCE = 2


def evaluate(seeds: Sequence[int], workers: int, months: int) -> Iterator[Nights]:
    """One night at the end of each of the last `months` months, for the province of each seed."""
    processes = min(AT_ONCE, len(seeds))
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        yield from pool.map(_nights, seeds, [workers] * len(seeds), [months] * len(seeds))


def summed(nights: Iterable[Nights]) -> dict[str, Any]:
    """Power, false signals a month, and how many months before the first suspected deafness a cluster was seen; before
    today, where nobody is suspected yet."""
    nights = list(nights)
    planted = [each for one in nights for each in one.planted]
    ill = [each for each in planted if each.kind == "ill" and each.workers >= WORTH]
    deafened = [each for each in planted if each.kind == "deafened"]
    early = sorted(_months(each.seen_on, each.harmed_on or TODAY) for each in deafened if each.seen_on)
    spent = sum(one.months for one in nights)
    false = sum(len(one.false) for one in nights)
    return {
        "clusters": len(ill),
        "power": _share(sum(each.stands for each in ill), len(ill)),
        "false_signals": false,
        "false_signals_a_month": false / spent if spent else None,
        "at_artefacts": sum(len(one.spoilt) for one in nights),
        "deafened": len(deafened),
        "deafened_seen": _share(sum(each.seen_on is not None for each in deafened), len(deafened)),
        "months_before_deafness": early,
        "seconds_a_night": round(sum(one.seconds for one in nights) / spent, 2) if spent else None,
        "planted": [asdict(each) for each in planted],
        "false": [told for one in nights for told in one.false],
    }


def _nights(seed: int, workers: int, months: int) -> Nights:
    province = [make_block(seed, number, size) for number, size in blocks(workers)]
    days = _ends_of_months(months)
    with TemporaryDirectory() as name:
        folder = Path(name)
        write_snapshot(folder, province)
        begun = perf_counter()
        history = list(_followed(folder, days))
    return replace(judged(seed, province, days, history), seconds=perf_counter() - begun)


def _followed(folder: Path, days: Sequence[date]) -> Iterator[list[Followed]]:
    """The list of signals after each night."""
    before: list[Followed] = []
    for day in days:
        engine = ibis.duckdb.connect(memory_limit=MEMORY, threads=1, temp_directory=str(folder / "spill"))
        frames = Frames(engine, folder, datetime.combine(day, time(23, 59), ZONE))
        found = merged(watch(frames, day).alarms)
        before = [
            each
            for each in follow(before, found, day, int(parameter(FADING).on(day).value))
            if each.state is not State.CLOSED
        ]
        engine.disconnect()
        yield before


def _months(first: date, last: date) -> float:
    return round((last - first).days / 30.4375, 1)


def _ends_of_months(months: int) -> list[date]:
    """The last days of the last `months` whole months, in order."""
    day, found = TODAY.replace(day=1), []
    for _ in range(months):
        day -= timedelta(days=1)
        found.append(day)
        day = day.replace(day=1)
    return found[::-1]


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
