"""G15: somebody died of the occupational disease, and what the law gives the survivors has not come."""

from datetime import date

import ibis
from ibis import _
from ibis.expr.types import Table

from analytics.entitlements.death import FUNERAL, LUMP_SUM, PENSION
from analytics.frames import Frames
from analytics.rules.base import COLUMNS, Rule
from analytics.timeline.dated import number_on
from analytics.timeline.missing import names
from analytics.timeline.spells import insured_on
from analytics.timeline.survivors import died_of_disease, gives
from analytics.timeline.wages import AVERAGE

DAYS = "gaps/death_payment_days"
FUNERAL_MONTHS = "entitlements/funeral_months"
MULTIPLE = "entitlements/death_multiple"
INCOME = "entitlements/national_disposable_income"
ITEMS = (FUNERAL, PENSION, LUMP_SUM)


def find(frames: Frames, as_of: date, rule: Rule) -> Table:
    """Deaths that for certain give a right to items of which no payment is known (条例 39); `missing` lists them.

    In paid leave, of the disease: all three. After it, of grades 1 to 4: funeral and pension, no lump sum. A death of
    which what decides is unknown is not listed. The pension is missing only where dependants were reported.
    `amount` is the one-off items; the pension runs on and is not in it.
    """
    days = rule.value(DAYS, as_of)
    died = died_of_disease(frames, as_of).mutate(
        due_on=(_.died_on + ibis.interval(days=days)).cast("date"), case_record_id=_.record_id, clock_on=_.died_on
    )
    late = insured_on(frames, died.filter(_.due_on < as_of), "injured_on")
    told = _open(late, _paid(frames, as_of))
    funeral = number_on(FUNERAL_MONTHS, told.died_on) * number_on(AVERAGE, told.died_on)
    lump_sum = number_on(MULTIPLE, told.died_on) * number_on(INCOME, told.died_on)
    owed = ibis.ifelse(told[FUNERAL], funeral, 0.0) + ibis.ifelse(told[LUMP_SUM], lump_sum, 0.0)
    return (
        told.mutate(
            evidence=ibis.array([told.record_id]),
            amount=owed.nullif(0.0).round(2),
            missing=names(**{item: told[item] for item in ITEMS}),
        )
        .filter(_.missing.length() > 0)
        .select(*COLUMNS, "amount", "missing")
    )


def _open(late: Table, paid: Table) -> Table:
    """`late` with a column for each item: is there a right to it, and no payment since the death?"""
    joined = late.left_join(paid, "person_id").drop("person_id_right")
    came = {item: (joined[f"{item}_on"] >= joined.died_on).fill_null(False) for item in ITEMS}
    kept = joined.keeps.fill_null(False)
    return joined.mutate(**{item: gives(item) & ~came[item] & (kept if item == PENSION else True) for item in ITEMS})


def _paid(frames: Frames, as_of: date) -> Table:
    """When each item was last paid for a person, in columns like `funeral_subsidy_on`."""
    paid = frames.document("benefit").filter(_.item.isin(ITEMS), _.paid_on <= as_of)
    return paid.group_by("person_id").agg(**{f"{item}_on": _.paid_on.max(where=_.item == item) for item in ITEMS})


RULE = Rule(
    id="G15",
    title_zh="因职业病死亡，遗属应得的待遇未支付",
    title_en="Dead of the occupational disease, but the survivors' benefits are unpaid",
    basis=("工伤保险条例 第三十九条",),
    must_act="fund",
    parameters=(DAYS, FUNERAL_MONTHS, MULTIPLE, AVERAGE, INCOME),
    find=find,
    explained=(
        "查找参保职工因职业病死亡，或者一级至四级伤残在停工留薪期满后死亡，确定应付而未见支付的待遇。"
        "自死亡之日起算，当日不计；各项都已支付即消失。“所缺信息”列出未付的项目；"
        "决定是否应付的情况不明的项目不列。"
    ),
    changes_it=(
        "是否有供养亲属未报告的，供养亲属抚恤金不在此列；金额只含一次性项目",
        "死亡是否在停工留薪期内、是否因职业病未报告而结果因此不同的，不在此列",
        "遗属选领了基本养老保险或者失业保险丧葬补助金的，工伤保险的丧葬补助金不再支付（社会保险法 第四十九条）",
    ),
)
