"""D08: somebody with a contraindication is still seen at the work that is contraindicated."""

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
    """Contraindications that stand, where a later examination at work names the same hazard (职业病防治法 35).

    At the employer where it was found, and as long as the worker is there. The text counts no days; some are left for
    the report and the transfer. That a contract merely goes on is D11.
    """
    jobs = contraindicated_jobs(frames, as_of)
    seen = jobs.mutate(due_on=term(rule, DAYS, jobs.clock_on)).filter(_.hazard_on > _.due_on)
    return seen.mutate(
        case_record_id=_.found_id,
        division_code=NOBODY_SAYS,
        evidence=ibis.array([_.found_id, _.record_id]),
        about=_.hazard,
    ).select(*COLUMNS, "about")


RULE = Rule(
    id="D08",
    title_zh="有职业禁忌证，仍从事所禁忌的作业",
    title_en="A contraindication was found, and the worker is still at that work",
    basis=("职业病防治法 第三十五条第二款",),
    must_act="employer",
    parameters=(DAYS, *ASSUMED),
    find=find,
    explained=(
        "查找检查结论为职业禁忌证，其后在同一单位的在岗期间或者应急检查仍载明接触同一危害因素的劳动者。"
        "自首次得出该结论之日起算；该因素的结论改为未见异常或者其他疾病、最近一次检查不再载明该因素、离岗之日即消失。"
    ),
    changes_it=("已经调离，而检查记录沿用了原来的接触因素", "禁忌的是其他作业，结论所列危害因素有误"),
)
