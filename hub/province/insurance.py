"""Lives as fields of the insurance records: what the bureaus of the pooling areas keep."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from hub.province.cases import ALLOWANCE_SHARE, LUMP_SUM_MONTHS, Case, monthly_wage
from hub.province.documents import Fields
from hub.province.lives import Job, Life
from hub.province.making import Block
from hub.province.people import TODAY, Employer, Person


def records_of(block: Block) -> Iterator[tuple[str, Fields]]:
    """Every insurance record of the block, document by document."""
    for life in block.lives:
        yield from _of_life(life)
    for case in block.cases:
        if case.applied_on:
            yield "determination", determination(case)
        if case.assessed_on:
            yield "assessment", assessment(case)
        for paid in benefits(case):
            yield "benefit", paid


def _of_life(life: Life) -> Iterator[tuple[str, Fields]]:
    insured = [job for job in life.jobs if job.employer.insures]
    for job in insured:
        yield "insured_spell", insured_spell(life, job)
        if job.ended_on:
            yield "termination", termination(life, job, job.ended_on)
    if life.died_on and life.jobs[-1] in insured:
        yield "death", death(life, life.jobs[-1], life.died_on)


def insured(person: Person, employer: Employer) -> Fields:
    return {
        "worker": {
            "name": person.name,
            "id_type": "01",
            "id_number": person.id_number,
            "sex": person.sex,
            "birth_date": person.born,
        },
        "employer": {"name": employer.name, "credit_code": employer.credit_code, "division_code": employer.county},
        "area": employer.city,
    }


def insured_spell(life: Life, job: Job) -> Fields:
    """The months of one job; a new wage each January."""
    first = max(job.started_on, date(2004, 1, 1)).replace(day=1)
    last = (job.ended_on or TODAY).replace(day=1)
    steps = [first, *(date(year, 1, 1) for year in range(first.year + 1, last.year + 1))]
    wages = tuple({"from_month": day, "monthly_wage": yuan(monthly_wage(life, day))} for day in steps)
    fields = insured(life.person, job.employer) | {"first_month": first, "wages": wages}
    return fields | ({"last_month": max(first, last)} if job.ended_on else {})


def determination(case: Case) -> Fields:
    fields = insured(case.life.person, case.illness.job.employer) | {
        "applicant": case.applicant,
        "applied_on": case.applied_on,
        "disease": case.illness.harm.disease,
        "diagnosed_on": case.diagnosed_on,
        "accepted_on": case.accepted_on,
        "decided_on": case.decided_on,
        "decision": "recognised" if case.decided_on else None,
        "served_on": case.served_on,
    }
    return {name: value for name, value in fields.items() if value is not None}


def assessment(case: Case) -> Fields:
    fields = insured(case.life.person, case.illness.job.employer) | {
        "kind": "initial",
        "applied_on": case.assessment_applied_on,
        "concluded_on": case.assessed_on,
        "served_on": case.assessment_served_on,
        "grade": case.grade,
        "nursing": case.nursing,
    }
    return {name: value for name, value in fields.items() if value is not None}


def benefits(case: Case) -> list[Fields]:
    """The lump sum, then the monthly allowance of grades 1 to 4."""
    if case.grade is None or case.diagnosed_on is None:
        return []
    who, wage = insured(case.life.person, case.illness.job.employer), monthly_wage(case.life, case.diagnosed_on)
    paid = []
    if case.paid_on:
        amount = yuan(wage * LUMP_SUM_MONTHS[case.grade])
        paid.append(who | {"item": "disability_lump_sum", "paid_on": case.paid_on, "amount": amount})
    for day in case.allowances:
        amount = yuan(wage * ALLOWANCE_SHARE[case.grade])
        month = day.replace(day=1)
        paid.append(who | {"item": "disability_allowance", "paid_on": day, "amount": amount, "first_month": month,
                           "last_month": month})  # fmt: skip
    return paid


def termination(life: Life, job: Job, ended_on: date) -> Fields:
    retired = (ended_on - life.person.born).days > 49 * 365
    reason = "death" if life.died_on == ended_on else "retirement" if retired else "worker_resigned"
    return insured(life.person, job.employer) | {"ended_on": ended_on, "reason": reason}


def death(life: Life, job: Job, died_on: date) -> Fields:
    return insured(life.person, job.employer) | {"died_on": died_on, "relation": "other"}


def yuan(amount: float) -> Decimal:
    return Decimal(str(round(amount, 2)))
