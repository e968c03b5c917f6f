"""The calculator of entitlements at a counter: every item with its clause, a sentence at each wrong field."""

import pytest

from analytics.entitlements.calculate import ITEMS, calculate
from analytics.entitlements.case import Case, Own
from hub.db import Store
from hub.pages.calculators.entitlements import PATH, case_of, form_of, in_words
from hub.pages.calculators.forms import closed_up
from hub.pages.texts import LANGUAGES, texts
from hub.routers.entitlements import EXAMPLE
from hub.security.permissions import Role
from schemas.codes import codelist
from tests.hub.service import client

TYPED = {
    "region": "370000",
    "diagnosed_on": "2025-05-10",
    "determined_on": "2025-07-01",
    "assessed_on": "2025-10-15",
    "grade": "4",
    "nursing": "none",
    "insured": "yes",
    "average_wage_12m": "6200.00",
    "employment": "employed",
}
DEAD = {**TYPED, "died_on": "2026-02-01", "death_cause": "occupational", "dependants.0.relation": "spouse",
        "dependants.2.relation": "child", "dependants.2.lone": "yes"}  # fmt: skip


def test_what_is_typed_makes_the_case_of_the_interface() -> None:
    assert calculate(case_of(form_of(TYPED))) == calculate(EXAMPLE)
    dead = case_of(form_of(closed_up(DEAD, ["dependants"])))
    assert dead["dependants"] == [{"relation": "spouse"}, {"relation": "child", "lone": True}]
    own = case_of(form_of({"parameters.minimum_wage": "2300", "no_kin": "none", "unknown": "x"}))
    assert own == {"parameters": {"minimum_wage": "2300"}, "dependants": []}


def test_the_form_asks_for_all_that_a_case_can_say() -> None:
    asked = {each.name.split(".")[0] for each in form_of({}).fields} - {"no_kin"}
    assert asked == {field.alias or name for name, field in Case.model_fields.items()}
    assert {f"parameters.{name}" for name in Own.model_fields} <= {each.name for each in form_of({}).fields}


def test_each_item_has_its_name_in_both_languages_and_the_official_one() -> None:
    names = codelist("benefit_item")
    for code in ITEMS:
        known = names.get(code)
        assert known is None or known.name == texts("zh")[f"calc_item_{code}"]
        assert texts("en")[f"calc_item_{code}"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_answers_at_the_counter(store: Store, lang: str) -> None:
    """Items with amount, payer, formula, clauses and what is not checked; what is missing leads to its field."""
    with client(store, Role.WORKER, "person:1") as ask:
        alive = ask.post(PATH, params={"lang": lang}, data=TYPED)
        dead = ask.post(PATH, params={"lang": lang}, data=DEAD)
        little = ask.post(PATH, params={"lang": lang}, data={"grade": "7"})
        blank = ask.get(PATH, params={"lang": lang})
    assert [answer.status_code for answer in (alive, dead, little, blank)] == [200] * 4
    shown = {
        "zh": ("130,200.00 元", "21 个月 × 本人工资 6200.00 元", "含未经核实的数字", "2025-01-01 – 2026-01-01"),
        "en": ("130,200.00 yuan", "21 × 6200.00", "has unchecked numbers", "from 2025-10-15"),
    }
    assert all(text in alive.text for text in (*shown[lang], "工伤保险条例 第三十五条"))
    assert ("第 2 位：子女" if lang == "zh" else "no. 2: child") in dead.text
    assert 'href="#f-diagnosed_on"' in little.text
    assert 'value="370000"' in blank.text
    assert 'id="answer"' not in blank.text


# typed, the field at fault, part of the sentence there
NONSENSE = [
    ({"grade": "11"}, "grade", "须为1 至 10 的整数"),
    ({"average_wage_12m": "六千"}, "average_wage_12m", "须为0 至 1000 万元之间的数"),
    ({"diagnosed_on": "10.5.2025"}, "diagnosed_on", "须为YYYY-MM-DD 形式的日期"),
    ({"determined_on": "2024-01-01"}, "determined_on", "“工伤认定日期” 早于 “职业病诊断日期”"),
    ({"insured": "maybe"}, "insured", "须为true 或 false"),
    ({"parameters.minimum_wage": "0"}, "parameters.minimum_wage", "须为大于 0"),
    ({"no_kin": "none", "dependants.0.relation": "child"}, "no_kin", "请改正其一"),
    ({"dependants.1.relation": "spouse", "dependants.3.relation": "spouse"}, "dependants.0.relation", "两名配偶"),
]


def test_nonsense_gets_a_sentence_at_its_field_and_stays_typed(store: Store) -> None:
    with client(store) as ask:
        for typed, name, sentence in NONSENSE:
            answer = ask.post(PATH, data={**TYPED, **typed})
            assert answer.status_code == 422, name
            at = answer.text.split(f'id="e-{name}">')[1].split("</span>")[0]
            assert sentence in at, at
            assert f'aria-describedby="e-{name}' in answer.text
            assert f'<a href="#f-{name}">' in answer.text
            assert 'value="2025-10-15"' in answer.text


def test_more_rows_are_asked_for_without_calculating(store: Store) -> None:
    with client(store) as ask:
        page = ask.post(PATH, data={**DEAD, "more": "dependants"}).text
    assert 'name="dependants.7.relation"' in page
    assert 'id="answer"' not in page


def test_names_of_fields_are_said_as_the_form_says_them() -> None:
    assert in_words("insured_from 早于 insured", "zh") == "“参保起始日期” 早于 “诊断时是否参加工伤保险”"
