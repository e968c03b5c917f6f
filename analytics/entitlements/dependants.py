"""供养亲属抚恤金: monthly, to each person the dead worker kept, together at most the worker's own wage (条例 39)."""

from collections.abc import Sequence
from decimal import Decimal

from analytics.entitlements.amounts import percent, rounded, shared, times
from analytics.entitlements.answer import Item, Used
from analytics.entitlements.case import Case, Dependant
from analytics.entitlements.death import PENSION, also, is_due
from analytics.entitlements.numbers import known, statute, together
from analytics.entitlements.payers import cover, paid_on
from analytics.entitlements.wage import Base, own_wage

WHOLE = Decimal(100)
NAMES = {
    "spouse": "配偶",
    "child": "子女",
    "parent": "父母",
    "grandparent": "祖父母",
    "grandchild": "孙子女",
    "sibling": "兄弟姐妹",
}


def items(case: Case) -> list[Item]:
    """One for each dependant. Raises UnknownError."""
    if case.dependants == () or not is_due(case, PENSION):
        return []
    together(lambda: known(case, "dependants", "died_on"), lambda: own_wage(case), lambda: cover(case))
    base, kept = own_wage(case), case.dependants or ()
    rates = [_rate(case, each) for each in kept]
    weights = [sum((used.number for used in rate), Decimal()) for rate in rates]
    amounts = pensions(base.amount, weights)
    found = [
        _item(case, base, place, (amounts[place], weights[place], sum(weights, Decimal())), rates[place])
        for place in range(len(kept))
    ]
    return [each for item in found for each in paid_on(case, item, "died_on")]


def pensions(wage: Decimal, weights: Sequence[Decimal]) -> list[Decimal]:
    """Percentages of the wage, to the fen; from a hundred on, the wage itself shared out in proportion."""
    if sum(weights) >= WHOLE:
        return shared(wage, weights)
    return [rounded(percent(weight) * wage) for weight in weights]


def _rate(case: Case, dependant: Dependant) -> tuple[Used, ...]:
    key = "spouse" if dependant.relation == "spouse" else "other"
    rate = (statute(case, "dependant_percent", key),)
    return (*rate, statute(case, "dependant_percent", "lone")) if dependant.lone else rate


def _item(case: Case, base: Base, place: int, share: tuple[Decimal, Decimal, Decimal], rate: tuple[Used, ...]) -> Item:
    amount, weight, total = share
    dependant = (case.dependants or ())[place]
    text = f"{times(weight)}%" if total <= WHOLE else f"{times(weight)}% ÷ {times(total)}%"
    capped = "" if total <= WHOLE else f"；各人合计 {times(total)}%，高于本人工资，按比例分摊"
    lone = "（孤寡老人或者孤儿）" if dependant.lone else ""
    return Item(
        code=PENSION,
        payer="fund",
        kind="monthly",
        amount=amount,
        formula=f"{text} × {base.text}",
        formula_zh=f"{NAMES[dependant.relation]}{lone}：{base.zh} × {times(weight)}%{capped}",
        basis=("工伤保险条例 第三十九条第一款第二项", *also(case)),
        used=(*rate, *base.used),
        begins=case.died_on,
        more={"dependant": place + 1, "relation": dependant.relation},
    )
