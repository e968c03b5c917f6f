"""D01: somebody began a job with a hazard, and no pre-job examination for it is known."""

from datetime import date

from ibis import _
from ibis.expr.types import Table

from analytics.frames import Frames
from analytics.rules.base import Rule
from analytics.timeline.clocks import term
from analytics.timeline.jobs import ASSUMED
from analytics.timeline.owed_examinations import listed, owed

PURSUED = "compliance/pursued_months"


def find(frames: Frames, as_of: date, rule: Rule) -> Table:
    """Jobs whose first day is told and without an examination of type 01 for the hazard, ever (职业病防治法 35).

    It cannot be done afterwards; so it is shown for a while from the first day, by the edition in force on it.
    """
    late = owed(frames, as_of).filter(_.type == "01", _.start_told, ~_.died)
    shown = late.filter(term(rule, PURSUED, late.due) >= as_of)
    return listed(shown, shown.started_on)


RULE = Rule(
    id="D01",
    title_zh="从事接触职业病危害的作业，未见上岗前职业健康检查",
    title_en="At work with a hazard, and no pre-job examination is known",
    basis=("职业病防治法 第三十五条第一款、第二款", "GBZ 188 4.6（上岗前职业健康检查）"),
    must_act="employer",
    parameters=(PURSUED, *ASSUMED),
    find=find,
    explained=(
        "查找已知上岗之日、上岗接触某种危害因素而从未见该因素上岗前检查的劳动者。上岗之日取检查记录所载接害开始之日，"
        "不早于在该单位参保的第一个月；只能看出何时已在岗的，不作判断。自上岗之日起列出一段时间；见到上岗前检查即消失。"
    ),
    changes_it=(
        "上岗前检查在外省或者在本平台收集数据之前进行",
        "上岗前检查没有证件号码，尚未与本人的其他记录合并",
        "接害开始之日填写有误，或者是在前一用人单位开始接害的日期",
    ),
)
