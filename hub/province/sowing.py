"""Plants each fate some times in a block: in whose life it fits, and what life then brings."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from hub.province.cases.fates import ODDS, Fate
from hub.province.lives import Illness, Job, Life, end_jobs
from hub.province.people import TODAY, Employer

LONG_SINCE = date(2020, 1, 1)  # who was at work there by then has been for long
DUST = "dust"


@dataclass(frozen=True)
class Soil:
    """Who it fits, and how many days ago the diagnosis was (of whom none came: the suspicion).

    `stage` 0 is any disease, else a pneumoconiosis. `resigned` and `died` say how many days ago that was.
    """

    fits: Callable[[Life], bool]
    ago: tuple[int, int]
    stage: int = 0
    resigned: tuple[int, int] | None = None
    died: tuple[int, int] | None = None


def employed(life: Life) -> bool:
    """At work for long with an employer that insures."""
    return _at_work(life) and life.jobs[-1].is_insured


def uninsured(life: Life) -> bool:
    """At work for long with an employer that does not."""
    return _at_work(life) and not life.jobs[-1].is_insured


def moved(life: Life) -> bool:
    """Employed, and before that with another employer."""
    return employed(life) and len(life.jobs) > 1 and life.jobs[-2].employer is not life.jobs[-1].employer


def left(life: Life) -> bool:
    """Resigned or retired from an employer that insures and still exists."""
    job = life.jobs[-1]
    return job.ended_on is not None and job.ended_on < LONG_SINCE and job.is_insured and job.employer.closed is None


def laid_off(life: Life) -> bool:
    """Out of work since the employer closed."""
    return life.jobs[-1].ended_on is not None and life.jobs[-1].ended_on == life.jobs[-1].employer.closed


def over_age(life: Life) -> bool:
    """A man retired for years."""
    job = life.jobs[-1]
    return life.person.sex == "1" and job.ended_on == life.retires_on and job.ended_on < date(2023, 6, 1)


def _at_work(life: Life) -> bool:
    return life.jobs[-1].ended_on is None and life.jobs[-1].started_on < LONG_SINCE


SOILS = {
    Fate.NEVER_DIAGNOSED: Soil(employed, (150, 900)),
    Fate.REPORTED_LATE: Soil(employed, (250, 600)),
    Fate.NO_APPLICATION: Soil(employed, (400, 1500)),
    Fate.WINDOW_CLOSING: Soil(employed, (280, 360)),
    Fate.NOT_ADVISED: Soil(left, (40, 250)),
    Fate.NOT_ACCEPTED: Soil(employed, (80, 500)),
    Fate.TURNED_AWAY: Soil(uninsured, (600, 1500)),
    Fate.NOT_DECIDED: Soil(employed, (200, 700)),
    Fate.NOT_ASSESSED: Soil(employed, (600, 1500)),
    Fate.NOT_SERVED: Soil(employed, (400, 1200)),
    Fate.NO_LUMP_SUM: Soil(employed, (400, 1500)),
    Fate.WRONG_BASE: Soil(employed, (400, 1300)),
    Fate.ALLOWANCE_STOPS: Soil(employed, (900, 1500), stage=2),
    Fate.LOW_ALLOWANCE: Soil(employed, (600, 1500), stage=2),
    Fate.NO_NURSING: Soil(employed, (600, 1500), stage=3),
    Fate.NO_SUBSIDY: Soil(employed, (700, 1500), resigned=(150, 300), stage=1),
    Fate.NO_SURVIVORS: Soil(employed, (900, 1500), stage=2, died=(100, 300)),
    Fate.PAID_ON: Soil(employed, (900, 1500), stage=2, died=(100, 300)),
    Fate.UNPAID: Soil(uninsured, (400, 1500)),
    Fate.EMPLOYER_GONE: Soil(laid_off, (400, 1200)),
    Fate.MOVED_ON: Soil(moved, (300, 1200)),
    Fate.NOT_REVIEWED: Soil(employed, (1300, 1800), stage=1),
    Fate.OVER_AGE: Soil(over_age, (200, 400)),
}


def sow(chance: Random, lives: list[Life], employers: list[Employer]) -> dict[int, Fate]:
    """Plant every fate. Gives the numbers of those concerned with theirs."""
    planted: dict[int, Fate] = {}
    for fate, soil in SOILS.items():
        fit = [life for life in lives if life.died_on is None and not life.illnesses and soil.fits(life)]
        fit = [life for life in fit if life.person.number not in planted and _may_have(life, fate, soil)]
        for life in chance.sample(fit, min(ODDS[fate].planted, len(fit))):
            planted[life.person.number] = fate
            if fate is Fate.OVER_AGE:
                life.jobs.append(_job_of_old_age(chance, life, soil, employers))
            else:
                _fall_ill(chance, life, fate, soil)
    return planted


def _may_have(life: Life, fate: Fate, soil: Soil) -> bool:
    return soil.stage == 0 or _job(life, fate).employer.trade.harms[0].kind == DUST


def _job(life: Life, fate: Fate) -> Job:
    """The job that made them ill."""
    return life.jobs[-2 if fate is Fate.MOVED_ON else -1]


def _fall_ill(chance: Random, life: Life, fate: Fate, soil: Soil) -> None:
    job = _job(life, fate)
    harm, found_on = job.employer.trade.harms[0], _ago(chance, soil.ago)
    stage = max(soil.stage, 1) if harm.kind == DUST else 0
    life.illnesses.append(Illness(harm, job, found_on - timedelta(days=60), stage, planted=True, found_on=found_on))
    if soil.resigned:
        job.ended_on = _ago(chance, soil.resigned)
    if soil.died:
        life.died_on, life.died_of_work, life.keeps = _ago(chance, soil.died), True, True
        end_jobs(life.jobs, life.died_on)


def _job_of_old_age(chance: Random, life: Life, soil: Soil, employers: Iterable[Employer]) -> Job:
    """Taken on again by somebody who does not insure them."""
    employer = chance.choice([each for each in employers if each.closed is None])
    return Job(employer, _ago(chance, soil.ago), None, life.jobs[-1].level, off_the_books=True)


def _ago(chance: Random, days: tuple[int, int]) -> date:
    return TODAY - timedelta(days=chance.randrange(*days))
