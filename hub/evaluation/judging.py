"""What the nights over a province brought, held against what was planted in it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from analytics.clusters.signals.alarm import Alarm
from analytics.clusters.signals.continuity import Followed
from analytics.clusters.signals.merging import Signal
from hub.province.making import Block

HALF = 0.5
Shown = dict[int, dict[int, date]]


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
    seconds: float  # of all nights together


def judged(seed: int, province: Sequence[Block], days: Sequence[date], history: list[list[Followed]]) -> Nights:
    shown = _shown(province)
    seen = [set().union(*(_about(one.signal.lead, shown) for one in night)) for night in history]
    planted = [each for block in province for each in _planted(seed, block, shown, days, seen)]
    spoilt = {where for block in province for where in _spoilt(block)}
    wrong: dict[str, dict[str, Any]] = {}
    for day, night in zip(days, history, strict=True):
        for one in night:
            if not _about(one.signal.lead, shown):
                wrong.setdefault(f"{one.name}/{one.began}", _told(seed, day, one.signal))
    false = list(wrong.values())
    spoilt_ones = [each for each in false if spoilt & set(each["employers"])]
    return Nights(seed, len(days), planted, false, spoilt_ones, 0.0)


def _shown(province: Sequence[Block]) -> Shown:
    """At each employer of a cluster, the days on which planted harm was found, by worker; the first of each."""
    planted = [each.employer.number for block in province for each in block.clusters]
    planted += [each.employer.number for block in province for each in block.deafenings]
    shown: Shown = {number: {} for number in planted}
    visits = sorted((visit for block in province for visit in block.visits), key=lambda visit: visit.on)
    for visit in visits:
        where = visit.job.employer.number
        if where in shown and visit.shows is not None and visit.shows.planted:
            shown[where].setdefault(visit.life.person.number, visit.on)
    return shown


def _about(lead: Alarm, shown: Shown) -> set[int]:
    """The employers of clusters a signal is about. Of several employers, those with planted harm in its days, where
    that is half of its excess or more: a wide net that happens to hold one has not found it."""
    inside = lead.employers & shown.keys()
    if len(lead.employers) == 1:
        return set(inside)
    harm = {where: sum(lead.first <= day <= lead.last for day in shown[where].values()) for where in inside}
    explained = sum(harm.values()) >= HALF * (lead.observed - lead.expected)
    return {where for where in inside if explained and harm[where]}


def _planted(
    seed: int, block: Block, shown: Shown, days: Sequence[date], seen: Sequence[set[int]]
) -> Iterator[Planted]:
    told = [("ill", each.employer.number, each.ill) for each in block.clusters]
    told += [("deafened", each.employer.number, each.workers) for each in block.deafenings]
    for kind, employer, workers in told:
        first = min((day for day, found in zip(days, seen, strict=True) if employer in found), default=None)
        stands = bool(seen) and employer in seen[-1]
        yield Planted(seed, kind, employer, workers, min(shown[employer].values(), default=None), first, stands)


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
