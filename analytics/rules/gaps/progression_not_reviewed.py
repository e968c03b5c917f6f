"""G20: a pneumoconiosis has advanced, a review of the assessment may be asked for, and there has been none."""

from datetime import date

import ibis
from ibis import _
from ibis.expr.types import Table

from analytics.frames import Frames
from analytics.rules.base import COLUMNS, Rule
from analytics.timeline.assessments import last_assessments
from analytics.timeline.endings import alive
from analytics.timeline.progressions import progressions

MONTHS = "gaps/review_assessment_months"


def find(frames: Frames, as_of: date, rule: Rule) -> Table:
    """Living patients whose disease reached a later stage after their last assessment, now a year ago or more.

    Open from the later of the new stage and the year (条例 28). Any assessment concluded since the new stage ends it;
    which disease an assessment was about is not recorded. Whoever was never assessed is another gap (G08).
    """
    months = rule.value(MONTHS, as_of)
    advanced = alive(frames, progressions(frames, as_of), as_of)
    last = last_assessments(frames, as_of)
    since = advanced.inner_join(last, ["person_id", last.assessed_on < advanced.advanced_on])
    year = (_.assessed_on + ibis.interval(months=months)).cast("date")
    return (
        since.mutate(clock_on=_.advanced_on, due_on=ibis.greatest(_.advanced_on, year))
        .filter(_.due_on < as_of)
        .mutate(evidence=ibis.array([_.case_record_id, _.assessment_id]))
        .select(*COLUMNS)
    )


RULE = Rule(
    id="G20",
    title_zh="尘肺病已晋期，距上次劳动能力鉴定满一年，未见复查鉴定",
    title_en="A pneumoconiosis advanced, a year has passed since the last assessment, and none has reviewed it",
    basis=("工伤保险条例 第二十八条", "劳动能力鉴定管理办法（令第55号） 第二十条"),
    must_act="fund",
    parameters=(MONTHS,),
    find=find,
    explained=(
        "查找上次劳动能力鉴定以后尘肺病晋期，其后没有鉴定的在世病人。"
        "自晋期之日与上次鉴定结论满期之日中较晚的一日起算；其后作出任何鉴定结论即消失。从未鉴定的见 G08。"
    ),
    changes_it=(
        "复查鉴定已经申请，结论尚未作出（记录中只有已作出的结论）",
        "本人、近亲属、单位和经办机构都认为伤残情况没有变化",
    ),
)
