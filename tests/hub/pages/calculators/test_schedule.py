"""The calculator of examinations at a counter: what is owed and when, and a sentence at each field that is wrong."""

from typing import Any

import pytest

from analytics.surveillance import read_case, schedule
from hub.db import Store
from hub.pages.calculators.forms import closed_up
from hub.pages.calculators.schedule import PATH, ROWS, case_of, coded, form_of
from hub.pages.texts import LANGUAGES
from hub.routers.schedule import EXAMPLE
from tests.hub.service import client

TYPED = {
    "started_on": "2024-03-01",
    "as_of": "2026-11-23",
    "hazards.0.code": "3008 噪声",
    "hazards.0.level": "86.0",
    "exams.0.type": "02",
    "exams.0.on": "2025-09-10",
}


def test_what_is_typed_makes_the_case_of_the_interface() -> None:
    assert schedule(read_case(case_of(form_of(TYPED)))) == schedule(read_case(EXAMPLE))
    two = {**TYPED, "hazards.2.code": "苯", "hazards.2.class": "3", "exams.3.type": "01", "exams.3.hazards": "苯，3008"}
    case: Any = case_of(form_of(closed_up(two, ROWS)))
    assert case["hazards"][1] == {"code": coded("苯"), "class": 3}
    assert case["exams"][1]["hazards"] == [coded("苯"), "3008"]


CODED = [("3008", "3008"), ("噪声", "3008"), (" 3008 噪声", "3008"), ("9999", "9999"), ("噪音声", "噪音声")]


@pytest.mark.parametrize(("typed", "code"), CODED)
def test_hazards_by_code_or_name(typed: str, code: str) -> None:
    assert coded(typed) == code


@pytest.mark.parametrize("lang", LANGUAGES)
def test_answers_at_the_counter(store: Store, lang: str) -> None:
    shown = {
        "zh": ("逾期 74 天", "每 12 个月", "纯音听阈测试", "GBZ 188—2025 7.1.2.3", "已核实"),
        "en": ("74 days overdue", "every 12 months", "mandatory", "GBZ 188—2025 7.1.2.3", "checked"),
    }
    with client(store) as ask:
        found = ask.post(PATH, params={"lang": lang}, data=TYPED)
        unknown = ask.post(PATH, params={"lang": lang}, data={**TYPED, "hazards.0.code": "9999"})
        blank = ask.get(PATH, params={"lang": lang})
    assert [answer.status_code for answer in (found, unknown, blank)] == [200] * 3
    assert all(text in found.text for text in shown[lang])
    assert ("国家危害因素代码表中没有这个代码" if lang == "zh" else "not in the national list") in unknown.text
    assert '<option value="3008 噪声">' in blank.text


# typed, the field at fault, part of the sentence there
NONSENSE = [
    ({"started_on": ""}, "started_on", "请填写上岗日期"),
    ({"left_on": "2020-01-01"}, "left_on", "不早于上岗日期"),
    ({"hazards.0.code": "噪音声"}, "hazards.0.code", "3008 噪声"),
    ({"hazards.0.code": ""}, "hazards.0.code", "至少一种"),
    ({"hazards.0.level": "很响"}, "hazards.0.level", "不小于 0"),
    ({"exams.0.on": ""}, "exams.0.on", "须填写"),
    ({"exams.0.review": "?"}, "exams.0.review", "请选择"),
]


def test_nonsense_gets_a_sentence_at_its_field(store: Store) -> None:
    with client(store) as ask:
        for typed, name, sentence in NONSENSE:
            answer = ask.post(PATH, data={**TYPED, **typed})
            assert answer.status_code == 422, name
            assert sentence in answer.text.split(f'id="e-{name}">')[1].split("</span>")[0], name
