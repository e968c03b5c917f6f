"""Examinations as they were done: on taking a job, in it, on leaving it; unevenly, and sometimes not at all."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from hub.province.lives import Illness, Job, Life
from hub.province.people import FIRST_DAY, TODAY

PRE_JOB, IN_JOB, LEAVING = "01", "02", "03"
NO_MORE_REVIEWS = date(2026, 8, 1)  # GBZ 188—2025 knows four conclusions, not five


@dataclass
class Visit:
    """One examination, with its conclusion and, where a disease is suspected, which illness showed.

    Of a planted one the truth depends on, so nobody slips in writing it down.
    """

    life: Life
    job: Job
    exam_type: str
    on: date
    conclusion: str = "01"
    shows: Illness | None = None
    planted: bool = False
    reads_too_much: float = 0.0  # dB, the institution's audiometer
    reported_on: date | None = None  # None: a week later, as usual


def visits_of(chance: Random, life: Life) -> list[Visit]:
    """All examinations of a life, in the order of their days."""
    visits = [visit for job in life.jobs for visit in _of_job(chance, life, job)]
    visits.sort(key=lambda visit: visit.on)
    known: list[Illness] = []
    for visit in visits:
        _conclude(chance, visit, known)
    return visits


def _of_job(chance: Random, life: Life, job: Job) -> list[Visit]:
    uptake = job.employer.uptake
    days: list[tuple[str, date]] = []
    if chance.random() < uptake * 0.5:
        days.append((PRE_JOB, job.started_on - timedelta(days=chance.randrange(1, 25))))
    day = max(job.started_on, FIRST_DAY) + timedelta(days=chance.randrange(330, 400))
    last = job.ended_on or TODAY
    while day < last:
        if chance.random() < uptake * 0.22:  # coverage is far from complete, see the provincial figures
            days.append((IN_JOB, day))
        day += timedelta(days=chance.randrange(340, 430))
    if job.ended_on and job.ended_on < TODAY and chance.random() < uptake * 0.3:
        days.append((LEAVING, job.ended_on - timedelta(days=chance.randrange(0, 20))))
    return [Visit(life, job, kind, day) for kind, day in days if FIRST_DAY <= day <= TODAY and _alive(life, day)]


def _alive(life: Life, day: date) -> bool:
    return life.died_on is None or day < life.died_on


def _conclude(chance: Random, visit: Visit, known: list[Illness]) -> None:
    """An illness shows with its first examination after the onset, mostly; of the rest a few have other findings."""
    harms = visit.job.employer.trade.harms
    for illness in visit.life.illnesses:
        if illness.found_on is not None or illness.onset_on > visit.on or illness in known:
            continue
        if illness.harm in harms and chance.random() < 0.85:
            known.append(illness)
            visit.conclusion, visit.shows = "02", illness
            return
    luck = chance.random()
    if luck < 0.0187:
        visit.conclusion = "03"
    elif luck < 0.12:
        visit.conclusion = "04"
    elif luck < 0.15 and visit.on < NO_MORE_REVIEWS:
        visit.conclusion = "05"
