"""What cannot be said, and what would have to be known: the schedule names it and does not guess."""

from dataclasses import dataclass

SENTENCES = {
    "hazard": (
        "国家危害因素代码表中没有这个代码，无法确定应做的检查；请改用表中的四位代码。",
        "This code is not in the national list of hazards, so nothing can be said; use a code of the list.",
    ),
    "section": (
        "{edition} 没有这种危害因素的条文，系统不推定应做的检查；请核对代码，或由职业卫生医师判断。",
        "{edition} has no section on this hazard and nothing is presumed; check the code, or let an occupational "
        "physician decide.",
    ),
    "radiation": (
        "放射因素不在 GBZ 188 的范围内，应按放射工作人员的标准（GBZ 98）安排检查；该标准未经核实，本系统不计算。",
        "GBZ 188 leaves radiation out; the standard of radiation workers (GBZ 98) applies. It was not verified and is "
        "not calculated here.",
    ),
    "edition": (
        "当日施行的是 GBZ 188—2014 以前的版本，本系统未收录；请查阅当时的标准。",
        "An edition before GBZ 188—2014 was in force that day, which is not kept here; see the standard of the time.",
    ),
    "level": (
        "须知道接触水平（level）才能判断；请补充检测结果。",
        "The level decides and is not told; add the measured level.",
    ),
    "limit": (
        "该危害因素没有可比较的单一限值，无法判断是否低于限值；请由职业卫生医师判断。",
        "This hazard has no single limit to compare with; let an occupational physician decide.",
    ),
    "group": (
        "须知道驾驶类别（group：large 为大型车及营运性驾驶，small 为小型车及非营运性驾驶）；请补充。",
        "The kind of driving decides (group: large for large vehicles and commercial driving, else small); add it.",
    ),
    "unchanged": (
        "离岗前 90 日内的在岗检查，须工艺、材料、操作和防护均未改变才可视为离岗检查；请补充 unchanged，"
        "或安排离岗检查。",
        "The examination within 90 days before leaving counts as the leaving one only if process, materials, operation "
        "and protection did not change; tell `unchanged`, or have the leaving examination done.",
    ),
    "urine_cadmium": (
        "离岗后随访取决于离岗时的尿镉，案例不含此结果；请由职业卫生医师判断。",
        "Whether there is a follow-up depends on urinary cadmium on leaving, which a case does not tell; let an "
        "occupational physician decide.",
    ),
    "follow_up_period": (
        "{edition} 写明离岗后随访的年限，未写间隔；请由职业卫生医师判断。",
        "{edition} says how long the follow-up lasts and not how often; let an occupational physician decide.",
    ),
}


@dataclass(frozen=True)
class Unknown:
    """`needs` is what would have to be known; `edition` is named in the sentence where it has one."""

    needs: str
    edition: str = ""

    def told(self, hazard: str, kind: str | None) -> dict[str, str | None]:
        """As it stands in an answer; `kind` None: nothing can be said about any type."""
        zh, en = (sentence.format(edition=self.edition) for sentence in SENTENCES[self.needs])
        return {"hazard": hazard, "type": kind, "needs": self.needs, "zh": zh, "en": en}
