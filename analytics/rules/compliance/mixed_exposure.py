"""E04: several agents that act on one organ are above one together at a post, though each is within its limit."""

from datetime import date

from ibis import _
from ibis.expr.types import Table

from analytics.frames import Frames
from analytics.rules.base import EMPLOYER_COLUMNS, Rule
from analytics.timeline.dated import number_on
from analytics.workplaces.limits import BENZENE_LIMITS
from analytics.workplaces.mixed import mixed

MOST = "compliance/mixed_exposure"


def find(frames: Frames, as_of: date, _rule: Rule) -> Table:
    """Posts where the sum of C/L on the last day is above one (GBZ 2.1 3.8). One above its own limit is E03's."""
    sums = mixed(frames, as_of)
    over = sums.filter(sums.total > number_on(MOST, sums.measured_on))
    named = over.mutate(about=over.organ + "@" + over.post, clock_on=_.measured_on, due_on=_.measured_on)
    return named.select(*EMPLOYER_COLUMNS)


RULE = Rule(
    id="E04",
    title_zh="多种化学因素作用于同一靶器官，各自合格而混合接触比值之和超过限度：请评估混合接触并采取控制措施",
    title_en="Agents on one organ exceed the limit together, though each is within its own: control the mixture",
    basis=("GBZ 2.1—2019 3.8、附录 A", "职业病防治法 第十五条、第二十六条"),
    must_act="employer",
    parameters=(MOST, BENZENE_LIMITS),
    find=find,
    explained=(
        "查找同一岗位最近一日测得的、作用于同一靶器官的两种以上化学因素，浓度与各自限值之比的和超过限度，而各自都不"
        "超过限值的。靶器官按 GBZ 2.1 表 1 的临界不良健康效应归类；粉尘、噪声和没有列出效应的因素不参加计算，低于检出限"
        "的按零计。自检测之日起列出，复测的和不再超过限度即消失。"
    ),
    changes_it=(
        "各因素并非同时接触，或者不在同一时段采样",
        "所列效应相同而作用机制不同，经评估不应相加",
        "复测报告没有上传",
    ),
    subject="employer",
)
