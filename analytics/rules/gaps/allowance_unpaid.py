"""G11: graded 1 to 4, but the fund has not paid the monthly disability allowance for every month that is due."""

from datetime import date

import ibis
from ibis import _
from ibis.expr.types import Table

from analytics.frames import Frames
from analytics.rules.base import COLUMNS, Rule
from analytics.timeline.dated import number_by, number_on
from analytics.timeline.missing import names
from analytics.timeline.months import month_due, payments, unpaid_months
from analytics.timeline.owed_months import allowance_months
from analytics.timeline.stop_events import AGE
from analytics.timeline.wages import AVERAGE, BOUNDS, with_own_wage

DAYS = "gaps/monthly_payment_days"
PERCENT = "entitlements/allowance_percent"
MINIMUM = "entitlements/minimum_wage"
ITEM = "disability_allowance"


def find(frames: Frames, as_of: date, rule: Rule) -> Table:
    """Insured workers of grades 1 to 4 with a month, after that of the service, for which no allowance came (条例 35).

    Until the month before death or retirement, or until another grade. A payment in part is a payment: whether it was
    enough, G12 asks. `amount` is that of all months not paid for; it is not told where the wage is not known, where
    the minimum wage of the place would decide, or where the person may have retired without our knowing.
    """
    days = rule.value(DAYS, as_of)
    due = unpaid_months(allowance_months(frames, as_of, days), payments(frames, ITEM, as_of))
    late = with_own_wage(frames, due)
    monthly = number_by(PERCENT, late.injured_on, late.grade) * late.own_wage / 100
    told = late.mutate(
        due_on=month_due(_.first_unpaid, days),
        missing=names(
            average_wage_12m=late.own_wage.isnull(),
            minimum_wage=monthly < number_on(MINIMUM, late.clock_on, "first"),
            retirement=late.last_due >= late.may_retire,
        ),
        owed=(monthly * late.unpaid).round(2),
    )
    amount = ibis.ifelse(_.missing.length() == 0, _.owed, ibis.null("float64"))
    return told.mutate(amount=amount).select(*COLUMNS, "amount", "missing")


RULE = Rule(
    id="G11",
    title_zh="一级至四级伤残，应按月支付的伤残津贴有月份未支付",
    title_en="Grades 1 to 4: the monthly disability allowance is unpaid for a month that is due",
    basis=("工伤保险条例 第三十五条第一款第二项", "工伤保险条例 第三十五条第一款第三项"),
    must_act="fund",
    parameters=(DAYS, AGE, PERCENT, AVERAGE, BOUNDS, MINIMUM),
    find=find,
    explained=(
        "查找参保职工中一级至四级伤残，有应付月份没有伤残津贴的人。自结论送达（未报送达的，"
        "作出）的次月起按月应付，每月结束后起算期限；死亡、退休当月起不再应付，等级改变的自次月起按新的等级。"
        "金额为所有未付月份之和；付得够不够由 G12 核对。"
    ),
    changes_it=(
        "已办理退休并享受基本养老保险待遇的，津贴停发，养老金低于津贴的由基金补足差额；养老金不在数据中",
        "因拒不接受鉴定、拒绝治疗等停止享受待遇的决定（条例 第四十二条）不在数据中",
        "省里历年调整伤残津贴的（条例 第四十条），金额应当更高",
    ),
)
