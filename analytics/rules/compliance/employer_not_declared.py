"""E01: workers of an employer were examined for hazards, and the employer was never reported."""

from datetime import date

import ibis
from ibis import _
from ibis.expr.types import Table

from analytics.examinations.pursued import PURSUED
from analytics.frames import Frames
from analytics.rules.base import EMPLOYER_COLUMNS, Rule
from analytics.timeline.clocks import term
from analytics.workplaces.exposed import exposed

DAYS = "compliance/declaration_days"
DECLARED = "employer"  # the document that is not there is what the finding is about, whatever the hazards


def find(frames: Frames, as_of: date, rule: Rule) -> Table:
    """Employers with examinations of workers at work, of which no employer report is known (职业病防治法 16).

    The law says 及时; the days count from the first such examination, for the hazard was there by then.
    """
    reported = frames.document("employer").filter(_.reported_on <= as_of).select("employer_id")
    employers = (
        exposed(frames, as_of)
        .group_by("employer_id")
        .agg(clock_on=_.first_on.min(), division_code=_.division_code.max(), evidence=_.record_id.collect().unique())
    )
    alone = employers.anti_join(reported, "employer_id")
    owed = alone.mutate(about=ibis.literal(DECLARED), due_on=term(rule, DAYS, alone.clock_on))
    return owed.filter(_.due_on < as_of).select(*EMPLOYER_COLUMNS)


RULE = Rule(
    id="E01",
    title_zh="劳动者已做接害健康检查，未见用人单位信息：请核实该单位是否申报职业病危害项目，并补传单位信息",
    title_en="Workers were examined for hazards, and the employer is not reported: check whether it declared",
    basis=("职业病防治法 第十六条", "职业病危害项目申报办法"),
    must_act="employer",
    parameters=(DAYS, PURSUED),
    find=find,
    explained=(
        "查找近期有劳动者在岗期间、离岗时或者应急健康检查，而从未收到用人单位信息的单位。自最早一次这样的检查起算，"
        "超过申报期限列出；收到单位信息，或者追究期限内不再有检查，即消失。"
    ),
    changes_it=("单位已在申报系统申报，单位信息没有报送到本系统", "检查记录所填的用人单位有误，或者是劳务派遣单位"),
    subject="employer",
)
