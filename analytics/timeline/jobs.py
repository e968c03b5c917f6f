"""Jobs with hazards, put together from all documents.

No document lists jobs. A job is one worker with one employer, the last time they were there, with the hazards that the
last examination there names. What the records do not tell stays empty (docs/decisions, on jobs).
"""

from datetime import date
from functools import partial

import ibis
from ibis import _
from ibis.expr.types import Table

from analytics.frames import Frames
from analytics.parameters import parameter
from analytics.surveillance.duties import JOBS
from analytics.timeline.exposures import exposures
from analytics.timeline.stays import with_stays
from analytics.timeline.workplace_levels import workplace_levels

SILENT = "compliance/silent_job_months"
VALID = "compliance/measurement_valid_months"
ASSUMED = (SILENT, VALID)  # what every rule that stands on jobs rests on
MORE = ("employer_id", "record_id", "hazard_on", "start_told", "end_told", "insured", "died")


def jobs(frames: Frames, as_of: date) -> Table:
    """One row for each job and hazard, with the columns of `JOBS` and of `MORE`; computed once.

    `start_told`, `end_told`: is `started_on`, is `left_on` the day itself, as a document tells it? `insured`: with that
    employer on `as_of`. `hazard_on`: the last examination at work that names the hazard; `record_id` the newest
    record that does.
    """
    return frames.once(("jobs", as_of), partial(_jobs, frames, as_of))


def _jobs(frames: Frames, as_of: date) -> Table:
    told = with_stays(frames, exposures(frames, as_of), as_of)
    there = _presumed(_ended(told), as_of, int(parameter(SILENT).on(as_of).value))
    found = _started(there).mutate(seen_on=ibis.coalesce(_.left_on, ibis.literal(as_of)))
    levels = workplace_levels(frames, int(parameter(VALID).on(as_of).value))
    valid = [levels.level_from <= found.seen_on, levels.level_until > found.seen_on]
    measured = found.left_join(levels, ["employer_id", "hazard", *valid], rname="{name}_level")
    unknown = {"class": ibis.null("int64"), "group": ibis.null("string"), "unchanged": ibis.null("boolean")}
    return measured.mutate(**unknown).select(*JOBS, *MORE)


def _ended(told: Table) -> Table:
    """`left_on` and `end_told`: a contract that ended, retirement, a leaving examination, the last insured month.

    Whoever was seen at work after it, or examined before the job anew and insured again, is back since `gone_on`. An
    insured spell begun before the contract ended counts for nothing: bureaus close them late. Death ends every job.
    """
    told = told.mutate(over=ibis.greatest(told.ended_on, told.retired_on))
    hired = (told.before_on > told.over) & (told.begun_on > told.over)
    none = ibis.null("date")
    told = told.mutate(back=(told.work_on > told.over).fill_null(False) | hired.fill_null(False))
    told = told.mutate(gone_on=ibis.ifelse(_.back, _.over, none), over=ibis.ifelse(_.back, none, _.over))
    examined = (told.leaving_on >= ibis.coalesce(told.work_on, told.leaving_on)) & ~told.back
    ceased = ~told.insured & (told.insured_to >= ibis.coalesce(told.work_on, told.insured_to))
    alive = ibis.cases(
        (told.over.notnull(), told.over), (examined, told.leaving_on), (ceased, told.insured_to), else_=none
    )
    left = ibis.least(alive, told.died_on)
    by_contract = (told.over == told.ended_on) & (left == told.over)
    return told.mutate(left_on=left, end_told=by_contract.fill_null(False), died=told.died_on.notnull())


def _presumed(told: Table, as_of: date, silent_months: int) -> Table:
    """Without those of whom nobody can say whether they are still there.

    Somebody not insured there is taken to be there for `silent_months` after the last examination at work, unless seen
    or insured elsewhere since. Who was only ever examined before the job was perhaps never hired.
    """
    recent = (told.work_on + ibis.interval(months=silent_months)).cast("date") >= as_of
    nowhere_else = (told.person_work_on == told.work_on) & (told.other_on <= told.work_on).fill_null(True)
    insured = told.insured.fill_null(False)
    there = insured | (recent & nowhere_else).fill_null(False)
    return told.mutate(insured=insured).filter(told.left_on.notnull() | there)


def _started(told: Table) -> Table:
    """`started_on` and `start_told`: the first day of exposure told, not before the first insured month there.

    Exposure is counted from the first employer on; so without insured months it says something only of those who are
    known from one employer. Where nothing tells the day, it is the first on which somebody was seen at work.
    """
    insured = ibis.greatest(told.exposed_from, told.insured_from)
    alone = ibis.ifelse(told.elsewhere, ibis.null("date"), told.exposed_from)
    again = ibis.ifelse(told.begun_on > told.gone_on, told.begun_on, told.exposed_from)
    known = ibis.cases(
        (told.gone_on.notnull(), ibis.ifelse(again > told.gone_on, again, ibis.null("date"))),
        (told.exposed_from.isnull(), ibis.null("date")),
        (told.insured_from.notnull(), insured),
        else_=alone,
    )
    seen = ibis.ifelse(told.gone_on.notnull(), told.work_on, told.first_work_on)
    latest = ibis.coalesce(known, seen, told.left_on, ibis.greatest(told.insured_from, told.first_on))
    begins = ibis.least(latest, seen, told.left_on)
    return told.mutate(started_on=begins, start_told=(told.named_first & (known == begins)).fill_null(False))
