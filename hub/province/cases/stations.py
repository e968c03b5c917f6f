"""The way of a case: found, diagnosed, determined, assessed. In time at every station, but for what its fate says."""

from datetime import date
from random import Random

from hub.province.cases import fates
from hub.province.cases.assessing import assess
from hub.province.cases.case import Case, Standing, past, standing
from hub.province.cases.fates import Fate, draw
from hub.province.cases.figures import days_after
from hub.province.cases.payments import pay
from hub.province.lives import Illness, Life
from hub.province.people import TODAY
from hub.province.visits import NO_MORE_REVIEWS

THIRTY_DAYS_SINCE = NO_MORE_REVIEWS  # GBZ 188—2025, annex G: to be brought to diagnosis within thirty days
CONTESTED = 0.03
NO_ANSWER = (Fate.NO_APPLICATION, Fate.WINDOW_CLOSING, Fate.NOT_ADVISED, Fate.EMPLOYER_GONE)


def follow(chance: Random, life: Life, illness: Illness, *, seen_on: date | None, fate: Fate | None = None) -> Case:
    """The case of an illness that an examination showed on `seen_on` (None: the person went to a hospital, or never).

    `fate` is the planted one; else one is drawn.
    """
    case = Case(life, illness, suspected_on=seen_on)
    if illness.found_on is not None:
        _plant(case, illness.found_on, fate or Fate.RIGHT)
    else:
        _find(chance, case, seen_on)
    if case.diagnosed_on is None:
        return case
    stood = standing(life, illness, case.diagnosed_on)
    if fate is None and case.fate is Fate.RIGHT:
        case.fate = _drawn(chance, case, stood)
    _report(chance, case, case.diagnosed_on)
    _determine(chance, case, stood)
    if case.is_recognised and case.served_on is not None:
        assess(chance, case, case.served_on)
    pay(chance, case)
    return case


def _plant(case: Case, found_on: date, fate: Fate) -> None:
    """A hospital found it, on a day that suits the fate."""
    case.fate = fate
    if fate is Fate.NEVER_DIAGNOSED:
        case.suspected_on = found_on
    else:
        case.diagnosed_on = found_on


def _find(chance: Random, case: Case, seen_on: date | None) -> None:
    """From the examination, or the hospital, to the diagnosis; of those that no examination saw, half are never found.

    Where people fall ill in numbers, everybody is looked for.
    """
    sure = case.illness.planted
    if seen_on is None:
        if not sure and chance.random() < 0.5:
            return
        seen_on = days_after(case.illness.onset_on, chance.randrange(100, 1200))
    elif not sure:
        case.fate = draw(chance, fates.FINDING)
    if case.fate is Fate.NEVER_DIAGNOSED:
        return
    quick = (5, 28) if seen_on >= THIRTY_DAYS_SINCE else (15, 88)
    days = 95 + int(chance.lognormvariate(4.3, 0.7)) if case.fate is Fate.SLOW_DIAGNOSIS else chance.randrange(*quick)
    case.diagnosed_on = case.reached(days_after(seen_on, days))
    if case.diagnosed_on is None and case.life.died_on is not None:
        case.fate = Fate.NEVER_DIAGNOSED


def _drawn(chance: Random, case: Case, stood: Standing) -> Fate:
    """What goes wrong after the diagnosis: other things for the employed than for those nobody insured, or who left."""
    employer = case.illness.job.employer
    if stood is Standing.MOVED:
        return Fate.MOVED_ON
    if stood is Standing.EMPLOYED:
        return draw(chance, fates.OF_EMPLOYED, employer.dutiful)
    if employer.closed and case.diagnosed_on and employer.closed < case.diagnosed_on:
        return Fate.EMPLOYER_GONE
    return draw(chance, fates.OF_LEAVERS if stood is Standing.LEFT else fates.OF_UNINSURED)


def _report(chance: Random, case: Case, diagnosed_on: date) -> None:
    """Within a week; some contest the diagnosis, in vain."""
    late = case.fate is Fate.REPORTED_LATE
    case.reported_on = min(days_after(diagnosed_on, chance.randrange(20, 200) if late else 7), TODAY)
    if case.fate is Fate.RIGHT and chance.random() < CONTESTED:
        contested_on = days_after(diagnosed_on, chance.randrange(5, 30))
        case.appraised_on = case.reached(days_after(contested_on, chance.randrange(15, 40)))
        case.contested_on = contested_on if case.appraised_on else None


def _determine(chance: Random, case: Case, stood: Standing) -> None:
    """The employer applies in time, or who else the fate says; then the department answers."""
    if case.fate in NO_ANSWER or case.clock_on is None:
        return
    case.applicant, within = _applicant(case, stood)
    case.applied_on = past(days_after(case.clock_on, chance.randrange(*within)))
    if case.applied_on is None:
        case.applicant = None
    elif case.fate is Fate.TURNED_AWAY:
        case.decided_on = past(days_after(case.applied_on, chance.randrange(1, 16)))
        case.decision = "not_accepted" if case.decided_on else None
    elif case.fate is not Fate.NOT_ACCEPTED:
        _decide(chance, case, case.applied_on)


def _applicant(case: Case, stood: Standing) -> tuple[str, tuple[int, int]]:
    """Who applies, and after how many days: whose employer was no more by then applies before they must be advised."""
    dead = case.life.died_on is not None and case.life.died_on < days_after(case.clock_on or TODAY, 30)
    themselves = "relative" if dead else "worker"
    if case.fate is Fate.EMPLOYER_LATE:
        return "employer", (31, 300)
    if case.fate is Fate.WORKER_APPLIED:
        return themselves, (35, 360)
    if case.fate is Fate.TURNED_AWAY:
        return themselves, (40, 200)
    closed = case.illness.job.employer.closed
    if stood in (Standing.LEFT, Standing.UNINSURED) or (closed and case.clock_on and closed < case.clock_on):
        return themselves, (3, 15)
    return "employer", (3, 15 if case.fate is Fate.MOVED_ON else 30)


def _decide(chance: Random, case: Case, applied_on: date) -> None:
    """A certificate in due form is not looked into again (条例 19), so fifteen days do (条例 20)."""
    case.accepted_on = past(days_after(applied_on, chance.randrange(1, 16)))
    if case.accepted_on is None or case.fate is Fate.NOT_DECIDED:
        return
    within = (16, 61) if case.fate is Fate.SLOW_DECISION else (3, 16)
    case.decided_on = past(days_after(case.accepted_on, chance.randrange(*within)))
    if case.decided_on is not None:
        case.decision = "recognised"
        case.served_on = past(days_after(case.decided_on, chance.randrange(1, 21)))
