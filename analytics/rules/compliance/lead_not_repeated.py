"""V07: lead in blood or urine was at the level of a repeat, and neither was measured again in time."""

from datetime import date
from functools import partial

from ibis import _
from ibis.expr.types import Table

from analytics.examinations.done import examinations, results
from analytics.examinations.numbers import WHOSE, in_known_units, of_family
from analytics.examinations.pursued import PURSUED
from analytics.examinations.signs import LEAD, METALS
from analytics.frames import Frames
from analytics.rules.base import Rule
from analytics.timeline.clocks import term
from analytics.timeline.contradictions import shown
from analytics.timeline.dated import number_by

FROM, UP_TO, MONTHS = "compliance/lead_recheck", "compliance/lead_recheck_to", "compliance/lead_recheck_months"
IN_SERVICE = "02"


def find(frames: Frames, as_of: date, rule: Rule) -> Table:
    """Examinations in service for lead within the bounds of GBZ 188 5.1.2.3 a), and no lead measured since.

    Any later result counts as the repeat, of blood or urine and whatever it says, also one that came too late.
    """
    measured = frames.once(("metals", as_of), partial(_measured, frames, as_of))
    exams = examinations(frames, as_of).filter(_.exam_type == IN_SERVICE).semi_join(measured, "record_id")
    each = exams.select(*WHOSE, hazard=_.hazards.unnest()).select(*WHOSE, "hazard")
    lead = of_family(each).filter(_.family == LEAD)
    levels = in_known_units(measured).inner_join(lead.select(*WHOSE).distinct(), "record_id")
    levels = levels.mutate(metal=_.item.cases(*METALS.items(), else_=""))
    day, metal = levels.examined_on, levels.metal
    within = (levels.number >= number_by(FROM, day, metal)) & (levels.number <= number_by(UP_TO, day, metal))
    high = levels.mutate(due_on=term(rule, MONTHS, day)).filter(within, _.due_on < as_of)
    later = measured.select("person_id", again_on=_.event_on)
    alone = high.anti_join(later, ["person_id", later.again_on > high.examined_on])
    return shown(alone, alone.examined_on, alone.due_on, about=alone.item)


def _measured(frames: Frames, as_of: date) -> Table:
    """The results of the metals, few among many: read once, and then the examinations that have one."""
    metals = results(frames, as_of).filter(_.item.isin(list(METALS)))
    return metals.select("record_id", "person_id", "event_on", "item", "kind", "value", "unit", "low")


RULE = Rule(
    id="V07",
    title_zh="血铅或者尿铅达到复查水平，未见按期复查：请安排复查血铅或者尿铅并上传结果",
    title_en="Lead was at the level of a repeat and was not measured again in time: measure it and send the result",
    basis=("GBZ 188—2014 5.1.2.3", "GBZ 188—2025 5.1.2.3", "职业病防治法 第三十五条、第五十六条"),
    must_act="employer",
    parameters=(FROM, UP_TO, MONTHS, PURSUED),
    find=find,
    explained=(
        "查找铅作业在岗期间检查中血铅或者尿铅在复查范围之内，而期限内没有再测血铅或者尿铅的劳动者。自该次检查起算；"
        "补测即消失，无论结果如何。过了追究期限也不再列出。"
    ),
    changes_it=(
        "复查在别处进行，结果没有上传，或者尚未与本人的其他记录合并",
        "劳动者已经离岗或者拒绝复查（记录中没有）",
    ),
)
