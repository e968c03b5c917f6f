"""The rules of the law as formulas of OpenFisca, over arrays of people of whom everything is known."""

from typing import Any

import numpy as np

YEARS = range(2023, 2027)


def _of_year(person: Any, period: Any, parameters: Any, name: str, day: str) -> Any:
    """The yearly number in force on each one's own day."""
    year = person(day, period).astype("datetime64[Y]").astype(int) + 1970
    numbers = [getattr(parameters(f"{each}-06"), name) for each in YEARS]
    return np.select([year == each for each in YEARS], numbers, 0)


def fen(amount: Any) -> Any:
    return np.floor(amount * 100 + 0.5) / 100


def own_wage(person: Any, period: Any, parameters: Any) -> Any:
    average = _of_year(person, period, parameters, "average_monthly_wage", "diagnosed")
    return np.clip(person("wage", period), 0.6 * average, 3 * average)


def disability_lump_sum(person: Any, period: Any, parameters: Any) -> Any:
    wage, months = person("own_wage", period), parameters(period).lump_sum_months[person("grade", period)]
    earlier = (person("employment", period) == 2) & (person("ended", period) <= person("diagnosed", period))
    return fen(months * np.where(earlier, np.maximum(wage, person("pension", period)), wage))


def disability_allowance(person: Any, period: Any, parameters: Any) -> Any:
    grade, employment = person("grade", period), person("employment", period)
    exact = parameters(period).allowance_percent[grade] / 100 * person("own_wage", period)
    exact = np.maximum(exact, parameters(period).minimum_wage * (exact > 0))
    number = np.asarray(grade).astype(int) + 1
    five_six = (number > 4) & (person("suitable", period) == 0) & (employment == 0) & ~person("has_ended", period)
    topped = np.where(employment == 2, np.maximum(exact - person("pension", period), 0), exact)
    return fen(np.where(person("is_dead", period), 0, np.where(number <= 4, topped, exact * five_six)))


def nursing_allowance(person: Any, period: Any, parameters: Any) -> Any:
    average = _of_year(person, period, parameters, "average_monthly_wage", "assessed")
    rate = parameters(period).nursing_percent[person("nursing", period)]
    return fen(rate / 100 * average * ~person("is_dead", period))


def has_ended(person: Any, period: Any, parameters: Any) -> Any:
    return (person("reason", period) >= 0) | (person("employment", period) == 1)


def is_due_at_end(person: Any, period: Any, parameters: Any) -> Any:
    number, reason = np.asarray(person("grade", period)).astype(int) + 1, person("reason", period)
    return person("has_ended", period) & (number > 4) & ((reason == 1) | ((reason == 0) & (number > 6)))


def medical_lump_sum(person: Any, period: Any, parameters: Any) -> Any:
    average = _of_year(person, period, parameters, "average_monthly_wage", "ended")
    months = parameters(period).medical_months[person("grade", period)]
    return months * average * person("is_due_at_end", period)


def employment_lump_sum(person: Any, period: Any, parameters: Any) -> Any:
    average = _of_year(person, period, parameters, "average_monthly_wage", "ended")
    months = parameters(period).employment_months[person("grade", period)]
    return months * average * person("is_due_at_end", period)


def is_dead(person: Any, period: Any, parameters: Any) -> Any:
    return person("cause", period) >= 0


def in_leave_by_harm(person: Any, period: Any, parameters: Any) -> Any:
    return person("is_dead", period) & (person("in_leave", period) == 1) & (person("cause", period) == 0)


def leaves_two(person: Any, period: Any, parameters: Any) -> Any:
    number = np.asarray(person("grade", period)).astype(int) + 1
    after = person("is_dead", period) & (person("in_leave", period) == 0) & (number <= 4)
    return person("in_leave_by_harm", period) | after


def funeral_subsidy(person: Any, period: Any, parameters: Any) -> Any:
    average = _of_year(person, period, parameters, "average_monthly_wage", "died")
    return 6 * average * person("leaves_two", period)


def death_lump_sum(person: Any, period: Any, parameters: Any) -> Any:
    income = _of_year(person, period, parameters, "national_disposable_income", "died")
    return 20 * income * person("in_leave_by_harm", period)
