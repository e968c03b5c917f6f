"""What ends a monthly benefit: death and retirement, as whoever knew of it first reported it."""

from datetime import date

import ibis
from ibis import _
from ibis.expr.types import Table

from analytics.frames import Frames
from analytics.parameters import parameter
from analytics.timeline.endings import TOLD, told_deaths

AGE = "gaps/earliest_retirement_age"


def deaths(frames: Frames, cases: Table, as_of: date, *, last: bool = False) -> Table:
    """Who of `cases` died by `as_of`: the earliest `ended_on`, or the `last`, and the record that says so.

    The bureau of the insurance, the diagnosis, a poisoning or the end of the contract may tell of a death. Where they
    differ, what is owed is sure up to the earliest day, what was paid too long only from the last.
    """
    return _one(told_deaths(frames).rename(ended_on="died_on"), cases, as_of, last)


def retirements(frames: Frames, cases: Table, as_of: date, *, last: bool = False) -> Table:
    """Whose contract of `cases` ended by `as_of` because a pension began, told as by `deaths`."""
    ended = frames.document("termination").filter(_.reason == "retirement")
    return _one(ended.select(*TOLD, "ended_on"), cases, as_of, last)


def may_have_retired(frames: Frames, cases: Table, as_of: date) -> Table:
    """For each person of `cases` the month `may_retire`, before which nobody of their sex and year can retire.

    The register knows years of birth only, so it is the January of the year. A sex that is not told is taken as the
    one that retires earlier.
    """
    ages = parameter(AGE).on(as_of).table
    age = ibis.ifelse(_.is_man, int(ages["1"]), int(ages["2"]))
    people = (
        frames.worker.semi_join(cases, "person_id")
        .group_by("person_id")
        .agg(born=_.birth_year.min(), is_man=(_.sex == "1").fill_null(False).all())
    )
    return people.select("person_id", may_retire=((_.born + age) * 12).cast("int64"))


def _one(told: Table, cases: Table, as_of: date, last: bool) -> Table:
    day = _.ended_on.desc() if last else _.ended_on
    order = ibis.row_number().over(group_by=_.person_id, order_by=[day, _.record_id])
    theirs = told.filter(_.ended_on <= as_of).semi_join(cases, "person_id")
    return theirs.mutate(rank=order).filter(_.rank == 0).drop("rank")
