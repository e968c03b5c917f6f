"""Who was insured, and when."""

from ibis import _
from ibis.expr.types import Table

from analytics.frames import Frames


def insured_on(frames: Frames, cases: Table, day: str) -> Table:
    """Those of `cases` whose person was insured in the month of the date column `day`, or left insured service before.

    For who left or retired before the diagnosis the employer that the certificate names counts: where it insured them
    while they served, the fund pays (人社部发〔2013〕34号 第八条). Months that merely stop do not show who left.
    """
    spells = _with_end(frames)
    month = cases[day].truncate("M").cast("date")
    begun = spells.first_month.truncate("M").cast("date") <= month
    lasting = spells.last_month.isnull() | (spells.last_month >= month)
    left = (spells.employer_id == cases.employer_id) & (spells.ended_on <= cases[day])
    return cases.semi_join(spells, ["person_id", begun, lasting | left.fill_null(False)])


def _with_end(frames: Frames) -> Table:
    """The spells with the first day on which a contract with that employer ended after they began, if it did."""
    ended = frames.document("termination").select("person_id", "employer_id", "ended_on")
    keys = ["record_id", "person_id", "employer_id", "first_month", "last_month"]
    spells = frames.document("insured_spell").select(keys)
    met = spells.left_join(ended, ["person_id", "employer_id", ended.ended_on >= spells.first_month])
    return met.group_by(keys).agg(ended_on=_.ended_on.min())


def uninsured_on(frames: Frames, cases: Table, day: str) -> Table:
    """Those of `cases`, one row for each `case_record_id`, whom no spell shows insured in the month of `day`."""
    insured = insured_on(frames, cases, day).select("case_record_id")
    return cases.anti_join(insured, "case_record_id")


def covering(frames: Frames, cases: Table, day: str) -> Table:
    """Each of `cases` with every spell over the month of the date column `day`: `spell_id` and `spell_employer`."""
    spells = frames.document("insured_spell")
    spells = spells.select("person_id", "first_month", "last_month", spell_id=_.record_id, spell_employer=_.employer_id)
    month = cases[day].truncate("M").cast("date")
    begun = spells.first_month.truncate("M").cast("date") <= month
    over = [begun, spells.last_month.isnull() | (spells.last_month >= month)]
    return cases.inner_join(spells, ["person_id", *over]).drop("first_month", "last_month")
