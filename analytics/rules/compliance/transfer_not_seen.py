"""D11: somebody with a contraindication is still employed there, and no transfer is seen."""

from datetime import date

import ibis
from ibis import _
from ibis.expr.types import Table

from analytics.frames import Frames
from analytics.rules.base import COLUMNS, Rule
from analytics.timeline.clocks import term
from analytics.timeline.contraindications import contraindicated_jobs
from analytics.timeline.jobs import ASSUMED
from analytics.timeline.owed_examinations import NOBODY_SAYS

DAYS = "compliance/transfer_days"


def find(frames: Frames, as_of: date, rule: Rule) -> Table:
    """Contraindications that stand, of workers still insured by that employer, and no examination at work since.

    No record tells of a transfer, so `missing` names it, and somebody must ask (职业病防治法 35).
    """
    jobs = contraindicated_jobs(frames, as_of).filter(_.insured)
    late = jobs.mutate(due_on=term(rule, DAYS, jobs.clock_on)).filter(_.due_on < as_of)
    quiet = late.filter((late.hazard_on <= late.due_on).fill_null(True))
    return quiet.mutate(
        case_record_id=_.found_id,
        division_code=NOBODY_SAYS,
        evidence=ibis.array([_.found_id]),
        about=_.hazard,
        missing=ibis.array(["transfer"]),
    ).select(*COLUMNS, "about", "missing")


RULE = Rule(
    id="D11",
    title_zh="有职业禁忌证，仍在原单位参保，未见调离所禁忌的作业",
    title_en="A contraindication was found, the worker is still employed there, and no transfer is seen",
    basis=("职业病防治法 第三十五条第二款",),
    must_act="employer",
    parameters=(DAYS, *ASSUMED),
    find=find,
    explained=(
        "查找检查结论为职业禁忌证，其后没有在岗检查、仍由同一单位参保的劳动者，须向单位核实是否已经调离。"
        "自首次得出该结论之日起算；其后的检查不再载明该因素、结论改变、停保或者离岗之日即消失。"
    ),
    to_review=True,
    changes_it=("已经调离该作业（记录中没有调岗）", "上岗前发现职业禁忌证，录用后从未安排该作业"),
)
