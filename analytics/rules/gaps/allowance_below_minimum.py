"""G12: the disability allowance that the fund paid for a month is below the minimum wage, and nothing was added."""

from datetime import date

import ibis
from ibis import _
from ibis.expr.types import Table

from analytics.frames import Frames
from analytics.rules.base import COLUMNS, Rule
from analytics.timeline.dated import number_on
from analytics.timeline.missing import names
from analytics.timeline.months import first_day, month_due, payments
from analytics.timeline.owed_months import allowance_months
from analytics.timeline.stop_events import AGE

DAYS = "gaps/monthly_payment_days"
MINIMUM = "entitlements/minimum_wage"
TIER = "third"  # the lowest: whoever is below it is below every place's minimum wage
ITEM = "disability_allowance"
FEN = 0.005
CASE = ("person_id", "case_record_id", "employer_id", "division_code", "clock_on", "may_retire")


def find(frames: Frames, as_of: date, rule: Rule) -> Table:
    """Grades 1 to 4 of whom all payments for a month come to less than the lowest minimum wage then (条例 35 ¶1(2)).

    Grades 5 and 6 are paid and topped up by the employer, which the fund's payments do not show. Which tier a place
    has is not held: `amount` is what is owed at the very least, and `missing` names the minimum wage.
    """
    days = rule.value(DAYS, as_of)
    due = allowance_months(frames, as_of, days)
    paid = _by_month(payments(frames, ITEM, as_of).semi_join(due, "person_id"))
    within = [paid.month >= due.first_due, paid.month <= due.last_due]
    met = due.inner_join(paid, ["person_id", *within])
    floored = met.mutate(floor=number_on(MINIMUM, first_day(met.month), TIER))
    short = (
        floored.filter(_.total < _.floor - FEN)
        .group_by(*CASE)
        .agg(
            first=_.month.min(), last=_.month.max(), paid_by=_.record_id.argmin(_.month), owed=(_.floor - _.total).sum()
        )
    )
    old = short.last >= short.may_retire
    return short.mutate(
        due_on=month_due(_.first, days),
        evidence=ibis.array([_.case_record_id, _.paid_by]),
        amount=ibis.ifelse(old, ibis.null("float64"), _.owed.round(2)),
        missing=names(minimum_wage=ibis.literal(True), retirement=old),
    ).select(*COLUMNS, "amount", "missing")


def _by_month(paid: Table) -> Table:
    """What came for each month; a payment for several is spread evenly."""
    months = ibis.range(paid["first"], paid["last"] + 1, 1)
    shared = paid.mutate(share=_.amount / (_.last - _.first + 1), month=months.unnest())
    return shared.group_by("person_id", "month").agg(total=_.share.sum(), record_id=_.record_id.min())


RULE = Rule(
    id="G12",
    title_zh="伤残津贴低于当地最低工资标准，差额未补足",
    title_en="The disability allowance is below the minimum wage and was not topped up",
    basis=("工伤保险条例 第三十五条第一款第二项",),
    must_act="fund",
    parameters=(DAYS, AGE, MINIMUM),
    find=find,
    explained=(
        "查找参保职工中一级至四级伤残，某月伤残津贴各次合计低于当月最低一档最低工资标准的人。每月结束后起算期限；"
        "补足之日即消失。金额是至少应补足的数；一次支付几个月的，平均分到各月。"
    ),
    changes_it=(
        "当地最低工资标准属于哪一档未收录：只查低于最低一档的，金额是至少应补足的数",
        "五级、六级的伤残津贴由用人单位支付和补足，基金的支付记录中看不到，不在此列",
        "已退休的，所付可能是养老金与津贴的差额",
    ),
)
