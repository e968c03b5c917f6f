"""Who was insured, and when."""

from ibis.expr.types import Table

from analytics.frames import Frames


def insured_on(frames: Frames, cases: Table, day: str) -> Table:
    """Those of `cases` whose person was insured in the month of the date column `day`."""
    spells = frames.document("insured_spell").select("person_id", "first_month", "last_month")
    month = cases[day].truncate("M").cast("date")
    begun = spells.first_month.truncate("M").cast("date") <= month
    insured = [begun, spells.last_month.isnull() | (spells.last_month >= month)]
    return cases.semi_join(spells, ["person_id", *insured])
