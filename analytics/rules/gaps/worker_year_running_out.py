"""G04: the year in which the worker, kin or union may apply for determination is running out."""

from datetime import date

from ibis import _
from ibis.expr.types import Table

from analytics.frames import Frames
from analytics.rules.base import COLUMNS, Rule
from analytics.timeline.clocks import term
from analytics.timeline.undetermined import undetermined_cases

YEAR = "gaps/worker_application_months"
WARNING = "gaps/worker_application_warning_days"


def find(frames: Frames, as_of: date, rule: Rule) -> Table:
    """Diagnosed cases without an application, from the day of the warning to the last day of the year (条例 17 ¶2).

    `due_on` is that last day: it is still to come. Whoever has left or retired has it too (人社部发〔2013〕34号 8).
    """
    cases = undetermined_cases(frames, as_of)
    running = cases.mutate(due_on=term(rule, YEAR, _.clock_on), warned_on=term(rule, WARNING, _.clock_on))
    return running.filter(_.warned_on <= as_of, _.due_on >= as_of).select(*COLUMNS)


RULE = Rule(
    id="G04",
    title_zh="劳动者本人申请工伤认定的一年期限将满，未见申请",
    title_en="The worker's own year to apply for determination is running out, and no application is seen",
    basis=("工伤保险条例 第十七条第二款", "最高人民法院关于审理工伤保险行政案件若干问题的规定 第七条"),
    must_act="employer",
    parameters=(YEAR, WARNING),
    find=find,
    explained=(
        "查找已诊断职业病，尚无任何人申请工伤认定，本人的一年期限将满的人。自诊断（鉴定）之日起算；"
        "自提示日起列出，到期满当日为止，申请认定或者鉴定之日即消失。期满日尚未到来，故逾期日数为负。"
    ),
    to_review=True,
    changes_it=(
        "已经申请，而申请记录尚未到达",
        "劳动关系争议的仲裁或者诉讼、用人单位的原因、不可抗力等耽误的时间不计入期限，期满日因此顺延",
    ),
)
