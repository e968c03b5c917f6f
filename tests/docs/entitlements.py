"""The generated page of entitlements: each item as the calculator answers it, and the dated numbers it uses."""

from collections.abc import Iterator
from typing import Any

from analytics.entitlements.calculate import ITEMS, calculate
from analytics.parameters import all_parameters
from schemas.codes import codelist
from tests.docs.markdown import table
from tests.docs.parameters import values

FOLDER = "entitlements/"
KINDS = {"one_off": "一次性", "monthly": "按月", "cost": "据实", "claim": "申请"}
PAYERS = {"fund": "基金", "employer": "用人单位"}
GRADED: dict[str, Any] = {
    "region": "370000",
    "diagnosed_on": "2025-05-10",
    "determined_on": "2025-07-01",
    "assessed_on": "2025-10-15",
    "insured": True,
    "average_wage_12m": 6200,
    "employment": "employed",
    "nursing": "none",
}
DEAD = {"died_on": "2026-03-01", "death_cause": "occupational", "in_paid_leave_at_death": True}
KIN = [{"relation": "spouse"}, {"relation": "child"}, {"relation": "parent", "lone": True}]
LEFT = {"employment": "left", "contract_ended_on": "2026-03-01"}
# One person in each of the situations that bring out another formula.
SAMPLES: tuple[dict[str, Any], ...] = (
    {"grade": 4, "nursing": "full"},
    {"grade": 5, "suitable_work_offered": False},
    {"grade": 7, **LEFT, "contract_end_reason": "expiry"},
    {"grade": 5, **LEFT, "contract_end_reason": "worker_resigned"},
    {"grade": 4, "employment": "retired", "pension_12m_average": 4000},
    {"grade": 4, "insured": False},
    {"grade": 4, **DEAD, "dependants": KIN[:1]},
    {"grade": 4, **DEAD, "dependants": KIN},
)


def items() -> str:
    """A line for each item code: name, kind, payers, formulas, clauses, numbers used."""
    answered = [item for sample in SAMPLES for item in calculate(GRADED | sample).items]
    names = {row.code: row.name for row in codelist("benefit_item").rows}
    lines = []
    for code in ITEMS:
        found = [item for item in answered if item.code == code]
        lines.append([
            f"`{code}`", names[code], KINDS[found[0].kind],
            _each(PAYERS[item.payer] for item in found),
            _each(item.formula if item.amount is None else f"`{item.formula}`" for item in found),
            _each(clause for item in found for clause in item.basis),
            _each(f"`{used.name}`" for item in found for used in item.used),
        ])  # fmt: skip
    headings = ["项目 code", "名称", "方式", "支付者 payer", "公式举例 formula", "依据 clause", "参数 parameters"]
    return table(headings, lines)


def _each(texts: Iterator[str]) -> str:
    return "；".join(dict.fromkeys(texts))


def parameters() -> str:
    """A line for each value of each number, with the days on which it is in force."""
    return values(name for name in all_parameters() if name.startswith(FOLDER))
