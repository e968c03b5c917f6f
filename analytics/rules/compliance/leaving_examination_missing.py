"""D03: a contract ended, and no leaving examination for the hazard of the job is known."""

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
    """Jobs whose contract is known to have ended, without an examination that counts as the leaving one.

    An examination in service shortly before counts by the 2014 edition; by that of 2025 only if nothing changed, which
    no record says: such a job is not shown, nor one of fewer than thirty days below or without a known level
    (GBZ 188—2025 4.6). Insured months that ended say nothing of a contract.
    """
    late = owed(frames, as_of).filter(_.type == "03", _.end_told)
    shown = late.filter(term(rule, PURSUED, late.due) >= as_of)
    return listed(shown, shown.left_on)


RULE = Rule(
    id="D03",
    title_zh="劳动合同已经解除或者终止，未见离岗时职业健康检查",
    title_en="The contract ended, and no leaving examination is known",
    basis=("职业病防治法 第三十五条第一款、第二款", "GBZ 188 4.6（离岗时职业健康检查）"),
    must_act="employer",
    parameters=(PURSUED, *ASSUMED),
    find=find,
    explained=(
        "查找有劳动合同解除或者终止记录，而未见该岗位危害因素离岗时检查的劳动者。自劳动合同结束之日起计算，"
        "由当日施行的版本决定；补做离岗检查即消失。在岗检查能否视为离岗检查尚不能判断的，不列出。"
    ),
    changes_it=(
        "离岗检查在外省进行，或者记录没有证件号码，尚未与本人的其他记录合并",
        "劳动者本人拒绝离岗检查的（记录中没有）",
        "离开之前早已调离该作业，并在调离时做过检查",
    ),
)
