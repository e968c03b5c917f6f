"""G22: somebody over retirement age is at work after 2026-07-01 without being insured."""

from datetime import date

import ibis
from ibis import _
from ibis.expr.types import Table

from analytics.frames import Frames
from analytics.rules.base import COLUMNS, Rule
from analytics.timeline.months import month_number
from analytics.timeline.retirement import over_age

DAYS = "gaps/social_insurance_registration_days"
AGE = "gaps/retirement_months"
IN_FORCE = date(2026, 7, 1)  # 超龄劳动者基本权益保障暂行规定 第二十四条
AT_WORK = ("02", "04")  # 在岗期间, 应急: whoever is examined so is at work there


def find(frames: Frames, as_of: date, rule: Rule) -> Table:
    """Over-age persons whom an examination since the day in force shows at work, and no spell insured since.

    At work on the day of the first such examination with that employer; the days run from it. Any spell that reaches
    into its month or begins later ends the gap, whoever insured: with dispatched labour it is another employer.
    """
    days = rule.value(DAYS, max(as_of, IN_FORCE))
    at_work = over_age(frames, _at_work(frames, as_of), "clock_on", max(as_of, IN_FORCE))
    late = at_work.mutate(due_on=_.clock_on + ibis.interval(days=days)).filter(_.due_on < as_of)
    spells = frames.document("insured_spell").filter(_.first_month <= as_of).select("person_id", "last_month")
    reaches = spells.last_month.isnull() | (month_number(spells.last_month) >= month_number(late.clock_on))
    return late.anti_join(spells, ["person_id", reaches]).select(*COLUMNS, "missing")


def _at_work(frames: Frames, as_of: date) -> Table:
    """The first examination at work of each person with each employer since the day in force."""
    seen = frames.document("examination").filter(
        _.examined_on >= IN_FORCE, _.examined_on <= as_of, _.exam_type.isin(AT_WORK)
    )
    first = ibis.row_number().over(group_by=[_.person_id, _.employer_id], order_by=[_.examined_on, _.record_id])
    return (
        seen.mutate(rank=first)
        .filter(_.rank == 0)
        .select(
            "person_id",
            "employer_id",
            "division_code",
            case_record_id=_.record_id,
            clock_on=_.examined_on,
            evidence=ibis.array([_.record_id]),
        )
    )


RULE = Rule(
    id="G22",
    title_zh="超龄劳动者在岗，用人单位未为其参加工伤保险",
    title_en="Over retirement age and at work, but not insured against work injury",
    basis=("超龄劳动者基本权益保障暂行规定（令第56号） 第十五条、第二十四条", "社会保险法 第五十八条第一款"),
    must_act="employer",
    parameters=(DAYS, AGE),
    find=find,
    explained=(
        "查找规定施行以后体检表明在岗，已超过法定退休年龄，期限届满没有参保的人。"
        "自施行后在该单位第一次在岗期间或者应急体检之日起算，当日不计；当月或者以后有任何参保时段即消失，"
        "不论由哪个单位参保。"
    ),
    changes_it=(
        "出生只知年份，按十二月计算；出生月份较早的人不会因此被误报，可能漏报",
        "女职工原退休年龄为五十还是五十五岁取决于岗位，记录中没有；仍未超龄的，应按职工参保（条例第十条）",
        "弹性延迟退休期间不是超龄（令第56号第二十三条），同样应当参保",
        "按项目参保（如建筑业），没有个人参保记录",
    ),
)
