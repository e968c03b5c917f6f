"""D10: somebody under age was at work with a hazard."""

from datetime import date

import ibis
from ibis import _
from ibis.expr.types import Table

from analytics.frames import Frames
from analytics.rules.base import COLUMNS, Rule
from analytics.timeline.clocks import term
from analytics.timeline.exposures import AT_WORK

AGE = "compliance/adult_years"
PURSUED = "compliance/pursued_months"


def find(frames: Frames, as_of: date, rule: Rule) -> Table:
    """Examinations at work with a hazard in a year in which nobody of that birth year was of age (职业病防治法 38).

    Only the year of birth is known: whoever comes of age in that year is not called a minor. Where registers disagree
    the earliest counts. Women who are pregnant or nursing cannot be told from any record.
    """
    born = frames.worker.filter(_.birth_year.notnull()).group_by("person_id").agg(born=_.birth_year.min())
    young = born.filter(_.born + rule.value(AGE, as_of) > as_of.year - 1 - rule.value(PURSUED, as_of) // 12)
    exams = frames.document("examination").filter(
        _.examined_on <= as_of, _.exam_type.isin(AT_WORK), _.exposed_hazards.length() > 0
    )
    seen = exams.inner_join(young, "person_id").filter(_.examined_on.year() < _.born + rule.value(AGE, as_of))
    shown = seen.filter(term(rule, PURSUED, seen.examined_on) >= as_of)
    return shown.mutate(
        case_record_id=_.record_id,
        clock_on=_.examined_on,
        due_on=_.examined_on,
        evidence=ibis.array([_.record_id]),
        about=_.exposed_hazards[0],
    ).select(*COLUMNS, "about")


RULE = Rule(
    id="D10",
    title_zh="安排未成年工从事接触职业病危害的作业",
    title_en="Somebody under age was at work with a hazard",
    basis=("职业病防治法 第三十八条",),
    must_act="employer",
    parameters=(AGE, PURSUED),
    find=find,
    explained=(
        "查找在岗期间或者应急检查当年，按出生年份确定尚未成年、而接触危害因素的劳动者。"
        "出生只知年份，当年成年的不算。自检查之日起列出一段时间。孕期、哺乳期女职工在记录中无法辨认，不作判断。"
    ),
    changes_it=("出生年份登记有误",),
)
