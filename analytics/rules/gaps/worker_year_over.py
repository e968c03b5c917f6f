"""G05: a year after the diagnosis no application is seen; whether the period has run is for a person to find out."""

from datetime import date

import ibis
from ibis import _
from ibis.expr.types import Table

from analytics.frames import Frames
from analytics.rules.base import COLUMNS, Rule
from analytics.timeline.clocks import term
from analytics.timeline.undetermined import undetermined_cases

YEAR = "gaps/worker_application_months"
UNSEEN = ("labour_dispute", "employer_fault", "force_majeure", "registration_fault")


def find(frames: Frames, as_of: date, rule: Rule) -> Table:
    """Diagnosed cases without an application after the last day of the year (条例 17 ¶2).

    It says that the year is over, not that the right is lost: time lost for reasons not the worker's own does not count
    (最高法 2014, 7), and no record tells of it. `missing` names those reasons.
    """
    cases = undetermined_cases(frames, as_of).mutate(due_on=term(rule, YEAR, _.clock_on))
    return cases.filter(_.due_on < as_of).mutate(missing=ibis.array(UNSEEN)).select(*COLUMNS, "missing")


RULE = Rule(
    id="G05",
    title_zh="诊断已满一年未见工伤认定申请，须核对有无不计入期限的时间",
    title_en="A year after the diagnosis no application is seen; check what time does not count",
    basis=("工伤保险条例 第十七条第二款", "最高人民法院关于审理工伤保险行政案件若干问题的规定 第七条"),
    must_act="department",
    parameters=(YEAR,),
    find=find,
    explained=(
        "查找诊断（鉴定）满一年仍不见工伤认定申请的人；申请认定或者鉴定之日即消失。只说一年已过，不说权利已经丧失："
        "不属于职工自身原因耽误的时间不计入期限，而记录中没有这些时间。"
    ),
    to_review=True,
    changes_it=(
        "不可抗力、人身自由受限制、用人单位的原因、社会保险行政部门登记制度不完善耽误的时间",
        "当事人对是否存在劳动关系申请仲裁、提起民事诉讼的时间",
        "已经申请，而该年份或者该统筹地区的申请记录尚未接入",
    ),
)
