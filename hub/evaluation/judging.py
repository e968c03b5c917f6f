"""What the nights over a province brought, held against what was planted in it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from analytics.clusters.signals.continuity import Followed
from analytics.clusters.signals.merging import Signal
from hub.province.making import Block


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
    planted = [each for block in province for each in _planted(seed, block, days, history)]
    true = {each.employer for each in planted}
    spoilt = {where for block in province for where in _spoilt(block)}
    wrong: dict[str, dict[str, Any]] = {}
    for day, night in zip(days, history, strict=True):
        for one in night:
            if not one.signal.lead.employers & true:
                wrong.setdefault(f"{one.name}/{one.began}", _told(seed, day, one.signal))
    false = list(wrong.values())
    spoilt_ones = [each for each in false if spoilt & set(each["employers"])]
    return Nights(seed, len(days), planted, false, spoilt_ones, 0.0)


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
