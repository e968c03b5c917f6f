"""D09: the employer ended the contract of somebody whose contract must not be ended."""

from datetime import date

import ibis
from ibis import _
from ibis.expr.types import Table

from analytics.frames import Frames
from analytics.rules.base import COLUMNS, Rule
from analytics.timeline.clocks import term
from analytics.timeline.dismissals import of_disabled, of_suspected, unexamined
from analytics.timeline.jobs import ASSUMED

OBSERVED = "compliance/observation_months"
PURSUED = "compliance/pursued_months"
WITHOUT_EXAM = "未进行离岗前职业健康检查 · 职业病防治法 第三十五条第二款"
SUSPECTED = "疑似职业病诊断或者医学观察期间 · 职业病防治法 第五十五条第三款"
DISABLED = "确认丧失或者部分丧失劳动能力 · 劳动合同法 第四十二条第二项、第四十五条"


def find(frames: Frames, as_of: date, rule: Rule) -> Table:
    """Contracts ended by the employer, or not renewed, while one of three grounds forbade it; `about` says which.

    Only where the record gives the reason. Whether the worker was at fault (劳动合同法 39) it does not tell.
    """
    grounds = (
        (SUSPECTED, of_suspected(frames, as_of, rule.value(OBSERVED, as_of))),
        (WITHOUT_EXAM, unexamined(frames, as_of)),
        (DISABLED, of_disabled(frames, as_of)),
    )
    found = ibis.union(*(ended.mutate(about=ibis.literal(ground)) for ground, ended in grounds))
    shown = found.filter(term(rule, PURSUED, found.ended_on) >= as_of)
    return shown.mutate(
        case_record_id=_.record_id,
        clock_on=_.ended_on,
        due_on=_.ended_on,
        evidence=ibis.array([_.record_id, _.other_id]),
    ).select(*COLUMNS, "about")


RULE = Rule(
    id="D09",
    title_zh="用人单位解除或者终止了不得解除或者终止的劳动合同",
    title_en="The employer ended a contract that must not be ended",
    basis=(
        "职业病防治法 第三十五条第二款、第五十五条第三款",
        "劳动合同法 第四十二条第一项、第二项，第四十五条",
        "工伤保险条例 第三十五条至第三十七条",
    ),
    must_act="employer",
    parameters=(OBSERVED, PURSUED, *ASSUMED),
    find=find,
    explained=(
        "查找由用人单位解除或者期满终止的劳动合同：发现疑似职业病后尚无诊断的，未做离岗检查的，"
        "或者在该单位患职业病、负工伤并有伤残等级的（七至十级期满终止除外）。自合同结束之日起列出一段时间；"
        "其他原因或者原因不明的不列出。"
    ),
    to_review=True,
    changes_it=(
        "劳动者有劳动合同法第三十九条所列过错的",
        "诊断结论为无职业病（不产生职业病病例记录），观察期间已经结束",
        "五级、六级由本人提出解除的，终止原因填写有误",
        "已经恢复劳动关系",
    ),
)
