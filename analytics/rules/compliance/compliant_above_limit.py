"""E05: a report calls a reading compliant that is above the limit."""

from datetime import date

from ibis import _
from ibis.expr.types import Table

from analytics.examinations.pursued import PURSUED, since
from analytics.frames import Frames
from analytics.rules.base import Rule
from analytics.workplaces.limits import BENZENE_LIMITS
from analytics.workplaces.readings import COMPLIANT, readings, shown


def find(frames: Frames, as_of: date, _rule: Rule) -> Table:
    """Readings above the limit in force on their day that the report calls compliant, for as long as it is pursued."""
    told = readings(frames, as_of).filter(_.measured_on > since(as_of), _.compliance == COMPLIANT)
    wrong = told.filter(told.number > told.most)
    return shown(wrong, wrong.hazard + "@" + wrong.post)


RULE = Rule(
    id="E05",
    title_zh="检测值超过限值，报告判为合格：请检测机构核对检测值、限值和结论，更正后重新上传",
    title_en="A value above the limit is called compliant: the measuring body should check value, limit and verdict",
    basis=("职业病防治法 第二十六条、第八十条", "GBZ 2.1—2019 3.6、附录 A"),
    must_act="institution",
    parameters=(PURSUED, BENZENE_LIMITS),
    find=find,
    explained=(
        "查找检测报告中检测值超过检测当日施行的限值，而合格情况填为合格的。自检测之日起列出，过了追究期限，"
        "或者更正后消失。计量单位不同、没有相应限值的，不作判断。"
    ),
    changes_it=("检测值、计量单位或者浓度类型填写有误", "按接触时间折算后合格，而填报的是未折算的值"),
    subject="employer",
)
