"""G03: the employer did not apply for work-injury determination within 30 days of the diagnosis."""

from datetime import date

import ibis
from ibis import _
from ibis.expr.types import Table

from analytics.frames import Frames
from analytics.rules.base import COLUMNS, Rule
from analytics.timeline.determinations import applications
from analytics.timeline.diagnoses import diagnosed_cases

DAYS = "gaps/employer_application_days"


def find(frames: Frames, as_of: date, rule: Rule) -> Table:
    """Diagnosed cases past the thirtieth day for which nobody has applied by `as_of`.

    The clock starts on the day of the diagnosis, or of the appraisal that changed it, not when the paper was
    served (条例 17 ¶1). An application by anyone ends the gap, unless it names both another disease and another day.
    The day count is the one in force on `as_of`.
    """
    days = rule.value(DAYS, as_of)
    cases = diagnosed_cases(frames, as_of)
    late = cases.mutate(due_on=_.clock_on + ibis.interval(days=days)).filter(_.due_on < as_of)
    applied = applications(frames, as_of)
    other_day = (applied.for_day != late.diagnosed_on) & (applied.for_day != late.clock_on)
    another_case = (other_day & (applied.for_disease != late.disease)).fill_null(False)
    return late.anti_join(applied, ["person_id", applied.applied_on >= late.diagnosed_on, ~another_case]).select(
        *COLUMNS
    )


RULE = Rule(
    id="G03",
    title_zh="用人单位未在三十日内申请工伤认定",
    title_en="The employer did not apply for determination within thirty days",
    basis=("工伤保险条例 第十七条第一款",),
    must_act="employer",
    parameters=(DAYS,),
    find=find,
    explained=(
        "查找已诊断职业病，期限届满仍无任何人申请工伤认定的人。自诊断之日起算，诊断经鉴定改变的自鉴定之日起算，"
        "当日不计；任何人申请之日即消失，申请所写的疾病和日期都与本病例不同的不算。"
    ),
    changes_it=(
        "遇有特殊情况，经社会保险行政部门同意，申请期限已适当延长（同意延长的记录不在数据中）",
        "诊断已经鉴定改变，而鉴定记录尚未到达的，自鉴定之日起算",
        "已经申请，而申请记录尚未到达",
    ),
)
