"""V03: blood counts below the threshold, and every conclusion for benzene says that nothing was found."""

from datetime import date

from ibis import _
from ibis.expr.types import Table

from analytics.examinations.numbers import numbers, whose
from analytics.examinations.pursued import PURSUED
from analytics.examinations.signs import BLOOD, COUNTS
from analytics.frames import Frames
from analytics.rules.base import Rule
from analytics.timeline.contradictions import shown
from analytics.timeline.dated import number_by

LEAST = "compliance/benzene_counts"
BEFORE_JOB, LATER = "01", ("02", "03")


def find(frames: Frames, as_of: date, _rule: Rule) -> Table:
    """Before the job counts below those of a contraindication (GBZ 188 5.19.1.1), of the edition of that day.

    The standard gives no numbers for examinations in service and on leaving; there a count is below where it is below
    the range that the result itself states, which asks for a repeat (5.19.2.3).
    """
    counts = whose(frames, as_of, numbers(frames, as_of, BLOOD), BLOOD).mutate(
        count=_.item.cases(*COUNTS.items(), else_="")
    )
    contraindicated = (counts.exam_type == BEFORE_JOB) & (
        counts.number < number_by(LEAST, counts.examined_on, counts["count"])
    )
    abnormal = counts.exam_type.isin(LATER) & (counts.number < counts.own_low)
    low = counts.filter((contraindicated | abnormal).fill_null(False))
    return shown(low, low.examined_on, low.examined_on, about=low.item)


RULE = Rule(
    id="V03",
    title_zh="血细胞计数低于判定值，苯的体检结论仍为“目前未见异常”：请核对血常规与结论，更正或者安排复查",
    title_en="Blood counts are too low, yet nothing was concluded for benzene: check them and mend the conclusion",
    basis=("GBZ 188—2014 4.8.3、5.19.1.1、5.19.2.3", "GBZ 188—2025 5.19.1.1、5.19.2.3"),
    must_act="institution",
    parameters=(PURSUED, LEAST),
    find=find,
    explained=(
        "查找苯作业（旧版包括甲苯、二甲苯）健康检查中白细胞、中性粒细胞或者血小板过低，而苯的各项结论都是"
        "“目前未见异常”的。上岗前按当日施行的版本的职业禁忌证计数，在岗期间和离岗时按结果自带的参考范围。"
        "自检查之日起列出，过了追究期限，或者结论、计数更正后消失。"
    ),
    changes_it=("计数或者计量单位录入有误", "复查已经恢复正常，而复查结果没有上传"),
)
