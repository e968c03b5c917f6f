"""Nights over generated provinces: which planted clusters are seen, and how early; how many alarms are false."""

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import ibis

from analytics.clusters.nightly import watch
from analytics.clusters.signals.continuity import Followed, State, follow
from analytics.clusters.signals.merging import Signal, merged
from analytics.frames import Frames
from analytics.parameters import parameter
from hub.evaluation.snapshot import ZONE, write_snapshot
from hub.province.making import Block, blocks, make_block
from hub.province.people import TODAY
from hub.surveillance.parquet import MEMORY

WORTH = 15  # ill workers from which a cluster must be seen
FADING = "clusters/fading_days"
AT_ONCE = 2


@dataclass(frozen=True)
class Planted:
    """A planted cluster, whether tonight's list has it, and since when; `kind` "ill" or "deafened".

    `harmed_on` is the day on which the first ill or deaf worker was examined, None where nobody was yet.
    """

    seed: int
    kind: str
    employer: int
    workers: int
    harmed_on: date | None
    seen_on: date | None
    stands: bool


@dataclass(frozen=True)
class Nights:
    """What the nights over one province brought: planted clusters, and signals of nothing that was planted."""

    seed: int
    months: int
    planted: list[Planted]
    false: list[dict[str, Any]]
    spoilt: list[dict[str, Any]]  # those of them at what only looks like harm


def evaluate(seeds: Sequence[int], workers: int, months: int) -> Iterator[Nights]:
    """One night at the end of each of the last `months` months, for the province of each seed."""
    processes = min(AT_ONCE, len(seeds))
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        yield from pool.map(_nights, seeds, [workers] * len(seeds), [months] * len(seeds))


def summed(nights: Iterable[Nights]) -> dict[str, Any]:
    """Power, false signals a month, and how long before the first case of deafness its cluster was seen."""
    nights = list(nights)
    planted = [each for one in nights for each in one.planted]
    ill = [each for each in planted if each.kind == "ill" and each.workers >= WORTH]
    deafened = [each for each in planted if each.kind == "deafened"]
    early = sorted(_months(each.seen_on, each.harmed_on) for each in deafened if each.seen_on and each.harmed_on)
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
        "planted": [asdict(each) for each in planted],
        "false": [told for one in nights for told in one.false],
    }


def _nights(seed: int, workers: int, months: int) -> Nights:
    province = [make_block(seed, number, size) for number, size in blocks(workers)]
    days = _ends_of_months(months)
    with TemporaryDirectory() as name:
        folder = Path(name)
        write_snapshot(folder, province)
        history = list(_followed(folder, days))
    return _judged(seed, province, days, history)


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


def _judged(seed: int, province: Sequence[Block], days: Sequence[date], history: list[list[Followed]]) -> Nights:
    planted = [each for block in province for each in _planted(seed, block, days, history)]
    true = {each.employer for each in planted}
    spoilt = {where for block in province for where in _spoilt(block)}
    wrong: dict[str, dict[str, Any]] = {}
    for day, night in zip(days, history, strict=True):
        for one in night:
            if not one.signal.lead.employers & true:
                wrong.setdefault(f"{one.name}/{one.began}", _told(seed, day, one.signal))
    false = list(wrong.values())
    return Nights(seed, len(days), planted, false, [each for each in false if spoilt & set(each["employers"])])


def _planted(seed: int, block: Block, days: Sequence[date], history: list[list[Followed]]) -> Iterator[Planted]:
    told = [("ill", each.employer.number, each.ill) for each in block.clusters]
    told += [("deafened", each.employer.number, each.workers) for each in block.deafenings]
    for kind, employer, workers in told:
        shown = [
            visit.on
            for visit in block.visits
            if visit.job.employer.number == employer and visit.shows is not None and visit.shows.planted
        ]
        seen = [day for day, night in zip(days, history, strict=True) if _has(night, employer)]
        stands = bool(history) and _has(history[-1], employer)
        yield Planted(seed, kind, employer, workers, min(shown, default=None), min(seen, default=None), stands)


def _has(night: list[Followed], employer: int) -> bool:
    return any(employer in one.signal.lead.employers for one in night)


def _spoilt(block: Block) -> Iterator[int]:
    """Employers of institutions that shifted or were late, and of drives."""
    institutions = {each.where for each in block.artefacts}
    for employer in block.employers:
        if f"{employer.city}901" in institutions or employer.credit_code in institutions:
            yield employer.number


def _told(seed: int, day: date, signal: Signal) -> dict[str, Any]:
    lead = signal.lead
    return {
        "seed": seed,
        "on": day,
        "layers": signal.layers,
        "outcome": lead.outcome,
        "hazard": lead.hazard,
        "employers": sorted(lead.employers),
        "observed": lead.observed,
        "expected": round(lead.expected, 3),
        "p": lead.p,
    }


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
