"""Q03: two new cases of one lasting disease are open for one person."""

from datetime import date

import ibis
from ibis import _
from ibis.expr.types import Table

from analytics.frames import Frames
from analytics.rules.base import Rule
from analytics.timeline.contradictions import shown
from analytics.timeline.diagnoses import NEW_CASES
from analytics.timeline.diseases import certain_disability


def find(frames: Frames, as_of: date, _rule: Rule) -> Table:
    """Each further new case of a disease that does not heal: pneumoconioses and noise deafness.

    Poisonings, skin diseases or heat stroke may well be diagnosed anew, so they are never found here.
    """
    diagnoses = frames.document("diagnosis").filter(_.diagnosed_on < as_of, _.disease.isin(certain_disability()))
    new = diagnoses.filter(_.case_type.isnull() | _.case_type.isin(NEW_CASES))
    in_order = ibis.window(group_by=[_.person_id, _.disease], order_by=[_.diagnosed_on, _.record_id])
    again = new.mutate(before=_.record_id.lag().over(in_order)).filter(_.before.notnull())
    return shown(again, again.diagnosed_on, again.diagnosed_on, again.before)


RULE = Rule(
    id="Q03",
    title_zh="同一人同一种职业病有两个新病例：请核对是否重复报告；晋期、复诊请改用相应的病例类型",
    title_en="Two new cases of one disease of one person: check for a second report; advances have a type of their own",
    basis=("职业病诊断与鉴定管理办法（令第6号） 第三十二条",),
    must_act="institution",
    parameters=(),
    find=find,
    explained=(
        "查找同一人不会痊愈的同一种职业病（尘肺病、噪声聋）第二个及以后的新病例。以诊断之日为准，没有期限；"
        "更正病例类型或者删除重复报告即消失。中毒、皮肤病、中暑等可以再次发生的不查。"
    ),
    changes_it=("两条记录属于两个人，被误并为一人",),
)
