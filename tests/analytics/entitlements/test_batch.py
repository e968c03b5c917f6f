"""The columns say the same as the calculator, to the fen, of any case of the province."""

import random
from collections import Counter, defaultdict
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.entitlements.batch import BLOCK, calculate_all
from analytics.entitlements.block import NOT_DUE, UNDECIDED
from analytics.entitlements.calculate import calculate
from analytics.entitlements.case import read_case
from analytics.entitlements.columns import columns

SWEEP = 20_000
INSIDE = (date(2023, 1, 1), date(2026, 8, 1))
EDGES = [date(2010, 12, 31), date(2022, 12, 31), date(2024, 12, 31), date(2025, 1, 1), date(2027, 1, 1)]
DAYS = st.one_of(st.dates(*INSIDE), st.dates(*INSIDE), st.sampled_from(EDGES))
WAGE = st.integers(0, 2_600_000).map(lambda fen: Decimal(fen) / 100)
KIN = [{"relation": "child"}, {"relation": "parent", "lone": True}, {"relation": "spouse"}, {"relation": "sibling"}]
FACTS: dict[str, st.SearchStrategy[Any]] = {
    "grade": st.integers(1, 10),
    "nursing": st.sampled_from(["full", "major", "partial", "none"]),
    "insured": st.booleans(),
    "average_wage_12m": WAGE,
    "pension_12m_average": WAGE,
    "employment": st.sampled_from(["employed", "left", "retired"]),
    "suitable_work_offered": st.booleans(),
    "death_cause": st.sampled_from(["occupational", "other"]),
    "in_paid_leave_at_death": st.booleans(),
    "dependants": st.lists(st.sampled_from(KIN), max_size=4, unique_by=id),
    "contract_end_reason": st.sampled_from(["expiry", "worker_resigned", "agreement", "employer"]),
}
DATED = ("diagnosed_on", "determined_on", "assessed_on", "contract_ended_on", "died_on")
DEATH = ("death_cause", "in_paid_leave_at_death", "dependants", "died_on")
END = ("contract_end_reason", "contract_ended_on")


@st.composite
def cases(draw: st.DrawFn) -> dict[str, Any]:
    """Everything known and the days in order; then some are alive, some contracts go on, some facts are unknown."""
    days = sorted(draw(st.lists(DAYS, min_size=len(DATED), max_size=len(DATED))))
    case = {name: draw(fact) for name, fact in FACTS.items()} | dict(zip(DATED, days, strict=True))
    unknown = draw(st.one_of(st.just(set()), st.sets(st.sampled_from(sorted(case)), max_size=3)))
    absent = {*unknown, *draw(st.sampled_from([(), DEATH])), *draw(st.sampled_from([(), END]))}
    return {"region": "370000"} | {name: value for name, value in case.items() if name not in absent}


def swept(seed: int) -> list[dict[str, Any]]:
    """The same kind of cases, many at a time."""
    dice = random.Random(seed)
    first, last = (day.toordinal() for day in INSIDE)
    choices: dict[str, Any] = {
        "grade": range(1, 11),
        "nursing": ["full", "major", "partial", "none"],
        "insured": [True, False],
        "average_wage_12m": [Decimal(dice.randrange(2_600_000)) / 100 for _ in range(1000)],
        "pension_12m_average": [Decimal(dice.randrange(900_000)) / 100 for _ in range(1000)],
        "employment": ["employed", "left", "retired"],
        "suitable_work_offered": [True, False],
        "death_cause": ["occupational", "other"],
        "in_paid_leave_at_death": [True, False],
        "dependants": [KIN[:1], KIN[1:3], KIN[:3], KIN, KIN[2:], []],
        "contract_end_reason": ["expiry", "worker_resigned", "agreement", "employer"],
    }
    found = []
    for _ in range(SWEEP):
        days = sorted(date.fromordinal(dice.randrange(first, last)) for _ in DATED)
        case = {name: dice.choice(values) for name, values in choices.items()} | dict(zip(DATED, days, strict=True))
        absent = {
            *dice.sample(sorted(case), dice.choice([0, 0, 1, 2])),
            *dice.choice([(), DEATH]),
            *dice.choice([(), END]),
        }
        found.append({"region": "370000"} | {name: value for name, value in case.items() if name not in absent})
    return found


def by_calculator(case: dict[str, Any]) -> dict[str, list[int]]:
    """Fen by item, in the words of the columns."""
    answer = calculate(case)
    found: dict[str, list[int]] = defaultdict(list)
    for item in answer.items:
        if item.amount is not None:
            found[item.code].append(int(item.amount * 100))
    for _, code in answer.unknown:
        found[code] = [UNDECIDED]
    return found


def told(amounts: Any) -> list[int]:
    """What the columns say of one person and item, in the words of the calculator: nothing where nothing is due."""
    row = np.atleast_1d(amounts).tolist()
    return [UNDECIDED] if row[0] == UNDECIDED else [fen for fen in row if fen != NOT_DUE]


def differences(given_cases: list[dict[str, Any]]) -> tuple[list[Any], Counter[tuple[str, bool]]]:
    """Where the two differ; and how many amounts, and how many unknown, of each item were compared."""
    found = calculate_all(columns([read_case(case)[0] for case in given_cases]))
    differing, compared = [], Counter[tuple[str, bool]]()
    for place, case in enumerate(given_cases):
        wanted = by_calculator(case)
        for code, amounts in found.items():
            if told(amounts[place]) != wanted.get(code, []):
                differing.append((code, case, told(amounts[place]), wanted.get(code)))
            compared.update([(code, fen == UNDECIDED) for fen in wanted.get(code, [])])
    return differing, compared


@settings(max_examples=200, deadline=None)
@given(st.lists(cases(), min_size=1, max_size=8))
def test_the_columns_say_what_the_calculator_says(given_cases: list[dict[str, Any]]) -> None:
    assert differences(given_cases)[0] == []


def test_the_columns_say_the_same_of_many() -> None:
    differing, compared = differences(swept(20261123))
    assert differing[:3] == []
    assert len(compared) == 16, "amounts and unknown of each of the eight items"
    assert min(compared.values()) > 300


def test_a_pension_as_high_as_the_allowance_leaves_nothing_to_add() -> None:
    usual = {"region": "370000", "grade": 4, "insured": True, "employment": "retired", "average_wage_12m": 6200}
    days = {"diagnosed_on": "2025-05-10", "assessed_on": "2025-10-15"}
    for pension in (4649.99, 4650, 4650.01):
        differing, compared = differences([usual | days | {"pension_12m_average": pension}])
        assert differing == []
        assert compared["disability_allowance", False] == (pension < 4650)


def test_blocks_are_put_together_in_order() -> None:
    case = {"region": "370000", "diagnosed_on": "2025-05-10", "insured": True, "employment": "employed"}
    one = [read_case(case | {"grade": 1 + n % 10, "average_wage_12m": 6000 + n % 7})[0] for n in range(70)]
    people = columns(one * (BLOCK // 70 + 2))
    assert len(people) > BLOCK
    found = calculate_all(people)["disability_lump_sum"]
    assert (found.reshape(-1, 70) == found[:70]).all()
    assert found[0] == 27 * 600_000


def test_parts_of_a_fen_are_not_cut_off() -> None:
    case, _ = read_case({"average_wage_12m": 6233.333})
    with pytest.raises(ValueError, match="average_wage_12m is not whole fen"):
        columns([case])


def test_nobody_has_nothing() -> None:
    assert {code: len(each) for code, each in calculate_all(columns([])).items()}["nursing_allowance"] == 0
