"""Q06: a disability was graded, and no determination recognised the injury."""

from datetime import date

from ibis import _
from ibis.expr.types import Table

from analytics.frames import Frames
from analytics.rules.base import Rule
from analytics.timeline.contradictions import shown
from analytics.timeline.recognised import RECOGNISED


def find(frames: Frames, as_of: date, _rule: Rule) -> Table:
    """Graded assessments of persons without any recognised determination, whenever it was decided.

    A decision that is dated but not told may be one; then nothing is claimed.
    """
    graded = frames.document("assessment").filter(_.grade.notnull(), _.concluded_on < as_of)
    decided = frames.document("determination").filter(
        _.decision.isin(RECOGNISED) | (_.decision.isnull() & _.decided_on.notnull())
    )
    alone = graded.anti_join(decided.select("person_id"), "person_id")
    return shown(alone, alone.concluded_on, alone.concluded_on)


RULE = Rule(
    id="Q06",
    title_zh="已评定伤残等级，没有认定为工伤的记录：请补传认定决定，或者核对鉴定记录是否属于此人",
    title_en="Graded without a determination: send the decision, or check that the assessment is this person's",
    basis=("工伤保险条例 第二十三条", "社会保险法 第三十六条"),
    must_act="department",
    parameters=(),
    find=find,
    explained=(
        "查找已评定伤残等级，没有任何认定（或者视同）工伤的决定的人。以结论之日为准，没有期限；补传决定即消失。"
        "有决定而结论不明的不列。"
    ),
    changes_it=("认定由外省作出，本中枢没有收到", "鉴定是委托鉴定，不以工伤认定为前提"),
)
