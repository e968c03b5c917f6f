"""The schedule over tables: for every job and hazard the examinations owed, as one Ibis expression for DuckDB or Spark.

It says what `schedule` says of each case (a test compares them over random cases), but for the items; what `schedule`
puts under `unknown` has no row here.
"""

from datetime import date

import ibis
from ibis import _
from ibis.expr.types import DateValue, IntegerValue, Table

from analytics.surveillance import rule_rows
from analytics.surveillance.case import UNGRADED
from analytics.surveillance.last_examinations import with_last, with_last_in

JOBS = ("job_id", "person_id", "hazard", "level", "class", "group", "started_on", "left_on", "unchanged")
EXAMS = ("person_id", "hazard", "type", "examined_on", "review")
COLUMNS = (
    "job_id",
    "person_id",
    "hazard",
    "type",
    "mandatory",
    "period_months",
    "last",
    "due",
    "overdue_days",
    "edition",
    "clause",
)


def duties(jobs: Table, exams: Table, as_of: date) -> Table:
    """One row for each job, hazard and type of examination that is owed, with the columns of `COLUMNS`.

    `jobs` has the columns of `JOBS`, one row for each hazard of a job: level float, class int (null: not graded),
    group and unchanged null where not told, left_on null while it goes on. `exams` has those of `EXAMS`, one row for
    each hazard of an examination. `period_months` is null for what is due once; dates are days, `overdue_days` whole
    days after `due` on `as_of`, 0 where nothing is late.
    """
    return duties_of(with_last(jobs, exams, as_of), exams, as_of)


def duties_of(jobs: Table, exams: Table, as_of: date) -> Table:
    """What `duties` finds for jobs as `with_last` gives them. Four parts read these: let them be computed once."""
    seen = jobs.left_join(rule_rows.limits(), "hazard").drop("hazard_right")
    told = seen.mutate(counted=ibis.coalesce(seen["class"], UNGRADED), below=seen.level < seen.limit_value)
    left = with_last_in(told.filter(_.left_on.notnull()), exams, as_of)
    parts = (_before(told), _in_service(told, as_of), _on_leaving(left), _after_leaving(told))
    found = ibis.union(*(part.select(*(name for name in COLUMNS if name != "overdue_days"), "done") for part in parts))
    late = ibis.literal(as_of).delta(found.due, unit="day")
    return found.mutate(overdue_days=ibis.ifelse(~found.done & (late > 0), late, 0)).select(*COLUMNS)


def _once(told: Table, kind: str, day: str) -> Table:
    rules = rule_rows.once()
    found = told.inner_join(rules.filter(rules.type == kind), "hazard")
    return found.filter(found[day] >= found.valid_from, found[day] < found.valid_to).mutate(
        due=_[day], period_months=ibis.null("int64")
    )


def _before(told: Table) -> Table:
    return _once(told, "01", "started_on").mutate(last=_.last_before, done=_.last_before.notnull())


def _on_leaving(left: Table) -> Table:
    owed = _once(left, "03", "left_on")
    owed = owed.mutate(since=ibis.greatest(owed.left_on - owed.leaving_days.as_interval("D"), owed.started_on))
    examined = (owed.last_leaving >= owed.since).fill_null(False)
    lasted = owed.left_on.delta(owed.started_on, unit="day")
    spared = (lasted < owed.short_job_days) & owed.below.fill_null(True)  # below or, for want of a level, unknown
    near = (owed.last_in >= owed.since).fill_null(False)
    asks = near & owed.asks_unchanged
    counts = near & (~owed.asks_unchanged | owed.unchanged.fill_null(False))
    last = ibis.cases((examined, owed.last_leaving), (counts, owed.last_in), else_=ibis.null("date"))
    return owed.mutate(last=last, done=examined | counts).filter(
        examined | ~(spared | (asks & owed.unchanged.isnull()))
    )


def _in_service(told: Table, as_of: date) -> Table:
    here = told.filter(_.left_on.isnull() | (_.left_on >= as_of))  # and so every examination known is before the end
    here = here.mutate(last=ibis.ifelse(_.last_known >= _.started_on, _.last_known, ibis.null("date")))
    found = here.mutate(anchor=ibis.coalesce(_.last, _.started_on)).inner_join(rule_rows.every(), "hazard")
    fitting = found.filter(
        _.for_group.isnull() | (_.for_group == _.group),
        _.measured.isnull() | (_.measured == _.level.notnull()),
        _within(found, "class", "counted"),
        _within(found, "level", "level"),
        found.since_from.isnull() | (found.anchor >= _later(found.started_on, found.since_from)),
        found.since_to.isnull() | (found.anchor < _later(found.started_on, found.since_to)),
    )
    begins = ibis.ifelse(fitting.from_start, fitting.started_on, fitting.anchor)
    alone = _later(begins, fitting.months)
    due = ibis.greatest(alone, fitting.valid_from)
    first = _first(fitting.mutate(alone=alone, due=due, blocked=False).filter(_.due < _.valid_to))
    return first.filter(_.left_on.isnull() | (_.due <= _.left_on))


def _after_leaving(told: Table) -> Table:
    left = told.filter(_.left_on.notnull())
    last = ibis.ifelse(left.last_after >= left.left_on, left.last_after, ibis.null("date"))
    found = left.mutate(last=last, anchor=ibis.coalesce(last, left.left_on)).inner_join(rule_rows.after(), "hazard")
    found = found.filter(
        found.exposed_over.isnull() | (found.left_on > _later(found.started_on, found.exposed_over)),
        found.exposed_to.isnull() | (found.left_on <= _later(found.started_on, found.exposed_to)),
    )
    end = _later(found.started_on, found.spared) + found.spared_day.as_interval("D")
    short = (found.left_on < end).fill_null(False)
    blocked = ibis.ifelse(short & found.below.isnull(), True, found.needs)
    due = ibis.greatest(ibis.ifelse(blocked, found.anchor, _later(found.anchor, found.months)), found.valid_from)
    spared = short & found.below.fill_null(False)
    dues = found.mutate(alone=due, due=due, blocked=blocked).filter(~spared, _.due < _.valid_to)
    return _first(dues.filter(dues.blocked | (dues.due <= _later(dues.left_on, dues.lasts))))


def _first(candidates: Table) -> Table:
    """The first edition whose due date falls while it is in force; nothing where that edition asks what is not told.

    Of several sections of an edition the shortest interval counts, also where both ended before its first day: `alone`.
    """
    order = [candidates.valid_from, candidates.alone, candidates.clause]
    rank = ibis.row_number().over(group_by=[candidates.job_id, candidates.hazard], order_by=order)
    chosen = candidates.mutate(rank=rank).filter(_.rank == 0, ~_.blocked)
    return chosen.mutate(period_months=_.months, done=False)


def _within(found: Table, name: str, value: str) -> ibis.expr.types.BooleanValue:
    low, high = found[f"{name}_from"], found[f"{name}_to"]
    return (low.isnull() | (found[value] >= low)) & (high.isnull() | (found[value] < high))


def _later(day: DateValue, months: IntegerValue) -> DateValue:
    """The same day of a later month, or the last of that month."""
    return (day + months.as_interval("M")).cast("date")
