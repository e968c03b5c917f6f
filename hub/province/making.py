"""Makes the province block by block: each some thousands of people and their employers, from a seed of its own."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from random import Random

from hub.province.artefacts import Artefact, spoil
from hub.province.cases.case import Case
from hub.province.cases.fates import Fate
from hub.province.cases.stations import follow
from hub.province.lives import Life, live
from hub.province.people import Employer, make_employer, make_person
from hub.province.planting import Cluster, Deafening, close_employers, plant_cluster, plant_deafening
from hub.province.sowing import sow
from hub.province.visits import IN_JOB, Visit, visits_of

BLOCK = 5_000
WORKERS_PER_EMPLOYER = 28
HEADCOUNT = {"01": 800, "02": 150, "03": 30, "04": 8}
LATE_VISIT = (date(2026, 7, 2), date(2026, 9, 30))  # over-age workers must be insured since 2026-07-01 (令56)


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
    deafenings: list[Deafening]
    artefacts: list[Artefact]
    planted: dict[int, Fate]  # person number -> the fate planted for them


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
    clusters = plant_cluster(chance, employers, lives)
    deafenings = plant_deafening(chance, employers, lives, clusters)
    harmed = {cluster.employer.number for cluster in clusters} | {each.employer.number for each in deafenings}
    close_employers(chance, employers, lives, harmed)
    planted = sow(chance, lives, employers)
    visits = [visit for life in lives for visit in visits_of(chance, life)]
    visits += _late_visits(chance, lives, planted)
    artefacts = spoil(seed, number, lives, visits, harmed)
    cases = list(_cases(chance, lives, visits, planted))
    return Block(number, chance, employers, lives, visits, cases, clusters, deafenings, artefacts, planted)


def _late_visits(chance: Random, lives: Sequence[Life], planted: dict[int, Fate]) -> Iterator[Visit]:
    """Over-age workers whom nobody insured are examined, so that somebody can know of them."""
    first, last = (day.toordinal() for day in LATE_VISIT)
    for life in lives:
        if planted.get(life.person.number) is Fate.OVER_AGE:
            day = date.fromordinal(chance.randint(first, last))
            yield Visit(life, life.jobs[-1], IN_JOB, day, planted=True)


def _cases(chance: Random, lives: Sequence[Life], visits: Sequence[Visit], planted: dict[int, Fate]) -> Iterator[Case]:
    seen = {id(visit.shows): visit.on for visit in visits if visit.shows is not None}
    for life in lives:
        for illness in life.illnesses:
            fate = planted.get(life.person.number)
            yield follow(chance, life, illness, seen_on=seen.get(id(illness)), fate=fate)
