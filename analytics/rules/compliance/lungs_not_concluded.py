"""V05: lung function below normal, and every conclusion for dust says that nothing was found."""

from datetime import date

from ibis import _
from ibis.expr.types import Table

from analytics.examinations.numbers import numbers, whose
from analytics.examinations.pursued import PURSUED
from analytics.examinations.signs import LUNGS, SPIROMETRY
from analytics.frames import Frames
from analytics.rules.base import Rule
from analytics.timeline.contradictions import shown
from analytics.timeline.dated import number_by

LEAST = "compliance/lung_function"
ORDINARY = ("01", "02", "03")  # after an accident or long after the job other things decide


def find(frames: Frames, as_of: date, _rule: Rule) -> Table:
    """Examinations for dust with FVC, FEV1 (per cent of predicted) or FEV1/FVC below normal (GBZ 188 6.1 to 6.5).

    Lung function that is impaired with a disease is a contraindication; whether there is one a doctor says. A ratio
    such as 0.84 is no percentage and is left out. What the text of a chest film says is not read.
    """
    blown = whose(frames, as_of, numbers(frames, as_of, LUNGS), LUNGS).filter(_.exam_type.isin(ORDINARY))
    blown = blown.mutate(measure=_.item.cases(*SPIROMETRY.items(), else_=""))
    low = blown.filter(blown.number < number_by(LEAST, blown.examined_on, blown.measure))
    return shown(low, low.examined_on, low.examined_on, about=low.item)


RULE = Rule(
    id="V05",
    title_zh="肺功能低于正常，粉尘的体检结论仍为“目前未见异常”：请核对肺功能与结论，更正或者安排复查",
    title_en="Lung function is below normal, yet nothing was concluded for dust: check it and mend the conclusion",
    basis=("GBZ 188—2014 4.8.3、6.1.1.1", "GBZ 188—2025 4.8.2.2、6.1.1.1"),
    must_act="institution",
    parameters=(PURSUED, LEAST),
    find=find,
    explained=(
        "查找粉尘作业健康检查中用力肺活量、第一秒用力肺活量（占预计值）或者一秒率低于正常，而粉尘的各项结论都是"
        "“目前未见异常”的。自检查之日起列出，过了追究期限，或者结论、结果更正后消失。不看胸片的文字。"
    ),
    changes_it=("结果录入有误，或者测定质量不合格", "复查已经恢复正常，而复查结果没有上传"),
)
