"""D06: an examination asked for a re-examination, and it has not been done in time."""

from datetime import date

import ibis
from ibis import _
from ibis.expr.types import Table

from analytics.frames import Frames
from analytics.parameters import parameter
from analytics.rules.base import COLUMNS, Rule
from analytics.timeline.clocks import term, unverified
from analytics.timeline.dated import in_force
from analytics.timeline.missing import names
from analytics.timeline.reviews import answers, reviews
from analytics.timeline.working_days import due_after

DAYS = "compliance/review_working_days"
MONTHS = "compliance/complete_examination_months"
PURSUED = "compliance/pursued_months"


def find(frames: Frames, as_of: date, rule: Rule) -> Table:
    """Re-examinations asked for and not followed by any examination for the hazard within the working days.

    Until 2026-08-01 the institution set the time itself (GBZ 188—2014 4.8.3), which no record tells: `missing` names
    `review_time`. Since then there is no such conclusion; a hazard without one is taken for it and `missing` names
    `individual_conclusion`. Once a whole examination is owed instead, this finding ends.
    """
    asked = reviews(frames, as_of)
    dated = [
        due_after(asked.filter(in_force(value, asked.clock_on)), "clock_on", int(value.value))
        for value in parameter(DAYS).values
    ]
    due = ibis.union(*dated)
    late = due.filter(_.due_on < as_of, term(rule, PURSUED, due.due_on) >= as_of)
    instead = (term(rule, MONTHS, late.clock_on) < as_of).fill_null(False)
    late = late.filter(~instead)
    since = answers(frames, late, as_of)
    open_ = late.anti_join(since, ["person_id", "hazard", since.on > late.clock_on])
    untold = names(review_time=unverified(rule, DAYS, open_.clock_on), individual_conclusion=open_.pending)
    return open_.mutate(
        case_record_id=_.record_id, evidence=ibis.array([_.record_id]), about=_.hazard, missing=untold
    ).select(*COLUMNS, "about", "missing")


RULE = Rule(
    id="D06",
    title_zh="需要复查的劳动者未在期限内复查",
    title_en="A re-examination was asked for and has not been done in time",
    basis=("GBZ 188—2014 4.8.3 b)", "GBZ 188—2025 附录 A.3", "职业病防治法 第三十五条第一款"),
    must_act="employer",
    parameters=(DAYS, MONTHS, PURSUED),
    find=find,
    explained=(
        "查找结论为复查（2026-08-01 以前），或者检查了某种危害因素而没有个体结论（2026-08-01 起，暂无个体结论），"
        "其后未见该因素任何检查的劳动者。自初次检查之日起按工作日计算；再次检查之日、死亡之日，"
        "或者须重新进行完整检查之日即消失。"
    ),
    to_review=True,
    changes_it=(
        "检查机构在结论中另行确定了复查时间（2014 年版由其逐人确定）",
        "复查已经完成，未单独报告",
        "个体结论漏报，而不是等待复查",
        "已经离职，或者本人拒绝复查",
    ),
)
