"""G23: monthly benefits were paid for months after what ended them: death, or, of the allowance, retirement."""

from datetime import date

import ibis
from ibis import _
from ibis.expr.types import Table

from analytics.frames import Frames
from analytics.rules.base import COLUMNS, Rule
from analytics.timeline.missing import names
from analytics.timeline.months import month_number
from analytics.timeline.stop_events import deaths, retirements

ALLOWANCE, NURSING = "disability_allowance", "nursing_allowance"
FEN = 0.005


def find(frames: Frames, as_of: date, _rule: Rule) -> Table:
    """A reverse gap: payments of the fund whose own months lie after that of the stop event (条例 35, 40, 42).

    After a death, allowance and nursing; `amount` is what was paid for those months. After a retirement only an
    allowance as high as before: a lower one may be the top-up of the pension, which is not in the records, so
    `missing` names the pension and there is no `amount`. Payments that name no month may be arrears and are left out.
    """
    paid = _paid(frames, as_of)
    died, retired = deaths(frames, paid, as_of, last=True), _retired(frames, paid, as_of)
    after = _after(paid.inner_join(died, "person_id"))
    unchanged = _unchanged(paid.filter(_.item == ALLOWANCE).inner_join(retired, "person_id"))
    alive = unchanged.anti_join(died, ["person_id", died.ended_on <= unchanged.ended_on])
    known = _told(after).mutate(amount=_.over.round(2), missing=names(pension_12m_average=ibis.literal(False)))
    unknown = _told(alive).mutate(amount=ibis.null("float64"), missing=names(pension_12m_average=ibis.literal(True)))
    columns = (*COLUMNS, "amount", "missing")
    return known.select(*columns).union(unknown.select(*columns))


def _retired(frames: Frames, paid: Table, as_of: date) -> Table:
    """Those of the retired whom nobody has insured beyond that month: else the reason of the end is doubtful."""
    spells = frames.document("insured_spell").filter(_.first_month <= as_of).select("person_id", "last_month")
    retired = retirements(frames, paid, as_of, last=True)
    later = spells.last_month.isnull() | (month_number(spells.last_month) > month_number(retired.ended_on))
    return retired.anti_join(spells, ["person_id", later])


def _paid(frames: Frames, as_of: date) -> Table:
    """Payments with the months that they name: `first`, `last`, and yuan a month."""
    paid = frames.document("benefit").filter(
        _.item.isin((ALLOWANCE, NURSING)), _.paid_on <= as_of, _.first_month.notnull()
    )
    named = paid.select(
        "person_id",
        "item",
        payment_id=_.record_id,
        yuan=_.amount.cast("float64"),
        first=month_number(_.first_month),
        last=month_number(ibis.coalesce(_.last_month, _.first_month)),
    )
    return named.mutate(monthly=_.yuan / (_.last - _.first + 1))


def _after(met: Table) -> Table:
    """Payments that reach beyond the month of the event, with `over`, the yuan of the months beyond."""
    stop = month_number(met.ended_on)
    return met.mutate(over=_.monthly * (_.last - ibis.greatest(_.first, stop + 1) + 1)).filter(_.last > stop)


def _unchanged(met: Table) -> Table:
    """Payments beyond the month of retirement, a month's not less than the last one before."""
    stop = month_number(met.ended_on)
    before = met.filter(_.last <= stop).group_by("person_id").agg(usual=_.monthly.argmax(_.last))
    return _after(met).inner_join(before, "person_id").filter(_.monthly >= _.usual - FEN)


def _told(over: Table) -> Table:
    """One row for each stop event: what was paid beyond it, and the first such payment."""
    event = ("person_id", "record_id", "employer_id", "division_code", "ended_on")
    summed = over.group_by(*event).agg(over=_.over.sum(), payment_id=_.payment_id.argmin(_.first))
    return summed.mutate(
        case_record_id=_.record_id,
        clock_on=_.ended_on,
        due_on=_.ended_on,
        evidence=ibis.array([_.record_id, _.payment_id]),
    )


RULE = Rule(
    id="G23",
    title_zh="停止享受待遇的情形发生后仍在支付",
    title_en="Benefits were paid for months after the event that ended them",
    basis=(
        "工伤保险条例 第三十五条第一款第三项",
        "工伤保险条例 第四十二条",
        "社会保险经办条例 第二十五条",
    ),
    must_act="fund",
    parameters=(),
    find=find,
    explained=(
        "反向核对：死亡次月以后仍支付伤残津贴或者生活护理费，或者退休次月以后仍照旧支付伤残津贴。"
        "自死亡、退休之日起算，没有期限；死亡的金额为以后月份已付之和。没有写明月份的支付可能是补发，不列。"
    ),
    changes_it=(
        "死亡或者退休的日期有误的，更正后即消失",
        "已经追回或者抵扣的，不在支付记录中，须向经办机构查明",
        "退休后所付低于以前的，可能是养老金与津贴的差额，不在此列",
    ),
)
