"""G09: an assessment of working capacity takes longer than it may, or its conclusion was not served in time."""

from datetime import date

import ibis
from ibis import _
from ibis.expr.types import Table

from analytics.frames import Frames
from analytics.rules.base import COLUMNS, Rule
from analytics.timeline.assessments import unanswered
from analytics.timeline.clocks import term
from analytics.timeline.missing import names

DAYS = "gaps/assessment_days"
LONGEST = "gaps/assessment_longest_days"
SERVICE = "gaps/assessment_service_days"


def find(frames: Frames, as_of: date, rule: Rule) -> Table:
    """Assessments without a conclusion after 60 days (90 with the extension), or with one that was not served in time.

    Between day 61 and 90 `missing` names the extension, which no record tells of (条例 25 ¶2). A conclusion ends the
    first and begins the second clock (办法 17); where no service was ever reported `missing` names `served_on`, and a
    payment or a later assessment shows that the conclusion was known.
    """
    waiting = unanswered(frames, as_of)
    ninetieth, sixtieth = term(rule, LONGEST, waiting.applied_on), term(rule, DAYS, waiting.applied_on)
    extended = ~waiting.reached & (ninetieth >= as_of)
    unreported = waiting.reached & waiting.served_on.isnull()
    deciding = ibis.ifelse(extended, sixtieth, ninetieth)
    return (
        waiting.mutate(
            clock_on=ibis.ifelse(_.reached, _.concluded_on, _.applied_on),
            due_on=ibis.ifelse(_.reached, term(rule, SERVICE, _.concluded_on), deciding),
            missing=names(extension=extended, served_on=unreported),
        )
        .filter(_.due_on < as_of)
        .select(*COLUMNS, "missing")
    )


RULE = Rule(
    id="G09",
    title_zh="劳动能力鉴定未按期作出结论，或者结论未按期送达",
    title_en="The assessment of working capacity, or the service of its conclusion, is overdue",
    basis=("工伤保险条例 第二十五条第二款", "工伤保险条例 第二十九条", "劳动能力鉴定管理办法 第十七条"),
    must_act="department",
    parameters=(DAYS, LONGEST, SERVICE),
    find=find,
    explained=(
        "查找期限届满未作出结论的劳动能力鉴定，以及期限届满未送达的结论。结论自申请之日起算，"
        "送达自作出结论之日起算，当日不计；作出、送达之日即消失，其后的支付或者再次鉴定申请表明已经知道结论。"
    ),
    changes_it=("鉴定期限经决定延长三十日", "结论已经送达，而送达日期未报", "尚无结论的申请不在记录中，因此看不见"),
)
