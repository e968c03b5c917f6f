"""Which examinations a person on a job is owed, and when (GBZ 188), for one case or for a million workers.

Pure functions: a case in, a schedule out. `schedule` works case by case, `duties` over tables.
"""

from analytics.surveillance.case import Case, CaseError, read_case
from analytics.surveillance.duties import duties
from analytics.surveillance.schedule import schedule, schedule_or_problem, schedules

__all__ = ["Case", "CaseError", "duties", "read_case", "schedule", "schedule_or_problem", "schedules"]
