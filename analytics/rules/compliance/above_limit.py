"""E03: a hazard was measured above its limit at a post."""

from datetime import date

from ibis.expr.types import Table

from analytics.frames import Frames
from analytics.rules.base import Rule
from analytics.workplaces.limits import BENZENE_LIMITS
from analytics.workplaces.readings import NOT_COMPLIANT, newest, readings, shown


def find(frames: Frames, as_of: date, _rule: Rule) -> Table:
    """The readings of the last day of each hazard and post that are above the limit in force on that day.

    Or that the report itself calls not compliant: it may know which limit applies, as for silica by its quartz.
    """
    last = newest(readings(frames, as_of), "employer_id", "hazard", "workplace", "post")
    above = (last.number > last.most).fill_null(False)
    over = last.filter(above | (last.compliance == NOT_COMPLIANT).fill_null(False))
    return shown(over, over.hazard + "@" + over.post)


RULE = Rule(
    id="E03",
    title_zh="工作场所职业病危害因素超过职业接触限值，未见复测合格：请治理后复测并上传",
    title_en="A hazard is above its limit at a post, and no later measurement is within it: mend it and measure again",
    basis=("职业病防治法 第十五条、第二十六条", "GBZ 2.1—2019 3.6、附录 A", "GBZ 2.2—2007（噪声）"),
    must_act="employer",
    parameters=(BENZENE_LIMITS,),
    find=find,
    explained=(
        "查找用人单位各岗位、各危害因素最近一次检测超过检测当日施行的限值，或者报告自己判为不合格的。自检测之日起"
        "列出，同一岗位同一因素复测合格后消失。计量单位不同、没有相应限值的，不作判断；粉尘取总尘与呼尘中较高的限值。"
    ),
    changes_it=(
        "报告的是瞬时值、峰值，或者浓度类型填写有误",
        "岗位已经撤销或者改了名称，复测登记在新的名称之下",
        "治理后的复测报告没有上传",
    ),
    subject="employer",
)
