"""What was owed on a case and not paid, or not rightly, each with the last day in time; None where nothing is behind.

Only of those whom somebody insured when they were diagnosed: of others the fund's payments tell nothing.
"""

from collections.abc import Callable, Iterator
from datetime import date

from hub.province.cases.case import Assessed, Case, Standing, standing
from hub.province.cases.figures import (
    ALLOWANCE_SHARE,
    AVERAGE_WAGE,
    NURSING_SHARE,
    days_after,
    minimum_wage,
    months,
    next_month,
)
from hub.province.cases.owed import (
    ALLOWANCE,
    LUMP_SUM,
    MEDICAL,
    NURSING,
    lump_sum_due,
    subsidy_due,
    survivors_due,
    terms,
)

WITHIN = 30  # days for a payment, after the conclusion was served, the month was over, or the event


def no_lump_sum(case: Case) -> date | None:
    """条例 35 to 37."""
    if not case.assessments or case.paid(LUMP_SUM):
        return None
    return days_after(case.assessments[0].known_on, WITHIN)


def no_allowance(case: Case) -> date | None:
    """条例 35 ¶1(2), (3): up to the month before that of death or retirement."""
    ends = [day for day in (case.life.died_on, case.life.retired_on) if day]
    owed = [month for month, found in _owed(case, ends) if found.grade in ALLOWANCE_SHARE]
    return _first_unpaid(case, ALLOWANCE, owed)


def low_allowance(case: Case) -> date | None:
    """条例 35 ¶1(2): below the minimum wage of the cheapest places."""
    paid = {each.month: each.amount for each in case.paid(ALLOWANCE) if each.month}
    low = [month for month, amount in paid.items() if amount < minimum_wage(month, lowest=True)]
    return _in_time(min(low)) if low else None


def no_nursing(case: Case) -> date | None:
    """条例 34: up to the month before that of death."""
    ends = [case.life.died_on] if case.life.died_on else []
    owed = [month for month, found in _owed(case, ends) if found.nursing in NURSING_SHARE]
    return _first_unpaid(case, NURSING, owed)


def no_subsidy(case: Case) -> date | None:
    """条例 36 ¶2, 37(2)."""
    ended = subsidy_due(case) if case.assessments else None
    return days_after(ended, WITHIN) if ended and not case.paid(MEDICAL) else None


def no_survivors(case: Case) -> date | None:
    """条例 39."""
    unpaid = any(not case.paid(item) for item in survivors_due(case))
    return days_after(case.life.died_on, WITHIN) if case.life.died_on and unpaid else None


def wrong_base(case: Case) -> date | None:
    """条例 64: not the months of the grade times the own wage; of the years whose average wage is known."""
    paid = case.paid(LUMP_SUM)
    if not paid or case.diagnosed_on is None or case.diagnosed_on.year not in AVERAGE_WAGE:
        return None
    return paid[-1].paid_on if abs(sum(each.amount for each in paid) - lump_sum_due(case)) > 1 else None


def paid_on(case: Case) -> date | None:
    """条例 42: a month after that of the death."""
    died_on = case.life.died_on
    months_paid = [each.month for item in (ALLOWANCE, NURSING) for each in case.paid(item) if each.month]
    return died_on if died_on and any(month > died_on for month in months_paid) else None


def _owed(case: Case, ends: list[date]) -> Iterator[tuple[date, Assessed]]:
    """Each month of each assessment while it stood, before the month of the first of `ends`."""
    end = min(ends, default=date.max)
    for since, until, found in terms(case):
        yield from ((month, found) for month in months(since, until) if next_month(month) <= end)


def _first_unpaid(case: Case, item: str, owed: list[date]) -> date | None:
    paid = {each.month for each in case.paid(item)}
    first = next((month for month in owed if month not in paid), None)
    return _in_time(first) if first else None


def _in_time(month: date) -> date:
    """The last day in time to pay for a month."""
    return days_after(next_month(month), WITHIN - 1)


def _of_insured(find: Callable[[Case], date | None]) -> Callable[[Case], date | None]:
    def found(case: Case) -> date | None:
        stood = standing(case.life, case.illness, case.diagnosed_on) if case.diagnosed_on else None
        return find(case) if stood in (Standing.EMPLOYED, Standing.MOVED) else None

    return found


PAYMENTS: dict[str, Callable[[Case], date | None]] = {
    "G10": _of_insured(no_lump_sum),
    "G11": _of_insured(no_allowance),
    "G12": _of_insured(low_allowance),
    "G13": _of_insured(no_nursing),
    "G14": _of_insured(no_subsidy),
    "G15": _of_insured(no_survivors),
    "G19": _of_insured(wrong_base),
    "G23": paid_on,
}
