"""G06: an application for determination got no decision on its acceptance within fifteen days."""

from datetime import date

import ibis
from ibis import _
from ibis.expr.types import Table

from analytics.frames import Frames
from analytics.rules.base import COLUMNS, Rule
from analytics.timeline.clocks import term
from analytics.timeline.determinations import alone, stations

DAYS = "gaps/acceptance_days"


def find(frames: Frames, as_of: date, rule: Rule) -> Table:
    """Applications neither accepted nor decided after the last day in time (认定办法 8).

    The clock starts on the day of the application. Where papers were asked for it starts again when the last of them
    came, and that is in no record: `missing` names it. Another application of the same case that is going on answers.
    """
    known = stations(frames, as_of)
    waiting = known.filter(~_.taken_up).mutate(
        case_record_id=_.record_id,
        clock_on=_.applied_on,
        due_on=term(rule, DAYS, _.applied_on),
        evidence=ibis.array([_.record_id]),
        missing=ibis.array(["supplement_received_on"]),
    )
    late = waiting.filter(_.due_on < as_of)
    return alone(late, known.filter(_.taken_up)).select(*COLUMNS, "missing")


RULE = Rule(
    id="G06",
    title_zh="工伤认定申请满十五日，未见受理或者不予受理的决定",
    title_en="No decision on accepting the application is seen after fifteen days",
    basis=("工伤认定办法 第八条",),
    must_act="department",
    parameters=(DAYS,),
    find=find,
    explained=(
        "查找期限届满既未见受理、也未见决定的工伤认定申请。自申请之日起算，当日不计；受理或者作出决定之日即消失，"
        "同一病例另有申请已受理或者已决定的不列。"
    ),
    changes_it=("通知申请人补正材料的，自收到全部补正材料之日起另计十五日", "决定已经作出，而记录尚未到达"),
)
