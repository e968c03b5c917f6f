"""The last complete examinations of each type that count for a job, over tables. A re-examination (复查) is none."""

from datetime import date

import ibis
from ibis import _
from ibis.expr.types import Table


def with_last(jobs: Table, exams: Table, as_of: date) -> Table:
    """Each job with the day of the last complete examination of each type, known on `as_of`, during the job or not.

    Of `exams` no more is needed than the last of each person, hazard and type.
    """
    known = exams.filter(exams.examined_on <= as_of, ~exams.review)
    last = known.group_by("person_id", "hazard").agg(
        last_before=_.examined_on.max(where=_.type == "01"),
        last_known=_.examined_on.max(where=_.type == "02"),
        last_leaving=_.examined_on.max(where=_.type == "03"),
        last_after=_.examined_on.max(where=_.type == "05"),
    )
    return jobs.left_join(last, ["person_id", "hazard"]).drop("person_id_right", "hazard_right")


def with_last_in(left: Table, exams: Table, as_of: date) -> Table:
    """`last_in`, the last examination in service during the job. Only where another came later all are looked at."""
    later = left.filter(left.last_known > left.left_on)
    later = later.select("job_id", "person_id", "hazard", "started_on", "left_on")
    known = exams.filter(exams.type == "02", exams.examined_on <= as_of, ~exams.review)
    met = known.inner_join(later, ["person_id", "hazard"]).filter(_.examined_on.between(_.started_on, _.left_on))
    during = met.group_by("job_id", "hazard").agg(last_during=_.examined_on.max())
    found = left.left_join(during, ["job_id", "hazard"]).drop("job_id_right", "hazard_right")
    lasted = found.last_known.between(found.started_on, found.left_on)
    return found.mutate(last_in=ibis.ifelse(lasted, found.last_known, found.last_during))
