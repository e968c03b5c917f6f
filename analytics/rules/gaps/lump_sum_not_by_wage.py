"""G19: the disability lump sum paid is not the months of the grade times the own wage of the contribution record."""

from datetime import date

import ibis
from ibis import _
from ibis.expr.types import Table

from analytics.frames import Frames
from analytics.rules.base import COLUMNS, Rule
from analytics.timeline.assessments import insured_graded_cases
from analytics.timeline.dated import number_by
from analytics.timeline.stop_events import retirements
from analytics.timeline.wages import AVERAGE, BOUNDS, with_own_wage

YUAN = "gaps/wage_tolerance_yuan"
MONTHS = "entitlements/lump_sum_months"
ITEM = "disability_lump_sum"


def find(frames: Frames, as_of: date, rule: Rule) -> Table:
    """Insured workers whose lump sum differs from months times own wage, within its bounds, by more than a yuan.

    `amount` is what should have been paid less what was: negative where too much was paid. Nothing is said where the
    own wage is not known, of people with two graded injuries, whose payments cannot be told apart, and of those who
    had retired before the diagnosis, whose pension may be the base. The clock starts with the last payment.
    """
    cases = insured_graded_cases(frames, as_of)
    only = cases.mutate(cases=_.count().over(group_by=_.person_id)).filter(_.cases == 1).drop("cases")
    retired = retirements(frames, only, as_of)
    working = only.anti_join(retired, ["person_id", retired.ended_on <= only.injured_on])
    met = with_own_wage(frames, _paid(frames, working, as_of)).filter(_.own_wage.notnull())
    owed = (number_by(MONTHS, met.injured_on, met.grade) * met.own_wage).round(2) - met.paid
    wrong = met.mutate(amount=owed.round(2), clock_on=_.paid_on, due_on=_.paid_on)
    return wrong.filter(_.amount.abs() > rule.value(YUAN, as_of), _.due_on < as_of).select(*COLUMNS, "amount")


def _paid(frames: Frames, cases: Table, as_of: date) -> Table:
    """`cases` with what was paid since the assessment in all, and when last; a payment may come in parts."""
    paid = frames.document("benefit").filter(_.item == ITEM, _.paid_on <= as_of)
    paid = paid.select("person_id", "paid_on", yuan=_.amount.cast("float64"), payment_id=_.record_id)
    met = cases.inner_join(paid, ["person_id", paid.paid_on >= cases.graded_on])
    summed = met.group_by("case_record_id").agg(
        paid=_.yuan.sum(), paid_on=_.paid_on.max(), payment_id=_.payment_id.argmax(_.paid_on)
    )
    joined = cases.inner_join(summed, "case_record_id")
    return joined.mutate(evidence=_.evidence.concat(ibis.array([_.payment_id])))


RULE = Rule(
    id="G19",
    title_zh="已支付的一次性伤残补助金与按缴费记录算得的本人工资不符",
    title_en="The lump sum paid does not follow from the own wage of the contribution record",
    basis=(
        "工伤保险条例 第六十四条第二款",
        "工伤保险条例 第三十五条第一款第一项",
        "工伤保险条例 第三十六条第一款第一项",
        "工伤保险条例 第三十七条第一项",
    ),
    must_act="fund",
    parameters=(YUAN, MONTHS, AVERAGE, BOUNDS),
    find=find,
    explained=(
        "核对参保职工已付的一次性伤残补助金是否等于等级月数乘以本人工资（诊断前十二个月该单位缴费的月平均数，"
        "以职工平均工资的上下限为界），相差超过尾数的列出。自最后一次支付之日起算，补差即消失；金额为应付减已付，"
        "负数为多付。缴费不满十二个月、有两次工伤、诊断前已退休的不核对。"
    ),
    changes_it=(
        "本人工资取诊断前十二个月由该用人单位缴费的月平均数；诊断前已离岗或者另有缴费的，基数不同",
        "职工平均工资取诊断上一年度，数字未核实；公布后重算补差的，以补差后为准",
        "基金在别处退还或者追回的，不在支付记录中",
    ),
)
