"""Working lives over fifteen years: jobs, the dose they bring, and the illness that follows from it or does not."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from hub.province.people import FIRST_DAY, TODAY, Employer, Person
from hub.province.trades import Harm

YEAR = 365.25
BEFORE = 24.0  # years of work before the story begins, at most
STAYS = 12.0  # years with an employer, on average
LOOKS = 4  # for work in the trade one knows, before another is taken up
RETIRES = {"1": 60, "2": 50}


@dataclass
class Job:
    """A job with one employer, from a day until a day (None: still). `off_the_books`: not insured, whoever insures."""

    employer: Employer
    started_on: date
    ended_on: date | None
    level: float
    off_the_books: bool = False

    @property
    def is_insured(self) -> bool:
        return self.employer.insures and not self.off_the_books

    def is_in(self, day: date) -> bool:
        """Was the job held in the month of `day`?"""
        return self.started_on.replace(day=1) <= day and (self.ended_on is None or self.ended_on >= day.replace(day=1))

    def years_until(self, day: date) -> float:
        """Years in this job up to `day`."""
        end = min(day, self.ended_on or day)
        return max(0.0, (end - self.started_on).days / YEAR)


@dataclass
class Illness:
    """What a hazard did: from `onset_on` on an examination can see it, unless a hospital has it on `found_on`."""

    harm: Harm
    job: Job
    onset_on: date
    stage: int
    planted: bool = False
    found_on: date | None = None


@dataclass
class Life:
    """One person with their jobs and illnesses; `died_on` when they did, `keeps` whether they kept anyone.

    From `deafened_from` on they lose far more hearing each year than noise of the usual kind takes.
    """

    person: Person
    jobs: list[Job]
    illnesses: list[Illness] = field(default_factory=list)
    died_on: date | None = None
    died_of_work: bool = False
    keeps: bool = False
    deafened_from: date | None = None

    @property
    def retires_on(self) -> date:
        """The first day of the pension."""
        return date(self.person.born.year + RETIRES[self.person.sex], self.person.born.month, 1)

    @property
    def retired_on(self) -> date | None:
        """The day on which an insured job ended with the pension, so that the bureau knows of it."""
        last = next((job for job in self.jobs if job.ended_on == self.retires_on and job.is_insured), None)
        return last.ended_on if last else None

    def why_ended(self, job: Job) -> str:
        """Why a job ended, in the words of the insurance."""
        if job.ended_on == self.died_on:
            return "death"
        if job.ended_on == self.retires_on:
            return "retirement"
        return "employer_closed" if job.ended_on == job.employer.closed else "worker_resigned"

    def dose(self, harm: Harm, day: date) -> float:
        """Years at the limit of that hazard, up to `day`."""
        return sum(job.years_until(day) * job.level for job in self.jobs if harm in job.employer.trade.harms)


def live(chance: Random, person: Person, employers: Sequence[Employer], weights: Sequence[float]) -> Life:
    """A life: jobs, then what they did."""
    life = Life(person, list(_jobs(chance, person, employers, weights)))
    if chance.random() < 0.012:
        first = life.jobs[0].started_on
        life.died_on = first + timedelta(days=chance.randrange(200, max(201, (TODAY - first).days)))
        life.died_on = min(life.died_on, TODAY)
        end_jobs(life.jobs, life.died_on)
    for harm in {harm.hazard: harm for job in life.jobs for harm in job.employer.trade.harms}.values():
        illness = _illness(chance, life, harm)
        if illness is not None:
            life.illnesses.append(illness)
    life.illnesses[1:] = []  # a second one is one in two hundred, and nobody tells its payments from the first one's
    return life


def _jobs(chance: Random, person: Person, employers: Sequence[Employer], weights: Sequence[float]) -> Iterator[Job]:
    """One to four jobs, most with one employer for a long time, the next ones mostly in the same trade."""
    adult = date(person.born.year + 19, 1, 1)
    start = max(adult, FIRST_DAY - timedelta(days=chance.randrange(int(BEFORE * YEAR))))
    start += timedelta(days=chance.randrange(int(4 * YEAR)))
    retires = date(person.born.year + RETIRES[person.sex], person.born.month, 1)
    last = min(retires, TODAY)
    start = min(start, last - timedelta(days=400))
    employer = chance.choices(employers, cum_weights=weights)[0]
    for _ in range(4):
        start = max(start, employer.opened)
        start = min(last - timedelta(days=200), start)
        end = start + timedelta(days=int(chance.expovariate(1 / STAYS) * YEAR) + 200)
        level = employer.trade.level * employer.level * chance.lognormvariate(0.0, 0.3)
        if end >= last:
            yield Job(employer, start, retires if retires <= TODAY else None, level)
            return
        yield Job(employer, start, end, level)
        start = end + timedelta(days=chance.randrange(10, 200))
        if start >= last - timedelta(days=200):
            return
        employer = _next_employer(chance, employer, chance.choices(employers, cum_weights=weights, k=LOOKS))


def _next_employer(chance: Random, last: Employer, found: Sequence[Employer]) -> Employer:
    """The first of those found in the trade one knows, else any of them."""
    return next((each for each in found if each.trade is last.trade), chance.choice(found))


def end_jobs(jobs: list[Job], day: date) -> None:
    """Death ends all jobs that go on, and those that would have begun later never do."""
    jobs[:] = [job for job in jobs if job.started_on < day] or jobs[:1]
    for job in jobs:
        if job.ended_on is None or job.ended_on > day:
            job.ended_on = day


def _illness(chance: Random, life: Life, harm: Harm) -> Illness | None:
    """When the summed hazard passes what this person withstands; looked at once a year."""
    withstands = chance.expovariate(1.0)
    first = next(job for job in life.jobs if harm in job.employer.trade.harms)
    day = first.started_on + timedelta(days=int(harm.latency_years * YEAR))
    suffered = 0.0
    while day < (life.died_on or TODAY):
        suffered += harm.rate * max(0.0, life.dose(harm, day) - harm.threshold) ** 1.5
        if suffered >= withstands:
            exposed = [job for job in life.jobs if harm in job.employer.trade.harms and job.started_on < day]
            onset = day + timedelta(days=chance.randrange(365))
            seen = FIRST_DAY <= onset < TODAY
            return Illness(harm, exposed[-1], onset, _stage(chance, harm)) if seen else None
        day += timedelta(days=365)
    return None


def _stage(chance: Random, harm: Harm) -> int:
    """Pneumoconiosis is found in stage 1, 2 or 3; others have none (0)."""
    return chance.choices((1, 2, 3), (86.9, 11.9, 1.2))[0] if harm.kind == "dust" else 0
