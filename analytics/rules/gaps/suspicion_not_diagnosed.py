"""G01: an occupational disease is suspected, and no diagnosis is seen to have been applied for."""

from datetime import date

import ibis
from ibis.expr.types import Table

from analytics.frames import Frames
from analytics.rules.base import COLUMNS, Rule
from analytics.timeline.clocks import term, unverified
from analytics.timeline.missing import names
from analytics.timeline.suspicions import diagnosis_steps, suspicions

DAYS = "gaps/diagnosis_application_days"
ALWAYS = ibis.literal(True)


def find(frames: Frames, as_of: date, rule: Rule) -> Table:
    """Suspicions past their time for which no diagnosis of the same family of diseases is known (职业病防治法 55).

    The days are those in force when the suspicion was found; before 2026-08-01 the law says only "in good time", and
    `missing` names `statutory_days`. The records hold diagnoses that were made: an application still open, and a
    conclusion that there is no occupational disease, are in none of them.
    """
    suspected = suspicions(frames, as_of).mutate(due_on=term(rule, DAYS, ibis._.clock_on))
    late = suspected.filter(suspected.due_on < as_of)
    steps = diagnosis_steps(frames, as_of)
    same = (steps.step_family == late.family).fill_null(True)
    guessed = unverified(rule, DAYS, late.clock_on)
    unseen = names(diagnosis_application=ALWAYS, diagnosis_negative=ALWAYS, statutory_days=guessed)
    return late.anti_join(steps, ["person_id", same]).select(*COLUMNS, missing=unseen)


RULE = Rule(
    id="G01",
    title_zh="发现疑似职业病，期限内未见提请诊断",
    title_en="A disease is suspected, and no application for diagnosis is seen in time",
    basis=("职业病防治法 第五十五条第二款", "GBZ 188—2025 附录 G"),
    must_act="employer",
    parameters=(DAYS,),
    find=find,
    explained=(
        "查找发现疑似职业病（报告卡，或者体检结论），期限届满仍不见提请诊断、也不见同类职业病诊断的人。"
        "自最早发现之日起算，当日不计；提请诊断之日即消失，不知其日的，作出诊断之日即消失。"
    ),
    to_review=True,
    changes_it=(
        "已经提请诊断、尚未作出结论（记录中只有已作出的诊断）",
        "诊断结论为无职业病（不产生职业病病例记录）",
        "在外省诊断",
        "没有证件号码的检查记录，尚未与本人的其他记录合并",
    ),
)
