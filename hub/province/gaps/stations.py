"""Stations that a case did not reach in time, each with the last day in time; None where nothing is behind."""

from collections.abc import Callable
from datetime import date

from hub.province.cases.case import Case, Standing, standing
from hub.province.cases.fates import Fate
from hub.province.cases.figures import days_after, months_after
from hub.province.cases.stations import THIRTY_DAYS_SINCE
from hub.province.people import TODAY

REPORTS_SINCE = date(2021, 1, 4)  # 令第6号
CERTAIN = ("dust", "noise")  # whoever has it is disabled, GB/T 16180


def not_diagnosed(case: Case) -> date | None:
    """职业病防治法 55; ninety days for "in good time", until thirty were written down."""
    if case.suspected_on is None or case.diagnosed_on is not None:
        return None
    return days_after(case.suspected_on, 30 if case.suspected_on >= THIRTY_DAYS_SINCE else 90)


def reported_late(case: Case) -> date | None:
    """令第6号 32: fifteen days; pursued for two years."""
    if case.diagnosed_on is None or case.reported_on is None or case.diagnosed_on < REPORTS_SINCE:
        return None
    due = days_after(case.diagnosed_on, 15)
    return due if case.reported_on > due and months_after(case.reported_on, 24) >= TODAY else None


def not_applied(case: Case) -> date | None:
    """条例 17 ¶1."""
    return days_after(case.clock_on, 30) if case.clock_on and not case.applied_on else None


def year_running_out(case: Case) -> date | None:
    """条例 17 ¶2; the day is still to come, three months before it people are warned."""
    end = year_over(case)
    return end if end and case.clock_on and end >= TODAY >= days_after(case.clock_on, 275) else None


def year_over(case: Case) -> date | None:
    """条例 17 ¶2."""
    return months_after(case.clock_on, 12) if case.clock_on and not case.applied_on else None


def not_answered(case: Case) -> date | None:
    """认定办法 8."""
    waits = case.applied_on and not case.accepted_on and not case.decided_on
    return days_after(case.applied_on, 15) if case.applied_on and waits else None


def not_decided(case: Case) -> date | None:
    """条例 20: fifteen days with a certificate, or sixty once they are over too."""
    if case.accepted_on is None or case.decided_on is not None:
        return None
    sixtieth = days_after(case.accepted_on, 60)
    return sixtieth if sixtieth < TODAY else days_after(case.accepted_on, 15)


def not_assessed(case: Case) -> date | None:
    """条例 21: sixty days for "in good time"; shown when an application of that day would have been concluded."""
    if not case.is_recognised or case.assessments or case.life.died_on or case.diagnosed_on is None:
        return None
    known = case.served_on or case.decided_on or TODAY
    leave_over = max(months_after(case.diagnosed_on, 12), known)
    due = days_after(known, 60) if case.illness.harm.kind in CERTAIN else leave_over
    return due if days_after(due, 90) < TODAY else None


def not_served(case: Case) -> date | None:
    """令55 17: fifteen days, twenty before 2025-07-01."""
    last = case.assessments[-1] if case.assessments else None
    if last is None or last.served_on is not None:
        return None
    return days_after(last.concluded_on, 15 if last.concluded_on >= date(2025, 7, 1) else 20)


def never_paid(case: Case) -> date | None:
    """社会保险法 41: recognised, not insured when diagnosed, and thirty days later nobody had paid."""
    known = case.served_on or case.decided_on
    if not case.is_recognised or case.payments or known is None or not _uninsured(case):
        return None
    return days_after(known, 30)


def nobody_to_turn_to(case: Case) -> date | None:
    """职业病防治法 61: the employer ended, or the labour relation could not be shown."""
    if case.clock_on is None or case.life.died_on or case.is_recognised or case.payments or not _uninsured(case):
        return None
    employer, days = case.illness.job.employer, []
    if employer.closed:  # only of one that insured somebody the bureau knows; of others two years of silence tell
        days.append(max(case.clock_on, employer.closed if employer.insures else months_after(employer.closed, 24)))
    if case.fate is Fate.TURNED_AWAY and case.decided_on:
        days.append(max(months_after(case.clock_on, 12), case.decided_on))
    return min(days) if days else None


def not_advised(case: Case) -> date | None:
    """意见一 8: they had left, and their year still runs; told with the certificate, within fifteen days."""
    diagnosed_on, year = case.diagnosed_on, year_over(case)
    if diagnosed_on is None or case.clock_on is None or year is None or year < TODAY or case.life.died_on:
        return None
    left = [job for job in case.life.jobs if job.is_insured and job.ended_on and job.ended_on < diagnosed_on]
    works = any(job.started_on <= diagnosed_on and job not in left for job in case.life.jobs)
    return days_after(case.clock_on, 15) if left and not works else None


def not_reviewed(case: Case) -> date | None:
    """条例 28: from the new stage on, a year after the last assessment."""
    before = [each for each in case.assessments if case.advanced_on and each.concluded_on < case.advanced_on]
    if case.advanced_on is None or case.life.died_on or len(before) < len(case.assessments):
        return None
    return max(case.advanced_on, months_after(before[-1].concluded_on, 12)) if before else None


def other_employer(case: Case) -> date | None:
    """意见一 8: another employer insured them when they were diagnosed."""
    return case.diagnosed_on if _stood(case) is Standing.MOVED else None


def _stood(case: Case) -> Standing | None:
    return standing(case.life, case.illness, case.diagnosed_on) if case.diagnosed_on else None


def _uninsured(case: Case) -> bool:
    return _stood(case) in (Standing.LEFT, Standing.UNINSURED)


STATIONS: dict[str, Callable[[Case], date | None]] = {
    "G01": not_diagnosed,
    "G02": reported_late,
    "G03": not_applied,
    "G05": year_over,
    "G06": not_answered,
    "G07": not_decided,
    "G08": not_assessed,
    "G09": not_served,
    "G16": never_paid,
    "G17": nobody_to_turn_to,
    "G18": not_advised,
    "G20": not_reviewed,
    "G21": other_employer,
}
