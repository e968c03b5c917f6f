"""What comes before any grading: treatment, the wage while it lasts, the fund paying where the employer does not."""

from analytics.entitlements.answer import Item, UnknownError
from analytics.entitlements.case import Case
from analytics.entitlements.numbers import known
from analytics.entitlements.payers import cover, paid_on

MEDICAL, WAGES, ADVANCE = "medical_treatment", "paid_leave_wages", "advance_payment"


def medical(case: Case) -> list[Item]:
    """Treatment and rehabilitation at cost, as long as the person lives. Raises UnknownError."""
    _check_harmed(case)
    zh = "符合工伤保险诊疗项目目录、药品目录、住院服务标准的费用，据实支付"
    basis = ("工伤保险条例 第三十条",)
    item = Item(MEDICAL, "fund", "cost", None, "据实 at cost", zh, basis, begins=case.diagnosed_on, until=case.died_on)
    return paid_on(case, item, "diagnosed_on")


def wages(case: Case) -> list[Item]:
    """By the employer, to whoever has to stop working: what they earned, twelve months at most, and twelve more.

    No amount: the wage as it was (原工资福利待遇) is another than the contribution wage. Raises UnknownError.
    """
    _check_harmed(case)
    if not _was_employed(case):
        return []
    ends = [day for day in (case.assessed_on, case.died_on) if day]
    return [
        Item(
            WAGES,
            "employer",
            "monthly",
            None,
            "原工资福利待遇 wage and benefits as before",
            "需要暂停工作接受治疗的，停工留薪期内按月支付原工资福利待遇；一般不超过十二个月，经确认可延长不超过十二个月",
            ("工伤保险条例 第三十三条", "社会保险法 第三十九条"),
            begins=case.diagnosed_on,
            until=min(ends, default=None),
        )
    ]


def advance(case: Case) -> list[Item]:
    """先行支付: how to claim what an employer that had not insured does not pay. Raises UnknownError."""
    if cover(case) == "always":
        return []
    zh = "用人单位不支付的，可以向经办机构申请由工伤保险基金先行支付，基金向用人单位追偿"
    basis = ("社会保险法 第四十一条",)
    return [Item(ADVANCE, "fund", "claim", None, "申请 on application", zh, basis)]


def _check_harmed(case: Case) -> None:
    """Anything that says there was a harm by work will do."""
    if not any((case.diagnosed_on, case.determined_on, case.grade, case.death_cause == "occupational")):
        raise UnknownError("diagnosed_on")


def _was_employed(case: Case) -> bool:
    """When it was diagnosed. Raises UnknownError."""
    known(case, "employment")
    if case.employment == "employed":
        return True
    if case.employment == "retired" and case.contract_ended_on is None:
        return False
    known(case, "contract_ended_on", "diagnosed_on")
    return bool(case.contract_ended_on and case.diagnosed_on and case.contract_ended_on > case.diagnosed_on)
