"""G07: an accepted application for determination has not been decided in time."""

from datetime import date

import ibis
from ibis import _
from ibis.expr.types import Table

from analytics.frames import Frames
from analytics.rules.base import COLUMNS, Rule
from analytics.timeline.clocks import term
from analytics.timeline.determinations import alone, stations
from analytics.timeline.missing import names

DAYS = "gaps/determination_days"
CLEAR = "gaps/clear_determination_days"


def find(frames: Frames, as_of: date, rule: Rule) -> Table:
    """Accepted applications without a decision after 60 days; after 15 where the facts may be clear (条例 20 ¶1, ¶2).

    A certificate in due form is not looked into again (条例 19 ¶1), so an application that names its diagnosis is shown
    after 15 days, with `clear_facts` in `missing`: that they are clear is not known. From day 61 on `due_on` is the
    sixtieth day and that word falls away. A suspension (¶3) is in no record and always in `missing`.
    """
    known = stations(frames, as_of)
    accepted = known.filter(_.taken_up, ~_.settled).mutate(sixtieth=term(rule, DAYS, _.accepted_on))
    by_certificate = accepted.disease.notnull() | accepted.diagnosed_on.notnull()
    over = accepted.sixtieth < as_of
    early = ibis.ifelse(by_certificate, term(rule, CLEAR, accepted.accepted_on), accepted.sixtieth)
    late = accepted.mutate(
        case_record_id=_.record_id,
        clock_on=_.accepted_on,
        due_on=ibis.ifelse(over, accepted.sixtieth, early),
        evidence=ibis.array([_.record_id]),
        missing=names(suspension=ibis.literal(True), clear_facts=~over),
    ).filter(_.due_on < as_of)
    return alone(late, known.filter(_.settled)).select(*COLUMNS, "missing")


RULE = Rule(
    id="G07",
    title_zh="工伤认定申请受理后，未见按期作出决定",
    title_en="No decision in time is seen on the accepted application for determination",
    basis=("工伤保险条例 第二十条第一款", "工伤保险条例 第二十条第二款", "工伤保险条例 第十九条第一款"),
    must_act="department",
    parameters=(DAYS, CLEAR),
    find=find,
    explained=(
        "查找已受理，期限届满未见决定的工伤认定申请。自受理之日起算，当日不计；申请写明诊断的，事实可能清楚，"
        "按较短的期限列出，较长的期限届满后改按较长的。作出决定（包括撤回）之日即消失。"
    ),
    to_review=True,
    changes_it=(
        "需要以司法机关或者有关行政主管部门的结论为依据，该结论尚未作出期间，时限中止",
        "十五日只适用于事实清楚、权利义务明确的申请",
        "决定已经作出，而记录尚未到达",
    ),
)
