"""Which hazards a worker is seen exposed to at an employer, as the examinations tell it."""

from datetime import date
from functools import partial

import ibis
from ibis import _
from ibis.expr.types import Table

from analytics.frames import Frames

BEFORE, IN_SERVICE, LEAVING, EMERGENCY = "01", "02", "03", "04"
AT_WORK = (IN_SERVICE, EMERGENCY)  # whoever is examined so is on the job that day
JOB = ["person_id", "employer_id"]
OF_A_JOB = (BEFORE, IN_SERVICE, LEAVING, EMERGENCY)
NONE = ibis.literal([], "array<string>")


def exposures(frames: Frames, as_of: date) -> Table:
    """One row for each worker, employer and hazard that the last examination of a job there names.

    A hazard named before and no more then has no row: nobody says since when it was over. `first_on` is the first day
    it was named and `named_first` whether that was the first examination there; `exposed_from` the latest first day of
    exposure told. `before_on`, `work_on`, `leaving_on` are the last examinations before, in and on leaving the job,
    with `first_work_on`; those of work are of the employer, whatever the hazard. `job_id` is the newest record.
    """
    each = frames.once(("exposures", as_of), partial(_by_hazard, frames, as_of))
    there = each.group_by(JOB).agg(
        job_id=_.record_id.max(),
        first_told=_.first_on.min(),
        last_told=_.last_on.max(),
        work_on=_.hazard_on.max(),
        first_work_on=_.first_work_on.min(),
    )
    anywhere = there.group_by("person_id").agg(person_work_on=_.work_on.max(), employers=_.count())
    job = there.inner_join(anywhere, "person_id")
    told = each.drop("first_work_on").inner_join(job, JOB)
    current = told.filter(_.last_on == _.last_told).mutate(
        named_first=_.first_on == _.first_told, elsewhere=_.employers > 1
    )
    return current.drop("last_on", "last_told", "first_told", "employers")


def _by_hazard(frames: Frames, as_of: date) -> Table:
    """All that was ever named. A re-examination (复查) looks at single hazards and does not say what the job has."""
    named = examinations(frames, as_of).filter(_.exposed, _.exam_type.isin(OF_A_JOB), _.employer_id.notnull())
    at_work = named.exam_type.isin(AT_WORK)
    return named.group_by(*JOB, "hazard").agg(
        record_id=_.record_id.max(),
        first_on=_.first_on.min(),
        last_on=_.last_on.max(),
        exposed_from=_.exposed_on.max(),
        before_on=_.last_on.max(where=_.exam_type == BEFORE),
        first_work_on=named.first_on.min(where=at_work),
        hazard_on=named.last_on.max(where=at_work),
        leaving_on=_.last_on.max(where=_.exam_type == LEAVING),
    )


def examinations(frames: Frames, as_of: date) -> Table:
    """The complete examinations by `as_of` of each worker, employer, hazard and type as one row; computed once.

    `exposed`: is the hazard one that the worker is exposed to, `examined`: one that was examined for? `first_on` and
    `last_on` are days, `record_id` and `exposed_on` the newest record and the latest first day of exposure told. All
    that reads examinations by hazard stands on it, for there are ten times as many of them.
    """
    return frames.once(("examinations by hazard", as_of), partial(_examinations, frames, as_of))


def _examinations(frames: Frames, as_of: date) -> Table:
    known = frames.document("examination").filter(
        _.examined_on <= as_of, ~_.is_review.fill_null(False), _.person_id.notnull()
    )
    return (
        _of_each_hazard(known)
        .group_by(*JOB, "hazard", "exam_type", "exposed", "examined")
        .agg(
            record_id=_.record_id.max(),
            first_on=_.examined_on.min(),
            last_on=_.examined_on.max(),
            exposed_on=_.exposed_on.max(),
        )
    )


def _of_each_hazard(exams: Table) -> Table:
    """One row for each hazard that either list of an examination names. Most lists are the same: no need to look."""
    same = (exams.hazards == exams.exposed_hazards).fill_null(False)
    of_both = exams.hazards.fill_null(NONE).union(exams.exposed_hazards.fill_null(NONE))
    each = exams.select(
        *(*JOB, "record_id", "exam_type", "examined_on", "hazards", "exposed_hazards"),
        exposed_on=_.exposure.started_on,
        same=same,
        hazard=ibis.ifelse(same, exams.hazards, of_both).unnest(),
    )
    return each.mutate(
        exposed=each.same | each.exposed_hazards.contains(each.hazard).fill_null(False),
        examined=each.same | each.hazards.contains(each.hazard).fill_null(False),
    )


def last_examined(frames: Frames, as_of: date) -> Table:
    """The last of `examined` of each worker, employer, hazard and type, with its columns; no reviews."""
    last = examinations(frames, as_of).filter(_.examined)
    return last.select("person_id", "hazard", type=_.exam_type, examined_on=_.last_on, review=False)


def examined(frames: Frames, as_of: date, of: Table | None = None) -> Table:
    """One row for each hazard of each examination by `as_of`, with the columns that `duties` asks for.

    `of`: only of the persons in that table, if one is given.
    """
    exams = frames.document("examination").filter(_.examined_on <= as_of, _.person_id.notnull())
    exams = exams if of is None else exams.semi_join(of, "person_id")
    return exams.select(
        "person_id",
        "examined_on",
        hazard=_.hazards.unnest(),
        type=_.exam_type,
        review=ibis.coalesce(_.is_review, False),
    ).select("person_id", "hazard", "type", "examined_on", "review")
