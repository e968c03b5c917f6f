"""G13: a nursing level was confirmed, but the nursing allowance has not been paid for every month that is due."""

from datetime import date

from ibis import _
from ibis.expr.types import Table

from analytics.frames import Frames
from analytics.rules.base import COLUMNS, Rule
from analytics.timeline.dated import number_by, number_on
from analytics.timeline.missing import names
from analytics.timeline.months import month_due, payments, unpaid_months
from analytics.timeline.owed_months import nursing_months
from analytics.timeline.wages import AVERAGE

DAYS = "gaps/monthly_payment_days"
PERCENT = "entitlements/nursing_percent"
ITEM = "nursing_allowance"


def find(frames: Frames, as_of: date, rule: Rule) -> Table:
    """Insured workers with a nursing level and a month, after that of the service, without the allowance (条例 34).

    Until the month before death, or until another level was found. `amount` is that of all months not paid for, by
    the average wage of the year before the level was confirmed.
    """
    days = rule.value(DAYS, as_of)
    late = unpaid_months(nursing_months(frames, as_of, days), payments(frames, ITEM, as_of))
    average = number_on(AVERAGE, late.clock_on)
    monthly = number_by(PERCENT, late.clock_on, late.nursing) * average / 100
    return late.mutate(
        due_on=month_due(_.first_unpaid, days),
        amount=(monthly * late.unpaid).round(2),
        missing=names(average_monthly_wage=average.isnull()),
    ).select(*COLUMNS, "amount", "missing")


RULE = Rule(
    id="G13",
    title_zh="已确认生活自理障碍等级，生活护理费有月份未支付",
    title_en="A nursing level was confirmed, but the nursing allowance is unpaid for a month that is due",
    basis=("工伤保险条例 第三十四条",),
    must_act="fund",
    parameters=(DAYS, PERCENT, AVERAGE),
    find=find,
    explained=(
        "查找已确认生活自理障碍等级，有应付月份没有生活护理费的参保职工。自结论送达（未报送达的，"
        "作出）的次月起按月应付，每月结束后起算期限；死亡当月起不再应付，退休不影响。金额为所有未付月份之和。"
    ),
    changes_it=(
        "省里历年调整生活护理费的（条例 第四十条），金额应当更高",
        "因拒不接受鉴定、拒绝治疗等停止享受待遇的决定（条例 第四十二条）不在数据中",
    ),
)
