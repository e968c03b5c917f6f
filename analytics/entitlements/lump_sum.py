"""一次性伤残补助金: once, on grading, for every grade (条例 35 to 37)."""

from analytics.entitlements.amounts import rounded, times
from analytics.entitlements.answer import Item
from analytics.entitlements.case import Case
from analytics.entitlements.numbers import known, statute, together
from analytics.entitlements.payers import cover, paid_once
from analytics.entitlements.wage import lump_sum_base

CODE = "disability_lump_sum"
RETIRED = "人社部发〔2013〕34号 第八条"


def article(grade: int) -> str:
    """The article of a grade."""
    number = "三十五" if grade <= 4 else "三十六" if grade <= 6 else "三十七"
    return f"工伤保险条例 第{number}条"


def items(case: Case) -> list[Item]:
    """Months of the base by grade. Raises UnknownError."""
    together(lambda: known(case, "grade"), lambda: lump_sum_base(case), lambda: cover(case))
    grade, base = case.grade or 0, lump_sum_base(case)
    months = statute(case, "lump_sum_months", str(grade))
    item = Item(
        code=CODE,
        payer="fund",
        kind="one_off",
        amount=rounded(months.number * base.amount),
        formula=f"{times(months.number)} × {base.text}",
        formula_zh=f"{times(months.number)} 个月 × {base.zh}",
        basis=(article(grade), *([RETIRED] if "max" in base.text else [])),
        used=(months, *base.used),
    )
    return paid_once(case, item)
