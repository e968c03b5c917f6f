"""E02: a hazard that workers are exposed to has not been measured for longer than the law allows."""

from datetime import date

import ibis
from ibis import _
from ibis.expr.types import Table

from analytics.examinations.pursued import PURSUED
from analytics.frames import Frames
from analytics.rules.base import EMPLOYER_COLUMNS, Rule
from analytics.timeline.clocks import term
from analytics.workplaces.exposed import exposed
from analytics.workplaces.limits import measurable

MONTHS = "compliance/measurement_months"


def find(frames: Frames, as_of: date, rule: Rule) -> Table:
    """Employers and hazards with a limit, past the interval since the last reading (Order 5, 20).

    Every employer is taken for one of general hazard: nothing we hold says whose hazards are severe. Where no reading
    is known, the interval counts from the first examination of somebody at work with it.
    """
    readings = frames.results("measurement").filter(_.measured_on <= as_of, _.employer_id.notnull())
    each = readings.select("employer_id", "measured_on", read_in=_.record_id, hazard=_.hazards.unnest())
    last = each.group_by(["employer_id", "hazard"]).agg(
        measured_on=_.measured_on.max(), read_in=_.read_in.argmax(_.measured_on)
    )
    known = exposed(frames, as_of).filter(_.hazard.isin(measurable())).left_join(last, ["employer_id", "hazard"])
    begun = known.mutate(clock_on=ibis.coalesce(_.measured_on, _.first_on), about=_.hazard)
    proof = ibis.ifelse(
        begun.read_in.isnull(), ibis.array([begun.record_id]), ibis.array([begun.record_id, begun.read_in])
    )
    owed = begun.mutate(due_on=term(rule, MONTHS, begun.clock_on), evidence=proof)
    return owed.filter(_.due_on < as_of).select(*EMPLOYER_COLUMNS)


RULE = Rule(
    id="E02",
    title_zh="工作场所职业病危害因素检测超过间隔：请委托有资质的机构检测并上传报告",
    title_en="The measurement of a hazard is overdue: have it measured by a qualified body and send the report",
    basis=("职业病防治法 第二十六条", "工作场所职业卫生管理规定（令第5号） 第二十条"),
    must_act="employer",
    parameters=(MONTHS, PURSUED),
    find=find,
    explained=(
        "查找近期有劳动者因某危害因素做在岗期间、离岗时或者应急检查，而该因素超过间隔没有检测的用人单位。自最近一次检测"
        "（没有的，自最早一次这样的检查）起算；上传新的检测，或者追究期限内不再有检查，即消失。"
        "本系统没有危害风险分类，一律按危害一般的间隔，危害严重的单位应当更早检测。只看有限值的因素。"
    ),
    changes_it=(
        "已经检测，报告没有上传或者用人单位填写有误",
        "单位属于职业病危害严重的，应当每年检测",
        "该因素已经不再存在",
    ),
    subject="employer",
)
