"""Q05: a contribution wage of nought."""

from datetime import date

from ibis import _
from ibis.expr.types import Table

from analytics.frames import Frames
from analytics.rules.base import Rule
from analytics.timeline.contradictions import shown


def find(frames: Frames, as_of: date, _rule: Rule) -> Table:
    """Insured spells with a step at nought yuan that had begun; every benefit by the own wage would be wrong."""
    spells = frames.document("insured_spell").filter(_.first_month < as_of)
    nought = spells.mutate(nought=_.wages.filter(lambda step: step.monthly_wage == 0)).filter(_.nought.length() > 0)
    since = nought.mutate(since=_.nought[0].from_month).filter(_.since < as_of)
    return shown(since, since.since, since.since)


RULE = Rule(
    id="Q05",
    title_zh="缴费工资为零：请按缴费记录补正本人工资；没有缴费的月份不应在参保时段内",
    title_en="A contribution wage of nought: mend it; months without contribution do not belong in an insured spell",
    basis=("工伤保险条例 第六十四条第二款",),
    must_act="fund",
    parameters=(),
    find=find,
    explained=(
        "查找已开始的参保时段中为零的缴费工资：按本人工资计算的待遇都会出错。以该工资起始月份为准，没有期限；"
        "补正即消失。"
    ),
    changes_it=("按项目参保，没有个人缴费工资",),
)
