"""How much of a hazard was measured at an employer, for as long as a report says something about the day."""

import ibis
from ibis import _
from ibis.expr.types import StringValue, Table

from analytics.frames import Frames
from analytics.workplaces.units import plain_unit
from schemas.codes import codelist
from schemas.overlay import cached

BOUNDS = ("<", "＜", "≤", " ")
MOST = 1e9  # what is no number at all is not between it and nought


def workplace_levels(frames: Frames, valid_months: int) -> Table:
    """For each employer and hazard the highest reading of each report, valid from `level_from` up to `level_until`.

    Valid until the next report, or for `valid_months`. Nobody says who works where, so the highest counts; it is empty
    where a reading is no number or not in the unit of the limit. "<0.05" is at most 0.05. A reading that stands for
    several hazards together is of none.
    """
    alone = frames.results("measurement").filter(_.hazards.length() == 1, _.employer_id.notnull())
    readings = alone.select("employer_id", "record_id", "measured_on", "unit", "value", hazard=_.hazards[0])
    units = ibis.memtable(_units(), schema={"hazard": "string", "limit_unit": "string"})
    known = readings.inner_join(units, "hazard")
    told = _without(known.value, BOUNDS).try_cast("float64")
    number = ibis.ifelse(
        (plain_unit(known.unit) == known.limit_unit) & told.between(0, MOST), told, ibis.null("float64")
    )
    reports = (
        known.mutate(number=number)
        .group_by("employer_id", "hazard", "record_id")
        .agg(level_from=_.measured_on.max(), highest=_.number.max(), readable=_.number.notnull().all())
    )
    following = {"group_by": [_.employer_id, _.hazard], "order_by": [_.level_from, _.record_id]}
    lasts = (reports.level_from + ibis.interval(months=valid_months)).cast("date")
    until = ibis.least(lasts, ibis.coalesce(reports.level_from.lead().over(**following), lasts))
    level = ibis.ifelse(reports.readable, reports.highest, ibis.null("float64"))
    return reports.mutate(level=level, level_until=until).select(
        "employer_id", "hazard", "level", "level_from", "level_until"
    )


def _without(text: StringValue, parts: tuple[str, ...]) -> StringValue:
    for part in parts:
        text = text.replace(part, "")
    return text


@cached
def _units() -> tuple[dict[str, str], ...]:
    rows = {row.code: row.extra.get("limit_unit", "").lower() for row in codelist("hazard").rows}
    return tuple({"hazard": code, "limit_unit": unit} for code, unit in rows.items() if unit)
