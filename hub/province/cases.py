"""What becomes of an illness: found, diagnosed, determined, assessed, paid; with the delays and failures of life."""

import math
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from hub.province.lives import YEAR, Illness, Life
from hub.province.people import TODAY

LUMP_SUM_MONTHS = {1: 27, 2: 25, 3: 23, 4: 21, 5: 18, 6: 16, 7: 13, 8: 11, 9: 9, 10: 7}  # 工伤保险条例 35 to 37
ALLOWANCE_SHARE = {1: 0.90, 2: 0.85, 3: 0.80, 4: 0.75}  # 条例 35
LATE = 400  # days after which the story looks at a gap as lasting


@dataclass
class Case:
    """The stations of one illness; a station that was never reached is None."""

    life: Life
    illness: Illness
    suspected_on: date | None = None
    diagnosed_on: date | None = None
    applicant: str | None = None
    applied_on: date | None = None
    accepted_on: date | None = None
    decided_on: date | None = None
    served_on: date | None = None
    assessment_applied_on: date | None = None
    assessed_on: date | None = None
    assessment_served_on: date | None = None
    grade: int | None = None
    nursing: str | None = None
    paid_on: date | None = None
    allowances: list[date] = field(default_factory=list)


def follow(chance: Random, life: Life, illness: Illness, *, seen_on: date | None, fate: str | None = None) -> Case:
    """The case of an illness that an examination showed on `seen_on` (None: the person went to a hospital, or never).

    `fate` plants a gap: "no_application" or "no_lump_sum".
    """
    case = Case(life, illness, suspected_on=seen_on)
    if seen_on is None:
        if fate is None and chance.random() < 0.5:
            return case
        seen_on = illness.onset_on + timedelta(days=chance.randrange(100, 1200))
    case.diagnosed_on = _past(seen_on + timedelta(days=15 + int(chance.lognormvariate(4.3, 0.7))))
    if case.diagnosed_on is None or (fate is None and case.suspected_on and chance.random() < 0.08):
        case.diagnosed_on = None
        return case
    if fate != "no_application":
        _apply(chance, case, case.diagnosed_on, certain=fate is not None)
    if case.served_on is not None:
        _assess(chance, case, case.served_on)
    if case.assessment_served_on is not None and illness.job.employer.insures and fate != "no_lump_sum":
        _pay(chance, case, case.assessment_served_on)
    return case


def _apply(chance: Random, case: Case, diagnosed_on: date, *, certain: bool) -> None:
    """Most employers apply in time, some late; some workers do it themselves; for some nobody does."""
    duty = case.illness.job.employer.dutiful
    luck = 0.0 if certain else chance.random()
    if luck < duty:
        case.applicant, days = "employer", chance.randrange(3, 30)
    elif luck < duty + (1 - duty) * 0.4:
        case.applicant, days = "employer", chance.randrange(31, 300)
    elif luck < duty + (1 - duty) * 0.7:
        case.applicant, days = chance.choice(("worker", "worker", "relative")), chance.randrange(35, 360)
    else:
        case.applicant, days = None, 0
    case.applied_on = _past(diagnosed_on + timedelta(days=days)) if case.applicant else None
    if case.applied_on:
        case.accepted_on = _past(case.applied_on + timedelta(days=chance.randrange(1, 16)))
    if case.accepted_on:
        case.decided_on = _past(case.accepted_on + timedelta(days=chance.randrange(10, 61)))
    if case.decided_on:
        case.served_on = _past(case.decided_on + timedelta(days=chance.randrange(1, 21)))


def _assess(chance: Random, case: Case, served_on: date) -> None:
    """Grades by disease and stage; the nursing level is for the gravest."""
    case.assessment_applied_on = _past(served_on + timedelta(days=chance.randrange(10, 200)))
    if case.assessment_applied_on is None:
        return
    case.assessed_on = _past(case.assessment_applied_on + timedelta(days=chance.randrange(20, 91)))
    if case.assessed_on is None:
        return
    case.assessment_served_on = _past(case.assessed_on + timedelta(days=chance.randrange(1, 16)))
    case.grade = _grade(chance, case.illness)
    case.nursing = "none" if case.grade > 3 else chance.choice(("partial", "major", "full"))


def _grade(chance: Random, illness: Illness) -> int:
    if illness.harm.kind == "dust":
        return {1: chance.choice((6, 7, 7, 7)), 2: chance.choice((3, 4, 4)), 3: chance.choice((1, 2, 2))}[illness.stage]
    if illness.harm.kind == "noise":
        return chance.choice((7, 8, 9, 9, 10, 10))
    return chance.choice((4, 6, 8, 8))


def _pay(chance: Random, case: Case, served_on: date) -> None:
    """The fund pays most lump sums within two months, some late, a few not yet."""
    days = chance.randrange(7, 29) if chance.random() < 0.93 else chance.randrange(60, LATE)
    case.paid_on = _past(served_on + timedelta(days=days))
    if case.grade in ALLOWANCE_SHARE:
        month = (served_on.replace(day=1) + timedelta(days=32)).replace(day=15)
        end = case.life.died_on or TODAY
        while month <= end and len(case.allowances) < 24:
            case.allowances.append(month)
            month = (month.replace(day=1) + timedelta(days=32)).replace(day=15)


def monthly_wage(life: Life, day: date) -> float:
    """Contribution wage of that person in that year, yuan: by person, growing with the years."""
    own = 0.7 + (life.person.number * 7919 % 1000) / 1000 * 0.9
    return round(own * 3300.0 * math.exp(0.066 * (day - date(2011, 1, 1)).days / YEAR), 2)


def _past(day: date) -> date | None:
    """The day, when it has come already."""
    return day if day <= TODAY else None
