"""Q01: a working capacity was assessed before there was anything to assess: neither diagnosed nor applied for."""

from datetime import date

from ibis import _
from ibis.expr.types import Table

from analytics.frames import Frames
from analytics.rules.base import Rule
from analytics.timeline.contradictions import shown
from analytics.timeline.determinations import applications


def find(frames: Frames, as_of: date, _rule: Rule) -> Table:
    """Assessments before the person's first diagnosis, if no application for determination came before them either.

    Somebody determined earlier may have had an accident, of which no diagnosis is known: that is no fault. Somebody
    without any diagnosis is not found here.
    """
    assessed = frames.document("assessment").filter(_.concluded_on < as_of)
    diagnoses = frames.document("diagnosis").filter(_.diagnosed_on <= as_of)
    first = {"first_on": _.diagnosed_on.min(), "first_id": _.record_id.argmin(_.diagnosed_on)}
    told = diagnoses.group_by("person_id").agg(**first)
    early = assessed.inner_join(told, ["person_id", told.first_on > assessed.concluded_on])
    applied = applications(frames, as_of).select("person_id", "applied_on")
    alone = early.anti_join(applied, ["person_id", applied.applied_on <= early.concluded_on])
    return shown(alone, alone.concluded_on, alone.concluded_on, alone.first_id)


RULE = Rule(
    id="Q01",
    title_zh="劳动能力鉴定早于职业病诊断和工伤认定申请：请核对两个日期，更正后重新上传",
    title_en="Assessed before diagnosed or applied for: check both days, mend the wrong one and send it again",
    basis=("工伤保险条例 第二十一条",),
    must_act="department",
    parameters=(),
    find=find,
    explained=(
        "查找结论早于本人第一次诊断，其前也没有工伤认定申请的劳动能力鉴定。以结论之日为准，没有期限；"
        "更正日期或者补传认定申请即消失。没有任何诊断的人不查。"
    ),
    changes_it=("鉴定为另一次事故伤害，其认定记录没有上传",),
)
