"""G10: a disability was graded, but the one-off disability benefit has not been paid."""

from datetime import date

import ibis
from ibis import _
from ibis.expr.types import Table

from analytics.frames import Frames
from analytics.rules.base import COLUMNS, Rule
from analytics.timeline.assessments import insured_graded_cases

DAYS = "gaps/lump_sum_payment_days"
ITEM = "disability_lump_sum"


def find(frames: Frames, as_of: date, rule: Rule) -> Table:
    """Insured workers graded 1 to 10 to whom no lump sum was paid since the assessment (条例 35, 36, 37).

    Only insured workers: where the employer did not insure, the employer pays, and that it did would never be seen
    in what the fund paid. A payment in part ends the gap: what is owed depends on the wage base, which is another
    question than whether the fund has acted.
    """
    days = rule.value(DAYS, as_of)
    graded = insured_graded_cases(frames, as_of)
    paid = frames.document("benefit").filter(_.item == ITEM, _.paid_on <= as_of).select("person_id", "paid_on")
    late = graded.mutate(due_on=_.clock_on + ibis.interval(days=days)).filter(_.due_on < as_of)
    return late.anti_join(paid, ["person_id", paid.paid_on >= late.graded_on]).select(*COLUMNS)


RULE = Rule(
    id="G10",
    title_zh="已评定伤残等级，一次性伤残补助金未支付",
    title_en="Graded, but the disability lump sum is unpaid",
    basis=("工伤保险条例 第三十五条", "工伤保险条例 第三十六条", "工伤保险条例 第三十七条"),
    must_act="fund",
    parameters=(DAYS,),
    find=find,
    explained=(
        "查找诊断当月参保，已评定伤残等级，期限届满未见一次性伤残补助金的人。自鉴定结论送达之日起算，"
        "未报送达的自作出之日起算，当日不计；再次鉴定重新起算，复查不重新起算。支付之日即消失，"
        "只付一部分的也视为已支付。"
    ),
    changes_it=(
        "收到结论十五日内申请再次鉴定，结论尚未作出（条例 第二十六条）",
        "已由用人单位垫付，尚未与基金结算",
        "已经支付，而支付记录尚未到达",
    ),
)
