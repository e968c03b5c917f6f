"""Plants in a block what nature brings too seldom: clusters of ill and of deafened people, and employers that end."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from hub.province.lives import Illness, Job, Life
from hub.province.people import TODAY, Employer
from hub.province.trades import NOISE

CLUSTER_SIZE = (25, 160)  # people at work there in the last years
CLUSTER_SHARE = 0.3  # of them fall ill
CLUSTER_UPTAKE = 4.0  # where people fall ill in numbers, they are looked at
RECENT = 600  # days
DEAFENED_SHARE = 0.6  # of the staff, where hearing protection failed
DEAFENED_AGO = (1100, 1200)  # days
DEAF_AFTER = (900, 1100)  # days later the first are suspected of noise deafness
DEAF_SHARE = 0.1
CLOSED = 4  # employers of a block that ended while people worked there
CLOSED_STAFF = (3, 12)
BEGUN = timedelta(days=200)  # at least, before the end
CLOSED_BETWEEN = (date(2019, 1, 1), date(2023, 6, 1))


@dataclass(frozen=True)
class Cluster:
    """A planted cluster: where, of which hazard, and how many fell ill."""

    employer: Employer
    hazard: str
    ill: int


@dataclass(frozen=True)
class Deafening:
    """An employer where hearing protection failed on `began`: whose hearing it took, and who was suspected deaf."""

    employer: Employer
    began: date
    workers: int
    deaf: int


def plant_cluster(chance: Random, employers: list[Employer], lives: list[Life]) -> list[Cluster]:
    """One employer of middling size where a third fall ill within two years."""
    staff = _staff(lives)
    fit = _middling(employers, staff)
    if not fit:
        return []
    employer = chance.choice(fit)
    harm = employer.trade.harms[0]
    watched = replace(employer, uptake=CLUSTER_UPTAKE)
    _replace(employers, lives, watched)
    ill = chance.sample(staff[employer.number], int(len(staff[employer.number]) * CLUSTER_SHARE))
    for life in ill:
        onset = TODAY - timedelta(days=chance.randrange(200, RECENT + 200))
        life.illnesses.append(Illness(harm, life.jobs[-1], onset, 1 if harm.kind == "dust" else 0, planted=True))
    return [Cluster(watched, harm.hazard, len(ill))]


def plant_deafening(
    chance: Random, employers: list[Employer], lives: list[Life], kept: list[Cluster]
) -> list[Deafening]:
    """One noisy employer, looked at every year, where hearing is lost for years before anybody is suspected deaf."""
    staff, taken = _staff(lives), {cluster.employer.number for cluster in kept}
    fit = [each for each in _middling(employers, staff) if NOISE in each.trade.harms and each.number not in taken]
    if not fit:
        return []
    employer = replace(chance.choice(fit), uptake=CLUSTER_UPTAKE)
    _replace(employers, lives, employer)
    began = TODAY - timedelta(days=chance.randint(*DEAFENED_AGO))
    deafened = chance.sample(staff[employer.number], int(len(staff[employer.number]) * DEAFENED_SHARE))
    for life in deafened:
        life.deafened_from = began
    deaf = deafened[: max(1, int(len(deafened) * DEAF_SHARE))]
    for life in deaf:
        onset = began + timedelta(days=chance.randint(*DEAF_AFTER))
        life.illnesses.append(Illness(NOISE, life.jobs[-1], onset, 0, planted=True))
    return [Deafening(employer, began, len(deafened), len(deaf))]


def _staff(lives: list[Life]) -> dict[int, list[Life]]:
    """Who has been at work there for some years and is not ill, by the number of the employer."""
    staff: dict[int, list[Life]] = {}
    for life in lives:
        job = life.jobs[-1]
        if job.ended_on is None and (TODAY - job.started_on).days > 1200 and not life.illnesses:
            staff.setdefault(job.employer.number, []).append(life)
    return staff


def _middling(employers: list[Employer], staff: dict[int, list[Life]]) -> list[Employer]:
    least, most = CLUSTER_SIZE
    return [employer for employer in employers if least <= len(staff.get(employer.number, ())) <= most]


def close_employers(chance: Random, employers: list[Employer], lives: list[Life], kept: set[int]) -> None:
    """Some small employers end, and with them the jobs there; who begins there later in truth begins elsewhere."""
    current = (life.jobs[-1] for life in lives if life.jobs[-1].ended_on is None)
    staff = Counter(job.employer.number for job in current if job.started_on < CLOSED_BETWEEN[0] - BEGUN)
    least, most = CLOSED_STAFF
    alike = Counter(employer.trade.name for employer in employers)
    fit = [each for each in employers if least <= staff[each.number] <= most and alike[each.trade.name] > CLOSED]
    fit = [each for each in fit if each.number not in kept]
    first, last = (day.toordinal() for day in CLOSED_BETWEEN)
    for employer in chance.sample(fit, min(CLOSED, len(fit))):
        closed = date.fromordinal(chance.randrange(first, last))
        others = [each for each in employers if each.trade is employer.trade and each.number != employer.number]
        gone = replace(employer, closed=closed)
        _replace(employers, lives, gone)
        for job in (job for life in lives for job in life.jobs if job.employer is gone):
            _close(chance, job, closed, [each for each in others if each.closed is None])


def _close(chance: Random, job: Job, closed: date, others: list[Employer]) -> None:
    if job.started_on >= closed - BEGUN:
        job.employer = chance.choice(others)
    elif job.ended_on is None or job.ended_on > closed:
        job.ended_on = closed


def _replace(employers: list[Employer], lives: list[Life], new: Employer) -> None:
    place = next(n for n, employer in enumerate(employers) if employer.number == new.number)
    employers[place] = new
    for life in lives:
        for job in life.jobs:
            if job.employer.number == new.number:
                job.employer = new
