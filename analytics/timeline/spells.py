"""Who was insured, and when."""

from ibis import _
from ibis.expr.types import Table

from analytics.frames import Frames


def insured_on(frames: Frames, cases: Table, day: str) -> Table:
    """Those of `cases` whose person was insured in the month of the date column `day`."""
    spells = frames.document("insured_spell").select("person_id", "first_month", "last_month")
    month = cases[day].truncate("M").cast("date")
    begun = spells.first_month.truncate("M").cast("date") <= month
    insured = [begun, spells.last_month.isnull() | (spells.last_month >= month)]
    return cases.semi_join(spells, ["person_id", *insured])


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
