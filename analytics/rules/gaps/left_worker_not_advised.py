"""G18: diagnosed after having left or retired, still within the year, and nobody has applied: advise."""

from datetime import date

import ibis
from ibis import _
from ibis.expr.types import Table

from analytics.frames import Frames
from analytics.rules.base import COLUMNS, Rule
from analytics.timeline.endings import alive, left_before_diagnosis
from analytics.timeline.undetermined import undetermined_cases

MONTHS = "gaps/left_worker_application_months"
DELIVERY = "gaps/certificate_delivery_days"
EMPLOYER = "gaps/employer_application_days"
IN_FORCE = date(2013, 4, 25)  # 人社部发〔2013〕34号


def find(frames: Frames, as_of: date, rule: Rule) -> Table:
    """Living patients whose last job ended before the diagnosis, without application, while the year runs.

    The institution tells them when it hands over the certificate; once the employer's days are over too, it is for the
    department that must accept the application. After the year the finding ends: whether the window has lapsed is
    another question (最高人民法院 2014 第七条).
    """
    delivery, employer = rule.value(DELIVERY, as_of), rule.value(EMPLOYER, as_of)
    left = left_before_diagnosis(frames, alive(frames, undetermined_cases(frames, as_of), as_of))
    window = (_.clock_on + ibis.interval(months=rule.value(MONTHS, max(as_of, IN_FORCE)))).cast("date")
    open_ = left.mutate(due_on=_.clock_on + ibis.interval(days=delivery), until=window)
    open_ = open_.filter(_.clock_on >= IN_FORCE, _.due_on < as_of, _.until >= as_of)
    employer_late = _.clock_on + ibis.interval(days=employer) < as_of
    return open_.mutate(
        evidence=_.evidence.concat(ibis.array([_.left_id])),
        must_act=ibis.ifelse(employer_late, "department", "institution"),
    ).select(*COLUMNS, "must_act")


RULE = Rule(
    id="G18",
    title_zh="离职或者退休后诊断为职业病，一年内尚无人申请工伤认定：应予告知",
    title_en="Diagnosed after leaving or retiring, nobody has applied yet, and the year still runs: advise",
    basis=(
        "人社部发〔2013〕34号 第八条",
        "工伤保险条例 第十七条第二款",
        "职业病诊断与鉴定管理办法（令第6号） 第三十条",
    ),
    must_act="institution",
    parameters=(MONTHS, DELIVERY, EMPLOYER),
    find=find,
    explained=(
        "查找诊断以前已离职或者退休，一年内尚无任何人申请工伤认定的在世病人。自诊断（鉴定）之日起算，"
        "诊断机构送达证明书的期限届满后列出；用人单位的期限也届满后改由受理申请的部门告知。"
        "申请、死亡或者一年届满即消失，一年届满以后见 G05。"
    ),
    changes_it=("离开之后又从事过接触职业病危害的工作，而没有参保记录", "已经告知，本人不申请"),
)
