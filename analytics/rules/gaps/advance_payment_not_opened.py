"""G16: uninsured when diagnosed, determined or graded, and nobody is known to have paid: the way of advance payment."""

from datetime import date

import ibis
from ibis import _
from ibis.expr.types import Table

from analytics.frames import Frames
from analytics.rules.base import COLUMNS, Rule
from analytics.timeline.decisions import decided
from analytics.timeline.payments import unprotected_cases
from analytics.timeline.recognised import RECOGNISED
from analytics.timeline.spells import insured_on

DAYS = "gaps/advance_payment_days"
IN_FORCE = date(2011, 7, 1)  # 社会保险法: before it nobody paid in the employer's place


def find(frames: Frames, as_of: date, rule: Rule) -> Table:
    """Cases that no spell shows insured when diagnosed, nor before in a service they left, entitled, without payment.

    The employer owes everything then, and what it paid is mostly not reported: so this never says that something is
    unpaid, but that the way of 社会保险法 41 is to be looked at. The clock starts with the first recognition or grade,
    and not before the law came into force. A payment by anyone ends it.
    """
    days = rule.value(DAYS, max(as_of, IN_FORCE))
    cases = unprotected_cases(frames, as_of)
    by_fund = insured_on(frames, cases, "diagnosed_on").select("case_record_id")
    every = _entitled(frames, cases.anti_join(by_fund, "case_record_id"), as_of)
    first = ibis.row_number().over(group_by=_.case_record_id, order_by=[_.since, _.proof])
    since = ibis.greatest(_.since, ibis.literal(IN_FORCE))
    one = every.mutate(rank=first).filter(_.rank == 0).mutate(clock_on=since)
    late = one.mutate(due_on=_.clock_on + ibis.interval(days=days), evidence=ibis.array([_.case_record_id, _.proof]))
    return late.filter(_.due_on < as_of).select(*COLUMNS)


def _entitled(frames: Frames, cases: Table, as_of: date) -> Table:
    """Each case with what shows that benefits are due, and `since` when."""
    names = ("person_id", "case_record_id", "employer_id", "division_code", "since", "proof")
    recognised = decided(frames, cases, as_of, RECOGNISED).mutate(since=_.known_on, proof=_.decision_id)
    graded = frames.document("assessment").filter(_.grade.notnull(), _.concluded_on <= as_of)
    graded = graded.select(
        "person_id", "concluded_on", since=ibis.coalesce(_.served_on, _.concluded_on), proof=_.record_id
    )
    assessed = cases.inner_join(graded, ["person_id", graded.concluded_on >= cases.diagnosed_on])
    return recognised.select(*names).union(assessed.select(*names))


RULE = Rule(
    id="G16",
    title_zh="诊断当月未见参保，已认定或评级，未见任何支付：核对是否告知并受理先行支付",
    title_en="Uninsured when diagnosed, determined or graded, no payment known: has advance payment been opened?",
    basis=(
        "社会保险法 第四十一条",
        "工伤保险条例 第六十二条第二款",
        "职业病防治法 第五十九条",
        "社会保险基金先行支付暂行办法 第六条、第七条",
    ),
    must_act="fund",
    parameters=(DAYS,),
    find=find,
    explained=(
        "查找诊断当月没有参保记录，已认定工伤或者已评级，诊断以后未见任何支付的人。"
        "自最早的认定决定或者评级送达之日起算，不早于社会保险法施行之日，当日不计；任何支付即消失。"
        "用人单位所付多不报送，故只提示核对，不说欠付。"
    ),
    to_review=True,
    changes_it=(
        "用人单位已经支付，而支付情况没有报送",
        "已经申请先行支付，尚未支付",
        "诊断当月在外省或者按项目参保，没有个人参保记录",
        "工伤认定正在复议或者诉讼",
    ),
)
