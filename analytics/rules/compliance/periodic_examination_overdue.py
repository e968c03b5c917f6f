"""D02: somebody is at work with a hazard, and the examination in service is overdue."""

from datetime import date

import ibis
from ibis import _
from ibis.expr.types import Table

from analytics.frames import Frames
from analytics.rules.base import Rule
from analytics.timeline.jobs import ASSUMED
from analytics.timeline.missing import names
from analytics.timeline.owed_examinations import listed, owed


def find(frames: Frames, as_of: date, _rule: Rule) -> Table:
    """Jobs that go on, past the longest interval since the last complete examination in service (职业病防治法 35).

    Only what the edition in force on the due date makes mandatory. The interval has no grace. Where no insured month
    tells that the worker is still there, `missing` names `still_on_job`.
    """
    late = owed(frames, as_of).filter(_.type == "02", _.mandatory, _.left_on.isnull())
    return listed(late, ibis.coalesce(late.last, late.started_on), missing=names(still_on_job=~late.insured))


RULE = Rule(
    id="D02",
    title_zh="在岗期间职业健康检查超过周期",
    title_en="The examination in service is overdue",
    basis=("职业病防治法 第三十五条第一款", "GBZ 188 在岗期间职业健康检查周期"),
    must_act="employer",
    parameters=ASSUMED,
    find=find,
    explained=(
        "查找仍在岗、距最近一次完整的在岗期间检查（没有的，距上岗）超过强制周期的劳动者，按危害因素逐项计算。"
        "周期由到期之日施行的版本、接触水平和作业分级决定；未分级的按Ⅱ级，推荐性检查不计，复查不算完整检查。"
        "检查之日或者离岗之日即消失。"
    ),
    changes_it=(
        "已经离岗或者调离该作业，而没有终止劳动合同、停保或者新的检查记录",
        "检查在外省进行，或者记录没有证件号码，尚未与本人的其他记录合并",
        "该岗位经分级为Ⅰ级及以下，周期较长（GBZ 188—2025 A.10）",
        "记录中没有驾驶类别的，不计算驾驶作业的周期",
    ),
)
