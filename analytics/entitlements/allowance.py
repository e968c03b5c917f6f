"""伤残津贴: monthly, of grades 1 to 4 always, of 5 and 6 where no suitable work is found; topped up to minimum wage."""

from datetime import date
from decimal import Decimal

from analytics.entitlements.amounts import percent, rounded, shown, times
from analytics.entitlements.answer import Item, UnknownError, Used
from analytics.entitlements.case import Case
from analytics.entitlements.contract import has_ended
from analytics.entitlements.lump_sum import article
from analytics.entitlements.numbers import MINIMUM, known, statute, together, yearly
from analytics.entitlements.payers import cover, paid_on
from analytics.entitlements.wage import own_wage

CODE = "disability_allowance"
TOP_UP = ("工伤保险条例 第三十五条第一款第三项", "社会保险法 第四十条")


def items(case: Case) -> list[Item]:
    """None for the dead: it ended. Raises UnknownError."""
    if case.is_dead or (case.grade is not None and case.grade >= 7):
        return []
    known(case, "grade")
    return _of_the_gravest(case) if (case.grade or 0) <= 4 else _of_five_and_six(case)


def _of_the_gravest(case: Case) -> list[Item]:
    retired = case.employment == "retired"
    needed = ("employment", "pension_12m_average") if retired else ("employment",)
    together(lambda: known(case, *needed), lambda: _amount(case), lambda: cover(case))
    return paid_on(case, _top_up(case) if retired else _item(case), "assessed_on") if _is_positive(case) else []


def _of_five_and_six(case: Case) -> list[Item]:
    """By the employer, insured or not, as long as the contract lasts (条例 36(1)(2), 社会保险法 39)."""
    if case.suitable_work_offered or case.employment in {"retired", "left"} or has_ended(case):
        return []
    needed = ("employment", "suitable_work_offered")
    together(lambda: known(case, *needed), lambda: _amount(case))
    return [_item(case).paid_by("employer", "社会保险法 第三十九条")]


def _amount(case: Case) -> tuple[Decimal, str, str, tuple[Used, ...]]:
    """Yuan a month, not less than the minimum wage; formula, formula in Chinese, numbers used. Raises UnknownError."""
    together(lambda: own_wage(case), lambda: _floor(case))
    base = own_wage(case)
    rate = statute(case, "allowance_percent", str(case.grade))
    exact, floor = percent(rate.number) * base.amount, _floor(case)
    text, zh = f"{times(rate.number)}% × {base.text}", f"{base.zh} × {times(rate.number)}%"
    if exact >= floor.number:
        return exact, text, zh, (rate, floor, *base.used)
    if not floor.is_own:  # which tier is theirs we do not know
        raise UnknownError(f"parameters.{MINIMUM}")
    told = f"{zh}，低于当地最低工资标准 {shown(floor.number)} 元，补足差额"
    return floor.number, f"max({text}, {shown(floor.number)})", told, (rate, floor, *base.used)


def _floor(case: Case) -> Used:
    """The minimum wage: the case's own, or the highest tier of the province, above which no tier matters."""
    return yearly(case, MINIMUM, "assessed_on", "first")


def _is_positive(case: Case) -> bool:
    """A pension that is as high leaves nothing to top up."""
    return case.employment != "retired" or _amount(case)[0] > (case.pension_12m_average or Decimal())


def _item(case: Case) -> Item:
    exact, text, zh, used = _amount(case)
    basis = (article(case.grade or 0),)
    return Item(CODE, "fund", "monthly", rounded(exact), text, zh, basis, used, case.assessed_on)


def _top_up(case: Case) -> Item:
    """At retirement the allowance stops, and the fund adds what the pension falls short of it."""
    exact, text, zh, used = _amount(case)
    pension = case.pension_12m_average or Decimal()
    amount, text = rounded(exact - pension), f"{text} − {shown(pension)}"
    told = f"{zh}；退休后停发，养老金 {shown(pension)} 元，补足差额"
    return Item(CODE, "fund", "monthly", amount, text, told, TOP_UP, used, _since(case))


def _since(case: Case) -> date | None:
    """From the assessment, or from the retirement where that came later."""
    days = [day for day in (case.assessed_on, case.contract_ended_on) if day]
    return max(days) if case.assessed_on else None
