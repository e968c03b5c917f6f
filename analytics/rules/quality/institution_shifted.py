"""Q08: what an institution measures has shifted at all employers it examines for."""

from datetime import date

import ibis
from ibis import _
from ibis.expr.types import Table

from analytics.frames import Frames
from analytics.rules.base import INSTITUTION_COLUMNS, Rule

WINDOW, SCORE, SIZE = "quality/shift_months", "quality/shift_score", "quality/shift_share_of_spread"
BEFORE = 24  # months before the window, for what is usual there
LEAST = 30  # results in the window, and before it
EMPLOYERS = 3  # at least, and two thirds of them shifted alike: what shifts at one employer is that employer's
EXAMPLES = 20  # records named as evidence


def find(frames: Frames, as_of: date, rule: Rule) -> Table:
    """Institutions and items whose mean has left that of the two years before, at most employers in the same direction.

    The shift is at least a share of the spread between people, and many standard errors of a difference of two means.
    """
    months = rule.value(WINDOW, as_of)
    results = _numbers(frames, as_of, months)
    told = _by_employer(results)
    per = _by_institution(told)
    score, size = rule.value(SCORE, as_of), rule.value(SIZE, as_of) / 100
    alike = ibis.greatest(per.up, per.down) * 3 >= per.employers * 2
    shifted = per.filter(
        per.employers >= EMPLOYERS, per.now_n >= LEAST, per.then_n >= LEAST, alike,
        (per.now_mean - per.then_mean).abs() >= size * per.spread,
        (per.now_mean - per.then_mean).abs() >= score * per.error,
    )  # fmt: skip
    first = ibis.row_number().over(group_by="org_code", order_by=[(_.apart / _.error).desc(), _.item])
    worst = shifted.mutate(apart=(_.now_mean - _.then_mean).abs()).mutate(rank=first).filter(_.rank == 0)
    begun = (ibis.literal(as_of) - ibis.interval(months=months)).truncate("Y").cast("date")
    named = worst.mutate(
        employer_id=ibis.null("int64"), about=worst.org_code + " · " + worst.item,
        division_code=worst.org_code[:4] + "00", clock_on=begun, due_on=worst.first, evidence=worst.evidence,
    )  # fmt: skip
    return named.select(*INSTITUTION_COLUMNS)


def _numbers(frames: Frames, as_of: date, months: int) -> Table:
    """Numeric results of the window (`now`) and of the time before it, with institution and employer."""
    begins = (ibis.literal(as_of) - ibis.interval(months=months)).cast("date")
    since = (ibis.literal(as_of) - ibis.interval(months=months + BEFORE)).cast("date")
    exams = frames.document("examination").filter(_.examined_on <= as_of, _.examined_on > since)
    exams = exams.select("record_id", "examined_on", org_code=_.reporting.org_code, exam_employer=_.employer_id)
    exams = exams.filter(_.org_code.notnull(), _.exam_employer.notnull())
    told = frames.results("examination").select("record_id", "item", number=_.value.try_cast("float64"))
    both = told.filter(_.number.notnull()).inner_join(exams, "record_id")
    return both.mutate(now=(_.examined_on > begins).cast("int64"))


def _by_employer(results: Table) -> Table:
    """Counts, sums and squares of each institution, employer and item, in the window and before."""
    now, value = results.now, results.number
    return results.group_by("org_code", "item", "exam_employer").agg(
        now_n=now.sum(),
        then_n=(1 - now).sum(),
        now_sum=(now * value).sum(),
        then_sum=((1 - now) * value).sum(),
        now_squares=(now * value * value).sum(),
        then_squares=((1 - now) * value * value).sum(),
        first=results.examined_on.min(where=now == 1),
        record=results.record_id.min(where=now == 1),
    )


def _by_institution(told: Table) -> Table:
    """Means and spread of each institution and item; how many employers with both times went up, and down."""
    both = (told.now_n > 0) & (told.then_n > 0)
    apart = told.now_sum / told.now_n.nullif(0) - told.then_sum / told.then_n.nullif(0)
    told = told.mutate(both=both.cast("int64"), up=(apart > 0).cast("int64"), down=(apart < 0).cast("int64"))
    sums = told.group_by("org_code", "item").agg(
        employers=_.both.sum(), up=_.up.sum(), down=_.down.sum(), first=_["first"].min(),
        now_n=_.now_n.sum(), then_n=_.then_n.sum(), now_sum=_.now_sum.sum(), then_sum=_.then_sum.sum(),
        now_squares=_.now_squares.sum(), then_squares=_.then_squares.sum(), evidence=_.record.collect(),
    ).filter(_.now_n > 0, _.then_n > 0)  # fmt: skip
    means = sums.mutate(now_mean=_.now_sum / _.now_n, then_mean=_.then_sum / _.then_n)
    inside = (
        means.now_squares - means.now_n * means.now_mean**2 + means.then_squares - means.then_n * means.then_mean**2
    )
    spread = (ibis.greatest(inside, 0.0) / (means.now_n + means.then_n)).sqrt()
    with_spread = means.mutate(spread=spread)
    error = with_spread.spread * (1 / with_spread.now_n + 1 / with_spread.then_n).sqrt()
    evidence = with_spread.evidence.sort()[:EXAMPLES]
    return with_spread.mutate(error=error, evidence=evidence).filter(_.error > 0)


RULE = Rule(
    id="Q08",
    title_zh="检查机构的测得值整体偏移：请核查仪器校准、试剂和判定标准，核实前不作聚集解释",
    title_en="What the institution measures has shifted: check calibration and criteria before calling it harm",
    basis=("职业健康检查管理办法 第十条（质量控制，条号未核实）",),
    must_act="institution",
    parameters=(WINDOW, SCORE, SIZE),
    find=find,
    explained=(
        "查找同一检查机构某一检查项目近期的均值离开此前两年的均值、并且三分之二以上的受检单位同向变化的情形。"
        "一家单位自己的变化不会使其他单位一起变化；机构的偏移在聚集的计算中按机构扣除。均值恢复即消失。"
    ),
    changes_it=("机构更换了参考方法，并已重新标定", "受检人群的构成改变（例如新增一批老年劳动者）"),
    subject="institution",
)
