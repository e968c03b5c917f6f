"""G17: the employer seems gone, or the labour relation could not be shown: medical and civil relief."""

from datetime import date

import ibis
from ibis import _
from ibis.expr.types import Table

from analytics.frames import Frames
from analytics.rules.base import COLUMNS, Rule
from analytics.timeline.decisions import NOT_ACCEPTED, decided, unrecognised
from analytics.timeline.employers import gone
from analytics.timeline.endings import alive
from analytics.timeline.payments import unprotected_cases

SILENT = "gaps/employer_silent_months"
UNPROVED = "gaps/relation_unproved_months"
NAMES = ("person_id", "case_record_id", "employer_id", "division_code", "clock_on", "due_on", "evidence", "missing")


def find(frames: Frames, as_of: date, rule: Rule) -> Table:
    """Living patients, not insured when diagnosed, not recognised, not paid, who seem to have nobody to turn to.

    Whoever was recognised has the way of advance payment (G16). `missing` says what the records leave open: whether
    the employer still exists (`employer_exists`), or who the employer was (`labour_relation`).
    """
    cases = alive(frames, unrecognised(frames, unprotected_cases(frames, as_of), as_of), as_of)
    every = _employer_gone(frames, cases, as_of, rule).union(_relation_unproved(frames, cases, as_of, rule))
    first = ibis.row_number().over(group_by=_.case_record_id, order_by=_.due_on)
    return every.mutate(rank=first).filter(_.rank == 0, _.due_on < as_of).select(*COLUMNS, "missing")


def _employer_gone(frames: Frames, cases: Table, as_of: date, rule: Rule) -> Table:
    known = gone(frames, cases, as_of, rule.value(SILENT, as_of))
    unknown = ibis.ifelse(_.closed, ibis.null("array<string>"), ibis.array(["employer_exists"]))
    return known.mutate(due_on=ibis.greatest(_.gone_on, _.clock_on), missing=unknown).select(*NAMES)


def _relation_unproved(frames: Frames, cases: Table, as_of: date, rule: Rule) -> Table:
    """Somebody else than the employer applied and was turned away, and the months have gone by."""
    months = rule.value(UNPROVED, as_of)
    turned_away = decided(frames, cases, as_of, (NOT_ACCEPTED,)).filter(_.applicant != "employer")
    return turned_away.mutate(
        due_on=ibis.greatest((_.clock_on + ibis.interval(months=months)).cast("date"), _.decided_on),
        evidence=ibis.array([_.case_record_id, _.decision_id]),
        missing=ibis.array(["labour_relation"]),
    ).select(*NAMES)


RULE = Rule(
    id="G17",
    title_zh="用人单位似已不存在，或者劳动关系无法确认：核对医疗救助和生活救助",
    title_en="The employer seems gone, or the labour relation cannot be shown: look at medical and civil relief",
    basis=("职业病防治法 第六十一条",),
    must_act="department",
    parameters=(SILENT, UNPROVED),
    find=find,
    explained=(
        "查找诊断时没有参保，没有认定，未见任何支付的在世病人中，用人单位似已不存在的，"
        "或者本人、近亲属、工会申请未被受理的。前者自单位关闭或者长期没有任何记录之日列出，"
        "后者自诊断之日起满期限列出；认定、支付、死亡或者单位再有记录即消失。"
    ),
    to_review=True,
    changes_it=(
        "用人单位仍然存在，或者已由其他单位承继（市场主体登记，记录中没有）",
        "劳动关系正在仲裁或者诉讼，或者已经裁决确认",
        "已经得到医疗救助、生活救助（民政、医保部门的记录，本中枢没有）",
    ),
)
