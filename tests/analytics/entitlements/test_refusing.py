"""Cases that cannot be right are refused whole, by field and without the value; in a list the others are answered."""

from typing import Any

import pytest

from analytics.entitlements.calculate import answer, calculate
from analytics.entitlements.case import Case
from analytics.entitlements.refusing import FORMS, CaseError

SECRET = "370102198003071217"
WRONG: list[tuple[str, Any]] = [
    ("grade", 0),
    ("grade", 11),
    ("grade", "4"),
    ("grade", True),
    ("grade", 4.5),
    ("average_wage_12m", -0.01),
    ("average_wage_12m", 10_000_000.01),
    ("average_wage_12m", float("nan")),
    ("average_wage_12m", True),
    ("average_wage_12m", "1e-999999"),
    ("pension_12m_average", -1),
    ("diagnosed_on", "2024-02-30"),
    ("diagnosed_on", "2024/05/10"),
    ("diagnosed_on", 1715299200),
    ("diagnosed_on", "1715299200"),
    ("determined_on", "soon"),
    ("assessed_on", []),
    ("insured_from", {}),
    ("contract_ended_on", True),
    ("died_on", SECRET),
    ("region", "shandong"),
    ("region", SECRET),
    ("nursing", "total"),
    ("insured", "yes"),
    ("insured", 1),
    ("employment", SECRET),
    ("contract_end_reason", "retirement"),
    ("suitable_work_offered", "no"),
    ("death_cause", "unknown"),
    ("in_paid_leave_at_death", 0),
    ("dependants", "spouse"),
    ("dependants", [None]),
    ("dependants", [{"relation": "friend"}]),
    ("dependants", [{"lone": True}]),
    ("dependants", [{"relation": "child"}] * 51),
    ("parameters", 7507),
]
OWN = ("average_monthly_wage", "minimum_wage", "national_disposable_income")


@pytest.mark.parametrize(("field", "value"), WRONG)
def test_a_wrong_field_is_named_and_its_value_is_not_repeated(field: str, value: Any) -> None:
    with pytest.raises(CaseError) as refusal:
        calculate({field: value})
    assert refusal.value.zh.startswith(f"{field} 须为 {FORMS[field][0]}")
    assert refusal.value.en.startswith(f"{field} must be {FORMS[field][1]}")
    assert SECRET not in str(refusal.value)
    assert refusal.value.__cause__ is None


def test_every_field_has_a_sentence() -> None:
    names = {field.alias or name for name, field in Case.model_fields.items()}
    assert set(FORMS) == names | {f"parameters.{name}" for name in OWN}
    assert {field for field, _ in WRONG} == names


@pytest.mark.parametrize("name", OWN)
@pytest.mark.parametrize("value", [0, -1, "x", float("inf")])
def test_a_wrong_number_of_ones_own_is_refused(name: str, value: Any) -> None:
    with pytest.raises(CaseError, match=rf"^parameters\.{name} 须为"):
        calculate({"parameters": {name: value}})


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("diagnosed_on", "determined_on"),
        ("determined_on", "assessed_on"),
        ("diagnosed_on", "assessed_on"),
        ("diagnosed_on", "died_on"),
        ("assessed_on", "died_on"),
        ("contract_ended_on", "died_on"),
        ("insured_from", "died_on"),
    ],
)
def test_days_out_of_order_are_refused_and_the_same_day_is_not(first: str, second: str) -> None:
    calculate({first: "2024-05-10", second: "2024-05-10"})
    with pytest.raises(CaseError, match=f"{second} 早于 {first}"):
        calculate({first: "2024-05-11", second: "2024-05-10"})


def test_what_contradicts_itself_is_refused() -> None:
    with pytest.raises(CaseError, match="两名配偶"):
        calculate({"dependants": [{"relation": "spouse"}, {"relation": "spouse"}]})
    with pytest.raises(CaseError, match="insured 为 false"):
        calculate({"insured": False, "insured_from": "2015-01-01", "diagnosed_on": "2015-01-01"})


@pytest.mark.parametrize("given", [None, 4, "case", True, [1]])
def test_what_is_no_object_is_refused(given: Any) -> None:
    with pytest.raises(CaseError, match="JSON"):
        calculate(given)


def test_a_bad_case_of_a_list_has_a_problem_and_the_others_are_answered() -> None:
    good = {"grade": 4, "employment": "employed", "insured": True, "average_wage_12m": 6200}
    good |= {"parameters": {"average_monthly_wage": 7507}}
    found = answer([good, {"grade": 11}, 3, good])
    assert isinstance(found, list)
    assert [each.get("problem", {}).get("en", "")[:5] for each in found] == ["", "grade", "A cas", ""]
    assert found[0] == found[3] == answer(good)
    assert found[1]["items"] == found[1]["unknown"] == []
    assert answer([]) == []


def test_words_that_mean_nothing_are_told_unless_they_could_name_somebody() -> None:
    given = {"insurred": True, "张三": 1, SECRET: 1, "parameters": {"minimum": 1, "王": 2}}
    assert calculate(given).ignored == ["insurred", "?", "?", "parameters.minimum", "?"]


def test_null_is_the_same_as_absent() -> None:
    names = [field.alias or name for name, field in Case.model_fields.items()]
    assert answer(dict.fromkeys(names)) == answer({})
