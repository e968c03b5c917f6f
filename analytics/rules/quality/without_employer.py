"""Q04: a case that names no employer whom the hub knows."""

from datetime import date

from ibis import _
from ibis.expr.types import Table

from analytics.frames import Frames
from analytics.rules.base import Rule
from analytics.timeline.contradictions import shown


def find(frames: Frames, as_of: date, _rule: Rule) -> Table:
    """Diagnoses without an employer: nobody can be held to apply, to insure, or to pay."""
    alone = frames.document("diagnosis").filter(_.employer_id.isnull(), _.diagnosed_on < as_of)
    return shown(alone, alone.diagnosed_on, alone.diagnosed_on)


RULE = Rule(
    id="Q04",
    title_zh="职业病病例没有用人单位：请补充证明书所载单位的统一社会信用代码，重新上传",
    title_en="A case without an employer: add the credit code of the one the certificate names, and send it again",
    basis=("职业病诊断与鉴定管理办法（令第6号） 第三十条",),
    must_act="institution",
    parameters=(),
    find=find,
    explained=(
        "查找没有对应用人单位的职业病诊断：无法确定由谁申请、参保、支付。以诊断之日为准，没有期限；补充单位代码即消失。"
    ),
    changes_it=(
        "证明书所载单位没有统一社会信用代码，无法对应",
        "单位代码已经补充，尚未到达",
    ),
)
