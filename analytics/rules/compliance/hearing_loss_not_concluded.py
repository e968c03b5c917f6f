"""V02: hearing thresholds that meet a criterion, and every conclusion for noise says that nothing was found."""

from datetime import date

import ibis
from ibis.expr.types import Table

from analytics.examinations.hearing import WEIGHTS, hearing
from analytics.examinations.pursued import PURSUED
from analytics.frames import Frames
from analytics.rules.base import Rule
from analytics.timeline.contradictions import shown
from analytics.timeline.dated import number_on

HIGH_MEAN = "compliance/hearing_high_mean"
WEIGHTED = "compliance/hearing_weighted"
SPEECH = "compliance/hearing_speech"
OF_HIGH, OF_SPEECH = "3041900", "3042000"  # 双耳高频平均听阈, 双耳语频平均听阈: what the finding is about


def find(frames: Frames, as_of: date, _rule: Rule) -> Table:
    """Examinations by air conduction, after the correction for age (GBZ 188 7.1.1.1; GBZ 49).

    High frequencies of both ears, and since 2026-08-01 the better ear's weighted value as well; or any threshold of
    speech. Whether a loss is lasting or comes from noise a doctor says: the claim is only that something was found.
    """
    heard = hearing(frames, as_of)
    asked = number_on(WEIGHTED, heard.examined_on)
    deaf = (heard.high_mean >= number_on(HIGH_MEAN, heard.examined_on)) & ((asked == 0) | (heard.weighted >= asked))
    deaf = deaf.fill_null(False)
    loud = (heard.speech > number_on(SPEECH, heard.examined_on)).fill_null(False)
    told = heard.mutate(about=ibis.ifelse(deaf, OF_HIGH, OF_SPEECH)).filter(deaf | loud)
    return shown(told, told.examined_on, told.examined_on, about=told.about)


RULE = Rule(
    id="V02",
    title_zh="听阈已达到判定值，噪声的体检结论仍为“目前未见异常”：请核对听力图与结论，更正或者安排复查",
    title_en="Hearing thresholds meet a criterion, yet nothing was concluded for noise: check both and mend them",
    basis=("GBZ 188—2014 4.8.3、7.1.1.1、7.1.2.3", "GBZ 188—2025 4.8.2.2、7.1.1.1", "GBZ 49—2014"),
    must_act="institution",
    parameters=(PURSUED, HIGH_MEAN, WEIGHTED, WEIGHTS, SPEECH),
    find=find,
    explained=(
        "查找噪声作业健康检查中，双耳高频平均听阈（新版并看较好耳加权值）或者任一语频听阈经年龄修正后达到判定值，"
        "而噪声的各项结论都是“目前未见异常”的。自检查之日起列出，过了追究期限，或者结论、听阈更正后消失。"
    ),
    changes_it=(
        "听阈录入有误，或者脱离噪声的时间不够、需要复查",
        "出生年份或者性别有误，年龄修正值因此不同",
        "复查已经恢复正常，而复查结果没有上传",
    ),
)
