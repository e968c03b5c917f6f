"""What a case may look like, and that a refusal names the field and never what stood in it."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.surveillance import CaseError, schedules
from analytics.surveillance.case import read_case

GOOD: dict[str, Any] = {
    "hazards": [{"code": "3008", "level": 86.0, "class": None}],
    "started_on": "2024-03-01",
    "left_on": None,
    "exams": [{"type": "01", "on": "2024-02-20", "hazards": ["3008"]}],
    "as_of": "2026-11-23",
}
SECRET = "370102199001011234"  # a person's number that came into the wrong field
BAD = {
    "no hazard": ({"hazards": []}, "hazards"),
    "a hazard twice": ({"hazards": [{"code": "3008"}, {"code": "3008"}]}, "hazards"),
    "a code that is none": ({"hazards": [{"code": SECRET}]}, "hazards.0.code"),
    "a class beyond Ⅳ": ({"hazards": [{"code": "1038", "class": 5}]}, "hazards.0.class"),
    "a class in half": ({"hazards": [{"code": "1038", "class": 1.5}]}, "hazards.0.class"),
    "a level below nothing": ({"hazards": [{"code": "3008", "level": -1}]}, "hazards.0.level"),
    "a level without end": ({"hazards": [{"code": "3008", "level": float("inf")}]}, "hazards.0.level"),
    "left before it began": ({"left_on": "2024-02-29"}, "left_on"),
    "no beginning": ({"started_on": None}, "started_on"),
    "a number for a date": ({"as_of": 1764000000}, "as_of"),
    "a date that is none": ({"as_of": "2026-02-30"}, "as_of"),
    "a date of another age": ({"started_on": "0001-01-01"}, "started_on"),
    "a type that is none": ({"exams": [{"type": "06", "on": "2024-02-20", "hazards": ["3008"]}]}, "exams.0.type"),
    "an examination without a day": ({"exams": [{"type": "01", "hazards": ["3008"]}]}, "exams.0.on"),
    "a field nobody knows": ({SECRET: 1}, "…"),
}


@pytest.mark.parametrize("name", BAD)
def test_refused(name: str) -> None:
    changes, field = BAD[name]
    with pytest.raises(CaseError) as refusal:
        read_case({**GOOD, **changes})
    told = refusal.value
    assert f"：{field}。" in told.zh
    assert f": {field}." in told.en
    assert SECRET not in str(told)


@pytest.mark.parametrize("told", [None, 3, "case", [], [GOOD], {}])
def test_what_is_no_case_is_refused(told: Any) -> None:
    with pytest.raises(CaseError):
        read_case(told)


def test_good_is_good_and_absent_is_unknown() -> None:
    case = read_case({"hazards": [{"code": "3008"}], "started_on": "2024-03-01", "as_of": "2026-11-23"})
    assert (case.hazards[0].level, case.hazards[0].graded, case.left_on, case.unchanged) == (None, None, None, None)
    assert read_case(GOOD).exams[0].type == "01"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8) | st.dates().map(str),
    lambda below: (
        st.lists(below, max_size=3) | st.dictionaries(st.sampled_from([*GOOD, "code", "on"]), below, max_size=5)
    ),
    max_leaves=12,
)


@given(JSON)
def test_whatever_is_told_is_answered_or_refused(told: Any) -> None:
    (answer,) = schedules([told])
    assert set(answer) in ({"problem"}, {"required", "unknown"})
