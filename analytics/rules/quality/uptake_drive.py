"""Q09: an employer had far more workers examined in one month than ever before."""

from datetime import date

import ibis
from ibis import _
from ibis.expr.types import Table

from analytics.frames import Frames
from analytics.rules.base import EMPLOYER_COLUMNS, Rule

LEAST, TIMES, SHOWN = "quality/drive_workers", "quality/drive_times", "quality/shown_months"
BEFORE = 36  # months that a month is compared with; a yearly round is no drive
EXAMPLES = 20  # records named as evidence


def find(frames: Frames, as_of: date, rule: Rule) -> Table:
    """Months with many workers examined in service, several times as many as in any of the three years before.

    More who are examined are more who are found ill, without more harm: rates count, not numbers.
    """
    least, times, months = (rule.value(name, as_of) for name in (LEAST, TIMES, SHOWN))
    since = ibis.literal(as_of) - ibis.interval(months=BEFORE + months)
    exams = frames.document("examination").filter(
        _.exam_type == "02", _.examined_on <= as_of, _.examined_on > since.cast("date"), _.employer_id.notnull()
    )
    by_month = exams.group_by("employer_id", month=_.examined_on.truncate("M").cast("date")).agg(
        workers=_.person_id.nunique(), evidence=_.record_id.collect()
    )
    earlier = by_month.select("employer_id", before=_.month, usual=_.workers)
    span = (by_month.month - ibis.interval(months=BEFORE)).cast("date")
    met = by_month.left_join(
        earlier, ["employer_id", earlier.before < by_month.month, earlier.before >= span], rname="{name}_earlier"
    )
    most = met.group_by("employer_id", "month").agg(most=_.usual.max().fill_null(0))
    told = by_month.inner_join(most, ["employer_id", "month"])
    shown = (told.month + ibis.interval(months=months)).cast("date") > as_of
    drives = told.filter(shown, _.workers >= least, _.workers >= times * ibis.greatest(_.most, 1))
    named = drives.mutate(
        about=drives.month.strftime("%Y-%m"), division_code=ibis.null("string"), clock_on=drives.month,
        due_on=drives.month, evidence=drives.evidence.sort()[:EXAMPLES],
    )  # fmt: skip
    return named.select(*EMPLOYER_COLUMNS)


RULE = Rule(
    id="Q09",
    title_zh="一个月内集中检查的人数远多于以往：比较前后时请看检出率，不看检出人数",
    title_en="Far more workers examined in one month than ever before: compare rates, not numbers",
    basis=("职业健康检查管理办法 第七条（信息报告，条号未核实）",),
    must_act="institution",
    parameters=(LEAST, TIMES, SHOWN),
    find=find,
    explained=(
        "查找单位在一个月内在岗期间检查的人数达到一定规模、并且数倍于此前三年任何一个月的情形；自该月起列出一段时间。"
        "检查的人多了，查出的人也多，不说明危害加重；聚集的计算以受检者为分母，因此它不是聚集。每年一轮的集中检查不算。"
    ),
    changes_it=("此前的检查没有上传到本平台",),
    subject="employer",
)
