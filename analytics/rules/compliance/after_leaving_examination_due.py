"""D04: somebody left a job whose harm shows itself late, and the recommended examination after leaving is due."""

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
    """Those who left and live, for as long as the follow-up lasts (GBZ 188—2025 Annex C; 2014: 推荐性).

    It is recommended, so nobody owes it: a person decides whether to invite. Where the first or last day of the job is
    not told, `missing` names `job_start` or `job_end`: how long the exposure lasted decides.
    """
    late = owed(frames, as_of).filter(_.type == "05", ~_.died)
    unsure = names(job_start=~late.start_told, job_end=~late.end_told)
    return listed(late, ibis.coalesce(late["last"], late.left_on), missing=unsure)


RULE = Rule(
    id="D04",
    title_zh="离岗后健康检查（推荐性）已到时间",
    title_en="The recommended examination after leaving is due",
    basis=("GBZ 188—2025 附录 C（推荐性）", "GBZ 188—2014 4.6.2（推荐性）"),
    must_act="employer",
    parameters=ASSUMED,
    find=find,
    explained=(
        "查找已经离开接触迟发危害因素的岗位、仍在随访年限之内、离岗后检查到期的劳动者。自最近一次离岗后检查"
        "（没有的，自离岗）起算；检查之日、死亡之日或者随访年限届满即消失。离岗后检查是推荐性的，由人工决定是否安排。"
    ),
    to_review=True,
    changes_it=(
        "接害工龄更长或者更短（取自本单位的记录，不含此前的单位）",
        "离岗后检查在外省进行",
        "离岗时的尿镉等结果决定是否随访的，本系统不判断",
    ),
)
