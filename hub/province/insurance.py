"""Lives as fields of the insurance records: what the bureaus of the pooling areas keep."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from hub.province.cases.case import Assessed, Case, Payment
from hub.province.cases.figures import FIRST_MONTH, wage_steps
from hub.province.cases.owed import died_in_leave
from hub.province.documents import Fields
from hub.province.lives import Job, Life
from hub.province.making import Block
from hub.province.people import TODAY, Employer, Person


def records_of(block: Block) -> Iterator[tuple[str, Fields]]:
    """Every insurance record of the block, document by document."""
    cases = {case.life.person.number: case for case in block.cases}
    for life in block.lives:
        yield from _of_life(life, cases.get(life.person.number))
    for case in block.cases:
        if case.applied_on:
            yield "determination", determination(case)
        for found in case.assessments:
            yield "assessment", assessment(case, found)
        for payment in case.payments:
            yield "benefit", benefit(case, payment)


def _of_life(life: Life, case: Case | None) -> Iterator[tuple[str, Fields]]:
    insured = [job for job in life.jobs if job.is_insured and (job.ended_on is None or job.ended_on >= FIRST_MONTH)]
    for job in insured:
        yield "insured_spell", insured_spell(life, job)
        if job.ended_on:
            yield "termination", termination(life, job, job.ended_on)
    if life.died_on and (life.jobs[-1] in insured or (case and case.diagnosed_on)):
        yield "death", death(life, life.jobs[-1].employer, life.died_on, case)


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
    last = (job.ended_on or TODAY).replace(day=1)
    steps = wage_steps(life, job, last)
    wages = tuple({"from_month": day, "monthly_wage": yuan(wage)} for day, wage in steps)
    fields = insured(life.person, job.employer) | {"first_month": steps[0][0], "wages": wages}
    return fields | ({"last_month": last} if job.ended_on else {})


def determination(case: Case) -> Fields:
    fields = insured(case.life.person, case.illness.job.employer) | {
        "applicant": case.applicant,
        "applied_on": case.applied_on,
        "disease": case.illness.harm.disease,
        "diagnosed_on": case.diagnosed_on,
        "accepted_on": case.accepted_on,
        "decided_on": case.decided_on,
        "decision": case.decision,
        "served_on": case.served_on,
    }
    return {name: value for name, value in fields.items() if value is not None}


def assessment(case: Case, found: Assessed) -> Fields:
    fields = insured(case.life.person, case.illness.job.employer) | {
        "kind": found.kind,
        "applied_on": found.applied_on,
        "concluded_on": found.concluded_on,
        "served_on": found.served_on,
        "grade": found.grade,
        "nursing": found.nursing,
    }
    return {name: value for name, value in fields.items() if value is not None}


def benefit(case: Case, payment: Payment) -> Fields:
    fields = insured(case.life.person, case.illness.job.employer)
    fields |= {"item": payment.item, "paid_on": payment.paid_on, "amount": yuan(payment.amount)}
    return fields | ({"first_month": payment.month, "last_month": payment.month} if payment.month else {})


def termination(life: Life, job: Job, ended_on: date) -> Fields:
    return insured(life.person, job.employer) | {"ended_on": ended_on, "reason": life.why_ended(job)}


def death(life: Life, employer: Employer, died_on: date, case: Case | None) -> Fields:
    """Whoever had a case died in paid leave or after it; of others nobody asks."""
    fields = insured(life.person, employer) | {
        "died_on": died_on,
        "relation": "occupational" if life.died_of_work else "other",
    }
    if case is not None and case.diagnosed_on:
        fields["in_paid_leave"] = died_in_leave(case)
    return fields | ({"dependants": ({"relation": "spouse"},)} if life.keeps else {})


def yuan(amount: float) -> Decimal:
    return Decimal(str(round(amount, 2)))
