"""D05: an acute poisoning was found at an employer, and no emergency examination is known there."""

from datetime import date

import ibis
from ibis import _
from ibis.expr.types import Table

from analytics.frames import Frames
from analytics.rules.base import EMPLOYER_COLUMNS, Rule
from analytics.timeline.clocks import term
from analytics.timeline.exposures import EMERGENCY
from analytics.timeline.poisonings import poisoning_events

DAYS = "compliance/emergency_examination_days"
BEFORE = "compliance/emergency_before_days"
EVENT = "compliance/same_event_days"
PURSUED = "compliance/pursued_months"
CLAUSE = " · 04 · GBZ 188 4.6.3"


def find(frames: Frames, as_of: date, rule: Rule) -> Table:
    """Events without any examination of type 04 at that employer since shortly before the first case was found.

    Whoever was or may have been exposed must be examined at once (职业病防治法 37); the text counts no days, and who
    else was there is in no record: one examination answers. Shown for a while, since it cannot be made up for.
    """
    found = poisoning_events(frames, as_of, rule.value(EVENT, as_of))
    late = found.mutate(due_on=term(rule, DAYS, found.clock_on))
    late = late.filter(_.due_on < as_of, term(rule, PURSUED, late.due_on) >= as_of)
    exams = frames.document("examination").filter(_.exam_type == EMERGENCY, _.examined_on <= as_of)
    exams = exams.select("employer_id", "examined_on")
    since = (late.clock_on - ibis.interval(days=rule.value(BEFORE, as_of))).cast("date")
    unanswered = late.anti_join(exams, ["employer_id", exams.examined_on >= since])
    return unanswered.mutate(about=_.hazard + CLAUSE, evidence=ibis.array([_.record_id])).select(*EMPLOYER_COLUMNS)


RULE = Rule(
    id="D05",
    title_zh="发生急性职业中毒，未见应急健康检查",
    title_en="An acute poisoning at work, and no emergency examination is known",
    basis=("职业病防治法 第三十七条第二款", "GBZ 188—2014 4.6.3", "GBZ 188—2025 4.6.3"),
    must_act="employer",
    parameters=(DAYS, BEFORE, EVENT, PURSUED),
    find=find,
    subject="employer",
    explained=(
        "查找发现急性职业中毒（疑似职业病报告卡或者职业病诊断，中毒分类为急性）而该单位未见任何应急健康检查的情形。"
        "自最早一例发现之日起算，前后相近的同一危害因素病例按一起事故计；见到应急检查即消失。"
    ),
    changes_it=(
        "应急检查由医院急诊完成，未按应急健康检查报告",
        "检查早于发现之日较多（记录中没有事故日期）",
        "农药中毒报告不载用人单位，不在其内；中暑等非中毒的急性职业病没有急性分类，也不在其内",
    ),
)
