"""Makes the province block by block: each some thousands of people and their employers, from a seed of its own."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import accumulate
from random import Random

from hub.province.cases import Case, follow
from hub.province.lives import Illness, Life, live
from hub.province.people import TODAY, Employer, make_employer, make_person
from hub.province.visits import Visit, visits_of

BLOCK = 5_000
WORKERS_PER_EMPLOYER = 28
HEADCOUNT = {"01": 800, "02": 150, "03": 30, "04": 8}
CLUSTER_SIZE = (25, 160)  # people at work there in the last years
CLUSTER_SHARE = 0.3  # of them fall ill
CLUSTER_UPTAKE = 4.0  # where people fall ill in numbers, they are looked at
GAPS_PLANTED = 4  # of each kind in a block
RECENT = 600  # days


@dataclass(frozen=True)
class Cluster:
    """A planted cluster: where, of which hazard, and how many fell ill."""

    employer: Employer
    hazard: str
    ill: int


@dataclass
class Block:
    """A part of the province."""

    number: int
    chance: Random
    employers: list[Employer]
    lives: list[Life]
    visits: list[Visit]
    cases: list[Case]
    clusters: list[Cluster]
    planted: dict[int, str]  # person number -> the gap planted for them


def blocks(workers: int) -> list[tuple[int, int]]:
    """Number and size of each block."""
    return [(n, min(BLOCK, workers - n * BLOCK)) for n in range(-(-workers // BLOCK))]


def make_block(seed: int, number: int, size: int) -> Block:
    """The block of that number: the same seed makes the same block, whatever the others are."""
    chance = Random(f"{seed}/{number}")
    first = number * BLOCK
    employers = [make_employer(chance, first + n) for n in range(max(5, size // WORKERS_PER_EMPLOYER))]
    weights = list(accumulate(HEADCOUNT[employer.size] for employer in employers))
    lives = [live(chance, make_person(chance, first + n), employers, weights) for n in range(size)]
    clusters = _plant_clusters(chance, employers, lives)
    planted = _plant_gaps(chance, lives)
    visits = [visit for life in lives for visit in visits_of(chance, life)]
    cases = list(_cases(chance, lives, visits, planted))
    return Block(number, chance, employers, lives, visits, cases, clusters, planted)


def _plant_clusters(chance: Random, employers: list[Employer], lives: list[Life]) -> list[Cluster]:
    """One employer of middling size where a third fall ill within two years."""
    staff: dict[int, list[Life]] = {}
    for life in lives:
        job = life.jobs[-1]
        if job.ended_on is None and (TODAY - job.started_on).days > 1200 and not life.illnesses:
            staff.setdefault(job.employer.number, []).append(life)
    least, most = CLUSTER_SIZE
    fit = [employer for employer in employers if least <= len(staff.get(employer.number, ())) <= most]
    if not fit:
        return []
    employer = chance.choice(fit)
    harm = employer.trade.harms[0]
    watched = replace(employer, uptake=CLUSTER_UPTAKE)
    employers[employers.index(employer)] = watched
    for life in lives:
        for job in life.jobs:
            if job.employer.number == employer.number:
                job.employer = watched
    ill = chance.sample(staff[employer.number], int(len(staff[employer.number]) * CLUSTER_SHARE))
    for life in ill:
        onset = TODAY - timedelta(days=chance.randrange(200, RECENT + 200))
        life.illnesses.append(Illness(harm, life.jobs[-1], onset, 1 if harm.kind == "dust" else 0, planted=True))
    return [Cluster(watched, harm.hazard, len(ill))]


def _plant_gaps(chance: Random, lives: list[Life]) -> dict[int, str]:
    """People who fell ill, were diagnosed, and for whom one station then failed."""
    planted: dict[int, str] = {}
    for fate in ("no_application", "no_lump_sum"):
        fit = [life for life in lives if not life.illnesses and life.died_on is None and _long_insured(life)]
        for life in chance.sample(fit, min(GAPS_PLANTED, len(fit))):
            harm, job = life.jobs[-1].employer.trade.harms[0], life.jobs[-1]
            onset = date(2022, 1, 1) + timedelta(days=chance.randrange(800))
            life.illnesses.append(Illness(harm, job, onset, 1 if harm.kind == "dust" else 0, planted=True))
            planted[life.person.number] = fate
    return planted


def _long_insured(life: Life) -> bool:
    job = life.jobs[-1]
    return job.ended_on is None and job.started_on < date(2020, 1, 1) and job.employer.insures


def _cases(chance: Random, lives: Sequence[Life], visits: Sequence[Visit], planted: dict[int, str]) -> list[Case]:
    seen = {id(visit.shows): visit.on for visit in visits if visit.shows is not None}
    cases = []
    for life in lives:
        for illness in life.illnesses:
            fate = planted.get(life.person.number, "certain" if illness.planted else None)
            cases.append(follow(chance, life, illness, seen_on=seen.get(id(illness)), fate=fate))
    return cases
