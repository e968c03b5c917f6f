"""G21: in the month of the diagnosis another employer insured the person than the one the certificate names."""

from datetime import date

import ibis
from ibis import _
from ibis.expr.types import Table

from analytics.frames import Frames
from analytics.rules.base import COLUMNS, Rule
from analytics.timeline.diagnoses import diagnosed_cases
from analytics.timeline.spells import covering


def find(frames: Frames, as_of: date, _rule: Rule) -> Table:
    """Cases insured in that month, but by no employer of the certificate. Insured by it and by another is no finding.

    Who is responsible is the one the certificate names (人社部发〔2013〕34号 第八条), unless a person finds otherwise.
    """
    cases = diagnosed_cases(frames, as_of).filter(_.employer_id.notnull(), _.diagnosed_on < as_of)
    spells = covering(frames, cases, "diagnosed_on").filter(_.spell_employer.notnull())
    each = ibis.window(group_by=_.case_record_id)
    marked = spells.mutate(
        same=(_.spell_employer == _.employer_id).cast("int64").max().over(each),
        rank=ibis.row_number().over(group_by=_.case_record_id, order_by=_.spell_id),
    ).filter(_.same == 0, _.rank == 0)
    return marked.mutate(
        clock_on=_.diagnosed_on, due_on=_.diagnosed_on, evidence=ibis.array([_.case_record_id, _.spell_id])
    ).select(*COLUMNS)


RULE = Rule(
    id="G21",
    title_zh="诊断证明书所载用人单位与诊断当月参保单位不一致：核对由谁承担",
    title_en="The employer of the certificate is not the one who insured the person that month: who is responsible?",
    basis=("人社部发〔2013〕34号 第八条", "职业病防治法 第六十条"),
    must_act="department",
    parameters=(),
    find=find,
    explained=(
        "查找诊断当月只由证明书所载以外的单位参保的病例；所载单位同时参保的不列。自诊断之日起算，没有期限，次日起列出。"
    ),
    to_review=True,
    changes_it=(
        "两个单位是承继、劳务派遣、总分公司或者更名关系",
        "离开证明书所载单位以后换了工作",
        "证明书或者参保记录的统一社会信用代码有误",
    ),
)
