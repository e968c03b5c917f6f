"""Who was insured, and when."""

from ibis import _
from ibis.expr.types import BooleanValue, Table

from analytics.frames import Frames


def insured_on(frames: Frames, cases: Table, day: str) -> Table:
    """Those of `cases` whose person was insured in the month of the date column `day`, or left insured service before.

    For who left or retired before the diagnosis the employer that the certificate names counts: where it insured them
    while they served, the fund pays (人社部发〔2013〕34号 第八条). Months that merely stop do not show who left.
    """
    spells = _with_end(frames, cases)
    left = (spells.employer_id == cases.employer_id) & (spells.ended_on <= cases[day])
    begun, lasting = _over(spells, cases, day)
    return cases.semi_join(spells, ["person_id", begun, lasting | left.fill_null(False)])


def _over(spells: Table, cases: Table, day: str) -> tuple[BooleanValue, BooleanValue]:
    """Has a spell begun by the month of `day`, and did it last until then?"""
    month = cases[day].truncate("M").cast("date")
    begun = spells.first_month.truncate("M").cast("date") <= month
    return begun, spells.last_month.isnull() | (spells.last_month >= month)


def _with_end(frames: Frames, cases: Table) -> Table:
    """The spells of the persons in `cases`, few among many, with the first day on which a contract with that employer
    ended after they began, if it did.
    """
    ended = frames.document("termination").select("person_id", "employer_id", "ended_on")
    keys = ["record_id", "person_id", "employer_id", "first_month", "last_month"]
    spells = frames.document("insured_spell").select(keys).semi_join(cases.select("person_id"), "person_id")
    met = spells.left_join(ended, ["person_id", "employer_id", ended.ended_on >= spells.first_month])
    return met.group_by(keys).agg(ended_on=_.ended_on.min())


def uninsured_on(frames: Frames, cases: Table, day: str) -> Table:
    """Those of `cases`, one row for each `case_record_id`, whom no spell shows insured in the month of `day`.

    Who left insured service before is among them.
    """
    spells = frames.document("insured_spell").select("person_id", "first_month", "last_month")
    insured = cases.semi_join(spells, ["person_id", *_over(spells, cases, day)]).select("case_record_id")
    return cases.anti_join(insured, "case_record_id")


def covering(frames: Frames, cases: Table, day: str) -> Table:
    """Each of `cases` with every spell over the month of the date column `day`: `spell_id` and `spell_employer`."""
    spells = frames.document("insured_spell")
    spells = spells.select("person_id", "first_month", "last_month", spell_id=_.record_id, spell_employer=_.employer_id)
    return cases.inner_join(spells, ["person_id", *_over(spells, cases, day)]).drop("first_month", "last_month")
