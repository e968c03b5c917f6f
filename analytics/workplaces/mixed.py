"""Mixed exposure: how far several agents that act on one organ fill their limits together at one post."""

from datetime import date

import ibis
from ibis import _
from ibis.expr.types import Table

from analytics.frames import Frames
from analytics.surveillance.tables import rows
from analytics.workplaces.limits import CMAC, CSTEL, CTWA
from analytics.workplaces.readings import PLACE, newest, readings

KINDS = (CTWA, CSTEL, CMAC)  # only values of one kind are added up
SEVERAL = 2


def mixed(frames: Frames, as_of: date) -> Table:
    """For each place, its last day and each organ the sum of C/L of at least two agents, each within its limit.

    employer_id, division_code, post, organ (its name), measured_on, total, evidence. Of several readings of one agent
    the highest counts; what is below detection or not in the unit of its limit counts as nothing. Organs: GBZ 2.1
    table 1, for the chemical agents whose adverse effect it tells; dusts are not added up.
    """
    told = readings(frames, as_of).filter(_.number.notnull(), _.most > 0, _.density_type.isin(KINDS))
    chemical = told.inner_join(ibis.memtable(_organs()), "hazard")
    day = newest(chemical, *PLACE)
    where = [*PLACE, "organ", "measured_on", "density_type"]
    agents = day.group_by([*where, "hazard"]).agg(
        share=(_.number / _.most).max(), record_id=_.record_id.max(), division_code=_.division_code.max()
    )
    sums = agents.group_by(where).agg(
        total=_.share.sum(),
        highest=_.share.max(),
        agents=_.count(),
        evidence=_.record_id.collect().unique(),
        division_code=_.division_code.max(),
    )
    return sums.filter(_.agents >= SEVERAL, _.highest <= 1)


def _organs() -> list[dict[str, str]]:
    return [{"hazard": row["hazard"], "organ": row["name"]} for row in rows("target_organs")]
