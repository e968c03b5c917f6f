"""Q02: a benefit of the living was paid for months after the death."""

from datetime import date

import ibis
from ibis import _
from ibis.expr.types import Table

from analytics.frames import Frames
from analytics.rules.base import Rule
from analytics.timeline.contradictions import shown
from analytics.timeline.endings import deaths
from analytics.timeline.months import month_number

# What the living get month by month. A one-off sum that was due before may be paid to the heirs, the cost of treatment
# later; funeral, survivors' pensions and the lump sum for a death only begin with it.
OF_THE_LIVING = ("disability_allowance", "nursing_allowance", "paid_leave_wages")


def find(frames: Frames, as_of: date, _rule: Rule) -> Table:
    """Payments of monthly benefits for a month after that of the death; arrears for earlier months are right.

    Where a payment does not say its months, the month in which it was made stands for them, and `missing` says so.
    """
    paid = frames.document("benefit").filter(_.item.isin(OF_THE_LIVING), _.paid_on < as_of)
    dead = deaths(frames, as_of)
    both = paid.inner_join(dead, ["person_id", paid.paid_on > dead.died_on])
    wrong = both.filter(month_number(ibis.coalesce(_.last_month, _.first_month, _.paid_on)) > month_number(_.died_on))
    undated = wrong.last_month.isnull() & wrong.first_month.isnull()
    missing = ibis.ifelse(undated, ibis.array(["first_month"]), ibis.null("array<string>"))
    return shown(wrong, wrong.died_on, wrong.paid_on, wrong.death_record_id, missing=missing)


RULE = Rule(
    id="Q02",
    title_zh="死亡次月以后仍有按月待遇：请核对死亡日期与支付记录，更正后重新上传；确已多付的依法处理",
    title_en="A monthly benefit for months after the death: check the day of death and the payment, mend the wrong one",
    basis=("工伤保险条例 第四十二条", "社会保险经办条例 第二十五条"),
    must_act="fund",
    parameters=(),
    find=find,
    explained=(
        "查找死亡以后支付，所属月份晚于死亡当月的伤残津贴、生活护理费、停工留薪期工资。以支付之日为准，没有期限；"
        "没有写明月份的，以支付的月份代替，并列入“所缺信息”。"
    ),
    changes_it=("支付的是死亡当月以前的欠款，而记录中没有写明月份",),
)
