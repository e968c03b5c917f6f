"""生活护理费: monthly, once the committee has found that somebody cannot look after themselves (条例 34)."""

from analytics.entitlements.amounts import percent, rounded, shown, times
from analytics.entitlements.answer import Item
from analytics.entitlements.case import Case
from analytics.entitlements.numbers import WAGE, known, statute, together, yearly
from analytics.entitlements.payers import cover, paid_on

CODE = "nursing_allowance"
BASIS = ("工伤保险条例 第三十四条",)


def items(case: Case) -> list[Item]:
    """A share of the average wage of the year before the assessment. None for the dead. Raises UnknownError."""
    if case.is_dead or case.nursing == "none":
        return []
    together(lambda: known(case, "nursing"), lambda: yearly(case, WAGE, "assessed_on"), lambda: cover(case))
    rate, average = statute(case, "nursing_percent", str(case.nursing)), yearly(case, WAGE, "assessed_on")
    item = Item(
        code=CODE,
        payer="fund",
        kind="monthly",
        amount=rounded(percent(rate.number) * average.number),
        formula=f"{times(rate.number)}% × {shown(average.number)}",
        formula_zh=f"上年度职工月平均工资 {shown(average.number)} 元 × {times(rate.number)}%",
        basis=BASIS,
        used=(rate, average),
        begins=case.assessed_on,
    )
    return paid_on(case, item, "assessed_on")
