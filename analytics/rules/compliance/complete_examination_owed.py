"""D07: a re-examination was not done within three months, and the whole examination is owed anew."""

from datetime import date

import ibis
from ibis import _
from ibis.expr.types import Table

from analytics.frames import Frames
from analytics.rules.base import COLUMNS, Rule
from analytics.timeline.clocks import term
from analytics.timeline.missing import names
from analytics.timeline.reviews import answers, reviews

MONTHS = "compliance/complete_examination_months"
PURSUED = "compliance/pursued_months"


def find(frames: Frames, as_of: date, rule: Rule) -> Table:
    """Re-examinations that were not done within the months, and no whole examination since (GBZ 188—2025 A.3).

    Only for examinations since 2026-08-01: the 2014 edition has no such rule, and for those before it D06 goes on.
    """
    asked = reviews(frames, as_of).mutate(due_on=term(rule, MONTHS, _.clock_on))
    late = asked.filter(_.due_on < as_of, term(rule, PURSUED, asked.due_on) >= as_of)
    since = answers(frames, late, as_of)
    counts = (since.on > late.clock_on) & (~since.review | (since.on <= late.due_on))
    owed = late.anti_join(since, ["person_id", "hazard", counts])
    return owed.mutate(
        case_record_id=_.record_id,
        evidence=ibis.array([_.record_id]),
        about=_.hazard + " · GBZ 188—2025 A.3",
        missing=names(individual_conclusion=_.pending),
    ).select(*COLUMNS, "about", "missing")


RULE = Rule(
    id="D07",
    title_zh="三个月内未完成复查，应当重新进行完整的职业健康检查",
    title_en="Not re-examined within three months: the whole examination is owed anew",
    basis=("GBZ 188—2025 附录 A.3",),
    must_act="employer",
    parameters=(MONTHS, PURSUED),
    find=find,
    explained=(
        "查找 2026-08-01 起的检查中某种危害因素没有个体结论（暂无个体结论），期限内未复查，"
        "其后也没有完整检查的劳动者。"
        "自初次检查之日起算；完整检查之日或者死亡之日即消失。此前的检查适用 2014 年版，没有这一规定。"
    ),
    to_review=True,
    changes_it=("复查已经完成，未单独报告", "个体结论漏报，而不是等待复查", "已经离职，或者本人拒绝检查"),
)
