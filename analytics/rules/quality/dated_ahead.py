"""Q07: a record tells of a day that has not come yet."""

from datetime import date

import ibis
from ibis import _
from ibis.expr.types import Table

from analytics.frames import Frames
from analytics.rules.base import Rule
from analytics.timeline.contradictions import shown

# document: the dates that cannot lie ahead, and who sent it
DATED = {
    "examination": (("examined_on",), "institution"),
    "suspected": (("found_on",), "institution"),
    "diagnosis": (("diagnosed_on", "died_on"), "institution"),
    "appraisal": (("appraised_on",), "institution"),
    "followup": (("followed_up_on",), "institution"),
    "poisoning": (("diagnosed_on", "died_on"), "institution"),
    "insured_spell": (("first_month",), "fund"),
    "determination": (("applied_on", "accepted_on", "decided_on", "served_on"), "department"),
    "assessment": (("concluded_on", "served_on"), "department"),
    "benefit": (("paid_on",), "fund"),
    "termination": (("ended_on",), "fund"),
    "death": (("died_on",), "fund"),
}


def find(frames: Frames, as_of: date, _rule: Rule) -> Table:
    """Records of persons with a date after `as_of` that was already after the day the hub came to know it.

    So an analysis of a past day does not take for wrong what happened since. It ends when the day comes, or is mended.
    """
    return ibis.union(*(_ahead(frames, as_of, name, days, by) for name, (days, by) in DATED.items()))


def _ahead(frames: Frames, as_of: date, document: str, days: tuple[str, ...], sender: str) -> Table:
    records = frames.document(document)
    last = ibis.greatest(*(records[day] for day in days)) if len(days) > 1 else records[days[0]]
    ahead = records.mutate(last=last).filter(_.last > as_of, _.last > _.known_from.date())
    return shown(ahead, ahead.last, ahead.last, must_act=ibis.literal(sender))


RULE = Rule(
    id="Q07",
    title_zh="记录中的日期尚未到来：请核对年份和月份，更正后重新上传",
    title_en="A date that has not come yet: check year and month, mend it and send the record again",
    basis=("职业病诊断与鉴定管理办法（令第6号） 第三十二条",),
    must_act="institution",
    parameters=(),
    find=find,
    explained=(
        "查找记录中晚于分析之日、也晚于本中枢收到之日的日期（供养至、参保截止月份等可以在将来的除外）。没有期限；"
        "更正即消失，到了那一天也消失。由报送该记录的单位更正。"
    ),
    changes_it=(
        "日期是预定的，不是已经发生的：到期前仍应按未发生处理",
        "日期已经更正，尚未到达",
    ),
)
