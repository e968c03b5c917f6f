"""What is paid on a case, in time and in full, but for what its fate says."""

from collections.abc import Iterator
from datetime import date
from random import Random

from hub.province.cases.case import Assessed, Case, Payment
from hub.province.cases.fates import Fate
from hub.province.cases.figures import (
    ALLOWANCE_SHARE,
    DEATH_MULTIPLE,
    FUNERAL_MONTHS,
    INCOME,
    MEDICAL_MONTHS,
    NURSING_SHARE,
    SPOUSE_SHARE,
    average_wage,
    days_after,
    minimum_wage,
    months,
    months_after,
    next_month,
    own_wage,
)
from hub.province.cases.owed import (
    ALLOWANCE,
    DEATH,
    FUNERAL,
    LUMP_SUM,
    MEDICAL,
    NURSING,
    PENSION,
    life_end,
    lump_sum_due,
    subsidy_due,
    survivors_due,
    terms,
)
from hub.province.people import TODAY

PAY_DAY = 15  # of the month
STOPS_AFTER = 5  # months paid before an allowance stops
GOES_ON = 6  # months paid after a death


def pay(chance: Random, case: Case) -> None:
    """Everything due on the case up to today: by the fund, or by an employer that did not insure."""
    if case.served_on is None or case.fate is Fate.UNPAID:
        return
    due = [*_treatment(chance, case.served_on)]
    if case.assessments and case.fate is not Fate.NOT_SERVED:
        first = case.assessments[0]
        due += [*_lump_sum(chance, case, first), *_monthly(case), *_subsidy(chance, case, first)]
    if case.fate is not Fate.NO_SURVIVORS:
        due += _survivors(chance, case)
    case.payments = sorted((each for each in due if each.paid_on <= TODAY), key=lambda each: each.paid_on)


def _treatment(chance: Random, served_on: date) -> Iterator[Payment]:
    """What the treatment has cost so far, once it is a work injury."""
    amount = float(chance.randrange(800, 30_000))
    yield Payment("medical_treatment", days_after(served_on, chance.randrange(5, 28)), amount)


def _lump_sum(chance: Random, case: Case, first: Assessed) -> Iterator[Payment]:
    if case.fate is Fate.NO_LUMP_SUM:
        return
    days = chance.randrange(60, 400) if case.fate is Fate.LATE_LUMP_SUM else chance.randrange(7, 29)
    amount = lump_sum_due(case) * (0.8 if case.fate is Fate.WRONG_BASE else 1.0)
    yield Payment(LUMP_SUM, days_after(first.known_on, days), amount)


def _monthly(case: Case) -> Iterator[Payment]:
    """Allowance and nursing, each from the month after the conclusion was served until the next one is."""
    wage, paid = _wage(case), 0
    for since, until, found in terms(case):
        for month in months(since, until):
            day = month.replace(day=PAY_DAY)
            if found.grade in ALLOWANCE_SHARE and month <= allowance_end(case) and _goes_on(case, paid):
                paid += 1
                yield Payment(ALLOWANCE, day, _allowance(case, found, wage, month), month)
            if found.nursing in NURSING_SHARE and month <= life_end(case) and case.fate is not Fate.NO_NURSING:
                yield Payment(NURSING, day, NURSING_SHARE[found.nursing] * average_wage(month.year), month)


def allowance_end(case: Case) -> date:
    """The last month of the allowance: of retirement or death, and of some it goes on after death."""
    retired = case.life.retired_on
    end = min(life_end(case), retired.replace(day=1)) if retired else life_end(case)
    return months_after(end, GOES_ON) if case.fate is Fate.PAID_ON and case.life.died_on else end


def _goes_on(case: Case, paid: int) -> bool:
    return case.fate is not Fate.ALLOWANCE_STOPS or paid < STOPS_AFTER


def _allowance(case: Case, found: Assessed, wage: float, month: date) -> float:
    """A share of the own wage, topped up to the minimum wage (条例 35 ¶1(2))."""
    if case.fate is Fate.LOW_ALLOWANCE:
        return 0.8 * minimum_wage(month, lowest=True)
    return max(ALLOWANCE_SHARE[found.grade] * wage, minimum_wage(month))


def _subsidy(chance: Random, case: Case, first: Assessed) -> Iterator[Payment]:
    """The fund's own when the contract ends (条例 36 ¶2, 37(2))."""
    ended = subsidy_due(case)
    if ended is not None and case.fate is not Fate.NO_SUBSIDY:
        amount = MEDICAL_MONTHS[first.grade] * average_wage(ended.year)
        yield Payment(MEDICAL, days_after(ended, chance.randrange(7, 29)), amount)


def _survivors(chance: Random, case: Case) -> Iterator[Payment]:
    """Funeral, lump sum and pension, as the death gives a right to them."""
    died_on, due = case.life.died_on, survivors_due(case)
    if died_on is None:
        return
    income = INCOME.get(died_on.year, INCOME[2023] * average_wage(died_on.year) / average_wage(2023))
    once = {FUNERAL: FUNERAL_MONTHS * average_wage(died_on.year), DEATH: DEATH_MULTIPLE * income}
    for item in (each for each in once if each in due):
        yield Payment(item, days_after(died_on, chance.randrange(5, 28)), once[item])
    for month in months(next_month(died_on), TODAY) if PENSION in due else ():
        yield Payment(PENSION, month.replace(day=PAY_DAY), SPOUSE_SHARE * _wage(case), month)


def _wage(case: Case) -> float:
    return own_wage(case.life, case.illness.job.employer, case.diagnosed_on or TODAY)
