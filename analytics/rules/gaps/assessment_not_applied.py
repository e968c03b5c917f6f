"""G08: determined to be a work injury, but no assessment of working capacity is seen."""

from datetime import date

import ibis
from ibis import _
from ibis.expr.types import Table

from analytics.frames import Frames
from analytics.rules.base import COLUMNS, Rule
from analytics.timeline.assessments import unassessed
from analytics.timeline.clocks import term
from analytics.timeline.missing import names
from analytics.timeline.recognised import recognised_cases

DAYS = "gaps/assessment_application_days"
LEAVE = "gaps/paid_leave_months"
LONGEST = "gaps/assessment_longest_days"


def find(frames: Frames, as_of: date, rule: Rule) -> Table:
    """Recognised cases whose assessment should have been applied for, and concluded, by `as_of` (条例 21, 办法 7).

    `due_on`, the day to apply by: where a disability is certain, some weeks after the determination; else when twelve
    months of paid leave are over, counted from the diagnosis, for the leave itself is in no record. An application is
    recorded with its conclusion only: so a case is shown when one made on `due_on` would have been concluded.
    """
    cases = recognised_cases(frames, as_of)
    leave_over = ibis.greatest(term(rule, LEAVE, ibis.coalesce(cases.diagnosed_on, cases.clock_on)), cases.clock_on)
    late = cases.mutate(
        due_on=ibis.ifelse(cases.certain, term(rule, DAYS, cases.clock_on), leave_over),
        missing=names(assessment_application=ibis.literal(True), paid_leave=~cases.certain, disability=~cases.certain),
    ).filter(term(rule, LONGEST, _.due_on) < as_of)
    return unassessed(frames, late, as_of).select(*COLUMNS, "missing")


RULE = Rule(
    id="G08",
    title_zh="已认定工伤，未见劳动能力鉴定",
    title_en="Determined to be a work injury, but no assessment of working capacity is seen",
    basis=("工伤保险条例 第二十一条", "劳动能力鉴定管理办法 第七条", "工伤保险条例 第三十三条第二款"),
    must_act="employer",
    parameters=(DAYS, LEAVE, LONGEST),
    find=find,
    explained=(
        "查找已认定工伤，未见劳动能力鉴定的人。必然致残的（尘肺病、噪声聋）自认定决定送达之日起算，"
        "未报送达的自决定之日起算；其他疾病以自诊断起算的停工留薪期满为应申请之日。应申请之日再加鉴定的最长期限，"
        "仍无结论才列出；鉴定申请、死亡之日即消失。"
    ),
    to_review=True,
    changes_it=(
        "已经申请鉴定、尚未作出结论（记录中只有已作出的结论）",
        "停工留薪期经确认延长，或者伤情尚未相对稳定",
        "治疗后没有残疾（噪声聋、尘肺病除外）",
        "劳动者不申请、拒不接受鉴定",
    ),
)
