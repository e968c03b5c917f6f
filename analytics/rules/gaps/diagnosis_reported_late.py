"""G02: a diagnosis was reported late, or is not known to have been reported."""

from datetime import date

import ibis
from ibis import _
from ibis.expr.types import Table

from analytics.frames import Frames
from analytics.rules.base import COLUMNS, Rule
from analytics.timeline.clocks import term
from analytics.timeline.missing import names

DAYS = "gaps/diagnosis_report_days"
PURSUED = "gaps/late_report_pursued_months"
DIAGNOSED = ("01", "02", "03")  # 新病例, 晋期: a repeat visit or a death is no new diagnosis to report


def find(frames: Frames, as_of: date, rule: Rule) -> Table:
    """Diagnoses not reported by the last day in time (Order 6, 32); a late report stays shown for two years.

    Calendar days: the text says 日. The day of the report is what the document says of itself, not when the hub got it.
    """
    diagnoses = frames.document("diagnosis").filter(_.diagnosed_on <= as_of)
    told = diagnoses.filter(_.case_type.isnull() | _.case_type.isin(DIAGNOSED)).select(
        "person_id",
        "employer_id",
        "division_code",
        case_record_id=_.record_id,
        clock_on=_.diagnosed_on,
        due_on=term(rule, DAYS, _.diagnosed_on),
        reported_on=_.reporting.reported_on,
        evidence=ibis.array([_.record_id]),
    )
    never = told.reported_on.isnull()
    late = never | ((told.reported_on > told.due_on) & (term(rule, PURSUED, told.reported_on) >= as_of))
    return told.mutate(missing=names(reported_on=never)).filter(told.due_on < as_of, late).select(*COLUMNS, "missing")


RULE = Rule(
    id="G02",
    title_zh="职业病诊断未在十五日内报告",
    title_en="The diagnosis was not reported within fifteen days",
    basis=("职业病防治法 第五十条", "职业病诊断与鉴定管理办法 第三十二条"),
    must_act="institution",
    parameters=(DAYS, PURSUED),
    find=find,
    explained=(
        "查找超过期限才报告，或者不见报告日期的诊断（新病例、晋期）。自诊断之日起算，当日不计，节假日计入；"
        "迟报的，补报以后作为提示再列出一段时间。"
    ),
    changes_it=("报告日期未填，或者填写有误", "先以其他方式报告，其后才录入系统"),
)
