"""G14: the contract of a worker graded 5 to 10 has ended, but the fund's one-off medical subsidy is unpaid."""

from datetime import date
from functools import reduce
from operator import or_

import ibis
from ibis import _
from ibis.expr.types import BooleanValue, Table

from analytics.entitlements.contract import DUE, DUE_OTHERS
from analytics.frames import Frames
from analytics.rules.base import COLUMNS, Rule
from analytics.timeline.assessments import standing
from analytics.timeline.dated import number_by, number_on
from analytics.timeline.missing import names
from analytics.timeline.spells import insured_on
from analytics.timeline.wages import AVERAGE

DAYS = "gaps/contract_end_payment_days"
MONTHS = "entitlements/medical_months"
ITEM = "medical_lump_sum"


def find(frames: Frames, as_of: date, rule: Rule) -> Table:
    """Insured workers whose contract ended, after the diagnosis, in a way that the text names (条例 36 ¶2, 37(2)).

    Grades 7 to 10: expiry, or the worker resigned; 5 and 6: only at the worker's own request. It is the contract with
    the employer of the assessment. The clock starts on that day, or on the service of the grade where that came later.
    """
    days = rule.value(DAYS, as_of)
    ended = _ended(frames, as_of).mutate(due_on=(_.clock_on + ibis.interval(days=days)).cast("date"))
    paid = frames.document("benefit").filter(_.item == ITEM, _.paid_on <= as_of).select("person_id", "paid_on")
    late = ended.filter(_.due_on < as_of)
    unpaid = late.anti_join(paid, ["person_id", paid.paid_on >= late.injured_on])
    insured = insured_on(frames, unpaid, "injured_on")
    average = number_on(AVERAGE, insured.ended_on)
    months = number_by(MONTHS, insured.ended_on, insured.grade)
    return insured.mutate(
        amount=(months * average).round(2), missing=names(average_monthly_wage=average.isnull())
    ).select(*COLUMNS, "amount", "missing")


def _ended(frames: Frames, as_of: date) -> Table:
    """The last grade that still stands, with the first end of the contract since the injury that gives the right."""
    grades = standing(frames, as_of, "grade").filter(_.until.isnull(), _.grade >= min(DUE))
    ends = frames.document("termination").filter(_.ended_on <= as_of, _.reason.isin(DUE_OTHERS))
    ends = ends.select("person_id", "employer_id", "ended_on", "reason", end_id=_.record_id)
    met = grades.inner_join(ends, ["person_id", "employer_id", ends.ended_on >= grades.injured_on])
    own = met.filter(_names_it(met))
    first = ibis.row_number().over(group_by=_.person_id, order_by=[_.ended_on, _.grade, _.case_record_id, _.end_id])
    return (
        own.mutate(rank=first)
        .filter(_.rank == 0)
        .mutate(clock_on=ibis.greatest(_.ended_on, _.clock_on), evidence=ibis.array([_.case_record_id, _.end_id]))
    )


def _names_it(met: Table) -> BooleanValue:
    """Does the text name this reason for this grade? By the entitlements' own lists."""
    allowed = [(met.grade == grade) & met.reason.isin(reasons) for grade, reasons in DUE.items()]
    return reduce(or_, allowed, (met.grade > max(DUE)) & met.reason.isin(DUE_OTHERS))


RULE = Rule(
    id="G14",
    title_zh="五级至十级伤残，劳动合同已解除或者终止，一次性工伤医疗补助金未支付",
    title_en="Grades 5 to 10: the contract has ended, but the one-off medical subsidy is unpaid",
    basis=("工伤保险条例 第三十六条第二款", "工伤保险条例 第三十七条第二项"),
    must_act="fund",
    parameters=(DAYS, MONTHS, AVERAGE),
    find=find,
    explained=(
        "查找五级至十级伤残，诊断以后劳动合同按条文所列情形解除或者终止，"
        "期限届满未见一次性工伤医疗补助金的参保职工：五级、六级限本人提出，七级至十级限期满或者本人提出。"
        "自合同终止之日起算，结论在其后送达的自送达之日起算，当日不计；支付之日即消失。"
    ),
    changes_it=(
        "一次性伤残就业补助金由用人单位支付，基金的支付记录中看不到，是否已付须向用人单位和本人查明",
        "协商一致解除的，须先查明由谁提出；用人单位解除的，条文未列，均不在此列",
        "患职业病的据称加发 30%，距退休不足五年的据称递减，均未核实，未计入金额",
    ),
)
