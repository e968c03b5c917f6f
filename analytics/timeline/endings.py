"""Ends: of a life, and of the last job before a diagnosis."""

from datetime import date
from functools import partial

import ibis
from ibis import _
from ibis.expr.types import Table

from analytics.frames import Frames

DEATH = "death"  # 劳动合同终止原因: not one who left
TOLD = ("person_id", "record_id", "employer_id", "division_code")


def told_deaths(frames: Frames) -> Table:
    """Every record that tells of a death, with its `died_on`: of the bureau, a diagnosis, a poisoning, or a contract
    that death ended. Computed once."""
    return frames.once("told deaths", partial(_told_deaths, frames))


def _told_deaths(frames: Frames) -> Table:
    contracts = frames.document("termination").filter(_.reason == DEATH).rename(died_on="ended_on")
    documents = [frames.document(name) for name in ("death", "diagnosis", "poisoning")]
    told = ibis.union(*(each.select(*TOLD, "died_on") for each in (*documents, contracts)))
    return told.filter(_.died_on.notnull())


def deaths(frames: Frames, as_of: date) -> Table:
    """Each person who died by `as_of`, as any document tells it: `died_on` (the last day told), `death_record_id`."""
    told = told_deaths(frames).filter(_.died_on <= as_of)
    told = told.select("person_id", "died_on", death_record_id=_.record_id)
    last = ibis.row_number().over(group_by=_.person_id, order_by=[_.died_on.desc(), _.death_record_id])
    return told.mutate(rank=last).filter(_.rank == 0).drop("rank")


def alive(frames: Frames, cases: Table, as_of: date) -> Table:
    """Those of `cases` of whose death nothing is told."""
    return cases.anti_join(deaths(frames, as_of), "person_id")


def left_before_diagnosis(frames: Frames, cases: Table) -> Table:
    """Those of `cases` whose last job that is known ended before `diagnosed_on`, with `left_on`, `why` and `left_id`.

    Whoever took up another insured job after it, or had one beside it on that day, has not left. A spell of the
    employer that was left, begun before, counts for nothing: bureaus close them late.
    """
    ended = frames.document("termination").filter(_.reason != DEATH)
    ended = ended.select("person_id", left_on=_.ended_on, why=_.reason, left_id=_.record_id, left_from=_.employer_id)
    before = cases.inner_join(ended, ["person_id", ended.left_on < cases.diagnosed_on])
    last = ibis.row_number().over(group_by=_.case_record_id, order_by=[_.left_on.desc(), _.left_id.desc()])
    left = before.mutate(rank=last).filter(_.rank == 0).drop("rank")
    spells = frames.document("insured_spell").select("person_id", "employer_id", "first_month", "last_month")
    begun = spells.first_month > left.left_on
    goes_on = spells.last_month.isnull() | (spells.last_month > left.left_on)
    working = (begun | ((spells.employer_id != left.left_from) & goes_on)).fill_null(False)
    return left.anti_join(spells, ["person_id", spells.first_month <= left.diagnosed_on, working])
