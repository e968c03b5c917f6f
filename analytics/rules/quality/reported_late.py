"""Q10: an institution reports a batch of examinations long after they were done."""

from datetime import date

import ibis
from ibis import _
from ibis.expr.types import Table

from analytics.frames import Frames
from analytics.rules.base import INSTITUTION_COLUMNS, Rule

LATE, BATCH, SHOWN = "quality/late_days", "quality/late_batch_records", "quality/shown_months"
EXAMPLES = 20  # records named as evidence


def find(frames: Frames, as_of: date, rule: Rule) -> Table:
    """Institutions that reported, on one day, many examinations of many employers long after their days.

    Counts by the day of the report would take them for a wave of harm; every count here is by the day of examination.
    """
    days, least, months = (rule.value(name, as_of) for name in (LATE, BATCH, SHOWN))
    exams = frames.document("examination").mutate(org_code=_.reporting.org_code, reported_on=_.reporting.reported_on)
    recent = exams.filter(
        _.reported_on <= as_of, (_.reported_on + ibis.interval(months=months)).cast("date") > as_of
    ).filter(_.reported_on > (_.examined_on + ibis.interval(days=days)).cast("date"))
    batches = recent.group_by("org_code", "reported_on").agg(
        records=_.count(),
        employers=_.employer_id.nunique(),
        first=_.examined_on.min(),
        evidence=_.record_id.collect(),
    )
    late = batches.filter(_.records >= least, _.employers > 1)
    due = (late.first + ibis.interval(days=days)).cast("date")
    named = late.mutate(
        employer_id=ibis.null("int64"), about=late.org_code, clock_on=late.reported_on, due_on=due,
        evidence=late.evidence.sort()[:EXAMPLES], division_code=late.org_code[:4] + "00",
    )  # fmt: skip
    return named.select(*INSTITUTION_COLUMNS)


RULE = Rule(
    id="Q10",
    title_zh="一批检查结果迟报：请检查机构说明原因，今后按期上传",
    title_en="A batch reported late: let the institution say why, and report in time from now on",
    basis=("职业健康检查管理办法 第七条（信息报告，条号未核实）",),
    must_act="institution",
    parameters=(LATE, BATCH, SHOWN),
    find=find,
    explained=(
        "查找同一机构同一天上传、距检查之日已久、涉及多家单位的一批检查结果。自上传之日起列出一段时间。"
        "按上传之日看，它像是一波新发的损害；本平台一律按检查之日计数，因此它不是聚集。"
    ),
    changes_it=("上传之日填写有误", "机构曾因系统故障无法上传，已另行报告"),
    subject="institution",
)
