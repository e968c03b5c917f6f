"""The worker's own wage (本人工资): the mean contribution wage, from 60 % to 300 % of the average wage (条例 64)."""

from dataclasses import dataclass
from decimal import Decimal

from analytics.entitlements.amounts import percent, shown, times
from analytics.entitlements.answer import UnknownError, Used
from analytics.entitlements.case import Case
from analytics.entitlements.numbers import WAGE, known, statute, together, yearly


@dataclass(frozen=True)
class Base:
    """An amount in yuan a month that benefits are multiples of; `text` as formulas show it."""

    amount: Decimal
    text: str
    zh: str
    used: tuple[Used, ...]


def own_wage(case: Case) -> Base:
    """W. The average wage is that of the year before the diagnosis. Raises UnknownError."""
    together(lambda: known(case, "average_wage_12m"), lambda: yearly(case, WAGE, "diagnosed_on"))
    average = yearly(case, WAGE, "diagnosed_on")
    lowest, highest = (statute(case, "wage_bounds_percent", bound) for bound in ("lowest", "highest"))
    used = (average, lowest, highest)
    wage = case.average_wage_12m or Decimal()
    if wage < (least := percent(lowest.number) * average.number):
        return _bounded(least, "低于", lowest, used)
    if wage > (most := percent(highest.number) * average.number):
        return _bounded(most, "高于", highest, used)
    return Base(wage, shown(wage), f"本人工资 {shown(wage)} 元", used)


def _bounded(limit: Decimal, word: str, bound: Used, used: tuple[Used, ...]) -> Base:
    share = f"{times(bound.number)}%"
    told = f"实际{word}职工平均工资 {shown(used[0].number)} 元的 {share}，按 {share} 计"
    return Base(limit, shown(limit), f"本人工资 {shown(limit)} 元（{told}）", used)


def lump_sum_base(case: Case) -> Base:
    """Of somebody who had retired before the diagnosis, the higher of wage and pension (意见一 第八条). Else W."""
    if case.employment in {"employed", "left"} or retired_later(case):
        return own_wage(case)
    pension = case.pension_12m_average
    needed = "pension_12m_average" if case.employment else "employment"
    if pension is None:
        together(lambda: own_wage(case), lambda: known(case, needed))
    wage = own_wage(case)
    if pension is None or (case.employment is None and pension > wage.amount):
        raise UnknownError(needed)
    if case.employment is None:  # no matter then whether they had retired
        return wage
    text, zh = f"max({wage.text}, {shown(pension)})", f"{wage.zh}与诊断前十二个月平均养老金 {shown(pension)} 元中较高的"
    return Base(max(wage.amount, pension), text, zh, wage.used)


def retired_later(case: Case) -> bool:
    """Did a retired person's contract end after the diagnosis? Then the wage before it counts, and no pension."""
    ended, diagnosed = case.contract_ended_on, case.diagnosed_on
    return case.employment == "retired" and bool(ended and diagnosed and ended > diagnosed)
