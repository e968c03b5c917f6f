"""What the law owes on a case: how much, for which months, and upon which ends."""

from collections.abc import Iterator
from datetime import date

from hub.province.cases.case import Assessed, Case
from hub.province.cases.figures import LUMP_SUM_MONTHS, months_after, next_month, own_wage
from hub.province.people import TODAY

LUMP_SUM, ALLOWANCE, NURSING = "disability_lump_sum", "disability_allowance", "nursing_allowance"
MEDICAL, FUNERAL, DEATH, PENSION = "medical_lump_sum", "funeral_subsidy", "death_lump_sum", "dependant_pension"


def lump_sum_due(case: Case) -> float:
    """Months of the own wage by the grade that was found first (条例 35 to 37)."""
    wage = own_wage(case.life, case.illness.job.employer, case.diagnosed_on or TODAY)
    return LUMP_SUM_MONTHS[case.assessments[0].grade] * wage


def terms(case: Case) -> Iterator[tuple[date, date, Assessed]]:
    """Each assessment with the first and the last month in which it stands."""
    for n, found in enumerate(case.assessments):
        after = case.assessments[n + 1 :]
        yield next_month(found.known_on), (after[0].known_on if after else TODAY).replace(day=1), found


def life_end(case: Case) -> date:
    """The last month of life, or today's."""
    return (case.life.died_on or TODAY).replace(day=1)


def subsidy_due(case: Case) -> date | None:
    """When somebody of grade 5 to 10 had resigned since the diagnosis, and the grade was known (条例 36 ¶2, 37(2))."""
    last, employer, since = case.assessments[-1], case.illness.job.employer, case.diagnosed_on or TODAY
    there = [job for job in case.life.jobs if job.employer.number == employer.number and job.is_insured]
    resigned = [job.ended_on for job in there if job.ended_on and case.life.why_ended(job) == "worker_resigned"]
    ended = next((day for day in resigned if day >= since), None)
    return max(ended, last.known_on) if ended and last.grade > 4 else None


def survivors_due(case: Case) -> tuple[str, ...]:
    """In paid leave all, if of the disease; after it, of grades 1 to 4, funeral and pension (条例 39)."""
    pension = (PENSION,) if case.life.keeps else ()
    if died_in_leave(case):
        return (FUNERAL, DEATH, *pension) if case.life.died_of_work else ()
    grave = bool(case.assessments) and case.assessments[-1].grade <= 4
    return (FUNERAL, *pension) if grave and case.life.died_on else ()


def died_in_leave(case: Case) -> bool:
    """Within the twelve months of paid leave, counted from the diagnosis (条例 33)."""
    died_on, diagnosed_on = case.life.died_on, case.diagnosed_on
    return died_on is not None and diagnosed_on is not None and died_on <= months_after(diagnosed_on, 12)
