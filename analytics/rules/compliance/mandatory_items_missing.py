"""V01: an examination lacks items that the edition of its day makes mandatory."""

from datetime import date

from ibis.expr.types import Table

from analytics.examinations.mandatory import lacking
from analytics.examinations.pursued import PURSUED
from analytics.frames import Frames
from analytics.rules.base import Rule
from analytics.timeline.contradictions import shown


def find(frames: Frames, as_of: date, _rule: Rule) -> Table:
    """A row for each examination and item that lacks a part, such as one of twelve thresholds (GBZ 188).

    By the hazards that were examined, the type, and the edition in force on the day. Items without a national code, and
    bodily examinations, cannot be seen in results and are never said to be missing.
    """
    found = lacking(frames, as_of)
    return shown(found, found.examined_on, found.examined_on, about=found.item)


RULE = Rule(
    id="V01",
    title_zh="职业健康检查缺少必检项目：请补做并补传结果；已经做过的，请核对项目代码后重新上传",
    title_en="Mandatory items are missing: do them and send the results, or check the codes of what was done",
    basis=("职业健康检查管理办法 第十四条", "GBZ 188 各危害因素的必检项目", "GBZ 188—2025 附录 E.5（关键项目未检）"),
    must_act="institution",
    parameters=(PURSUED,),
    find=find,
    explained=(
        "查找缺少必检项目的职业健康检查：按检查的危害因素、检查种类和检查当日施行的版本确定必检项目，逐项与结果核对；"
        "一个项目由几个指标组成的，缺一个即列出。复查和推荐性检查不查，没有国家代码的项目和体格检查不查。"
        "自检查之日起列出，过了追究期限，或者补传之后消失。"
    ),
    changes_it=(
        "结果以别的代码上传，或者只上传了结论",
        "劳动者当日拒绝或者不能做该项目（如孕期不做胸片），没有记录",
    ),
)
