"""V04: lead in blood or urine asks for a repeat, and every conclusion for lead says that nothing was found."""

from datetime import date

from ibis import _
from ibis.expr.types import Table

from analytics.examinations.numbers import numbers, whose
from analytics.examinations.pursued import PURSUED
from analytics.examinations.signs import LEAD, METALS
from analytics.frames import Frames
from analytics.rules.base import Rule
from analytics.timeline.contradictions import shown
from analytics.timeline.dated import number_by

LEVELS = "compliance/lead_recheck"
EXPOSED = ("02", "03")  # in service and on leaving: before the job the standard sets no level


def find(frames: Frames, as_of: date, _rule: Rule) -> Table:
    """Examinations in service and on leaving with 400 μg/L or more in blood, or 70 in urine (GBZ 188 5.1.2.3)."""
    levels = whose(frames, as_of, numbers(frames, as_of, LEAD), LEAD).filter(_.exam_type.isin(EXPOSED))
    levels = levels.mutate(metal=_.item.cases(*METALS.items(), else_=""))
    high = levels.filter(levels.number >= number_by(LEVELS, levels.examined_on, levels.metal))
    return shown(high, high.examined_on, high.examined_on, about=high.item)


RULE = Rule(
    id="V04",
    title_zh="血铅或者尿铅已达到复查水平，铅的体检结论仍为“目前未见异常”：请核对结果与结论，更正并安排复查",
    title_en="Lead is at the level of a repeat, yet nothing was concluded for lead: check it and mend the conclusion",
    basis=("GBZ 188—2014 4.8.3、5.1.2.3", "GBZ 188—2025 5.1.2.3", "GBZ 2.1—2019 表 4（血铅生物接触限值）"),
    must_act="institution",
    parameters=(PURSUED, LEVELS),
    find=find,
    explained=(
        "查找铅作业在岗期间和离岗时健康检查中血铅或者尿铅达到复查水平，而铅的各项结论都是“目前未见异常”的。"
        "自检查之日起列出，过了追究期限，或者结论、结果更正后消失。"
    ),
    changes_it=("结果或者计量单位录入有误", "采样受到污染，重新采样正常，而复查结果没有上传"),
)
