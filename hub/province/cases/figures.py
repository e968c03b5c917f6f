"""What the law gives, in numbers, as a clerk would look them up; wages; and counting in months."""

import math
from calendar import monthrange
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from hub.province.lives import YEAR, Job, Life
from hub.province.people import Employer

LUMP_SUM_MONTHS = {1: 27, 2: 25, 3: 23, 4: 21, 5: 18, 6: 16, 7: 13, 8: 11, 9: 9, 10: 7}  # 工伤保险条例 35 to 37
ALLOWANCE_SHARE = {1: 0.90, 2: 0.85, 3: 0.80, 4: 0.75}  # 条例 35
NURSING_SHARE = {"full": 0.50, "major": 0.40, "partial": 0.30}  # 条例 34
MEDICAL_MONTHS = {5: 22, 6: 18, 7: 13, 8: 10, 9: 7, 10: 4}  # 条例 36, 37; months of Shandong
FUNERAL_MONTHS, DEATH_MULTIPLE, SPOUSE_SHARE = 6, 20, 0.40  # 条例 39
AVERAGE_WAGE = {2023: 7070.0, 2024: 7360.0, 2025: 7507.0, 2026: 7507.0}  # a month, by the year in which it is used
GROWTH = 0.066  # of wages a year
INCOME = {2023: 49283.0, 2024: 51821.0, 2025: 54188.0, 2026: 56502.0}
MINIMUM_WAGE = ((date(2023, 10, 1), 2200.0, 1820.0), (date(2021, 10, 1), 2100.0, 1700.0), (date.min, 1910.0, 1550.0))
LOWEST, HIGHEST = 0.6, 3.0  # of the average wage, 条例 64
FIRST_MONTH = date(2004, 1, 1)  # of the insurance


def average_wage(year: int) -> float:
    """The average monthly wage in use in that year; before the years that are known, by the growth of wages."""
    known = AVERAGE_WAGE.get(year)
    return known if known is not None else AVERAGE_WAGE[2023] * math.exp(GROWTH * (year - 2023))


def minimum_wage(month: date, *, lowest: bool = False) -> float:
    """Of the dearest places of the province, or of the cheapest."""
    return next(least if lowest else most for since, most, least in MINIMUM_WAGE if month >= since)


def monthly_wage(life: Life, day: date) -> float:
    """Contribution wage of that person in that year, yuan: by person, growing with the years."""
    own = 0.7 + (life.person.number * 7919 % 1000) / 1000 * 0.9
    return round(own * 3300.0 * math.exp(GROWTH * (day - date(2011, 1, 1)).days / YEAR), 2)


def wage_steps(life: Life, job: Job, until: date) -> list[tuple[date, float]]:
    """The first month of each contribution wage of a job: a new one each January."""
    first = max(job.started_on, FIRST_MONTH).replace(day=1)
    days = [first, *(date(year, 1, 1) for year in range(first.year + 1, until.year + 1))]
    return [(day, monthly_wage(life, day)) for day in days]


def own_wage(life: Life, employer: Employer, diagnosed_on: date) -> float:
    """The mean of twelve months with the employer before the diagnosis, or before they left, in bounds (条例 64)."""
    there = [job for job in life.jobs if job.employer.number == employer.number and job.started_on <= diagnosed_on]
    end = there[-1].ended_on if there else None
    last = min(diagnosed_on, next_month(end) if end else diagnosed_on).replace(day=1)
    wages = [_wage_in(life, there, months_after(last, -n)) for n in range(1, 13)]
    average = average_wage(diagnosed_on.year)
    return max(LOWEST * average, min(HIGHEST * average, sum(wages) / 12))


def _wage_in(life: Life, jobs: Sequence[Job], month: date) -> float:
    """The wage of the month in whichever of the jobs it was; before them, that of the time."""
    held = next((job for job in jobs if job.is_in(month)), None)
    steps = wage_steps(life, held, month) if held else [(month, monthly_wage(life, month))]
    return steps[-1][1]


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or the last of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def next_month(day: date) -> date:
    """The first day of the month after that of `day`."""
    return months_after(day.replace(day=1), 1)


def months(first: date, last: date) -> Iterator[date]:
    """The first day of each month from that of `first` to that of `last`."""
    month = first.replace(day=1)
    while month <= last:
        yield month
        month = next_month(month)


def days_after(day: date, days: int) -> date:
    return day + timedelta(days=days)
