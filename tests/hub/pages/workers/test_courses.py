"""Results over the years: the baseline, what is a number in a known unit, and what the charts draw."""

from datetime import date
from typing import Any

from hub.pages.workers.courses import chart, courses

WBC, HB, FVC, LEFT, RIGHT = "4010100", "4012000", "3020100", "3040100", "3040800"


def visit(record: int, on: date, exam_type: str, *results: tuple[str, str, str | None]) -> Any:
    """A row as the store gives it: item, value, unit."""
    stored = {name: [row[n] for row in results] for n, name in enumerate(("item", "value", "unit"))}
    return {"record_id": record, "event_on": on, "document": "examination", "body": {"exam_type": exam_type},
            "results": stored | {"abnormal": [False] * len(results)}}  # fmt: skip


ROWS = [
    visit(1, date(2019, 1, 1), "02", (WBC, "8.0", "10^9/L"), (HB, "150", "g/L")),
    visit(2, date(2020, 1, 1), "01", (WBC, "6.0", "G/L"), (HB, "140", "g/l"), (LEFT, "10", "dB")),
    visit(
        3, date(2021, 1, 1), "02", (WBC, "3.0", "10^9/L"), (HB, "14", "g/dL"), (LEFT, "35", "dB"), (RIGHT, "5", "dB")
    ),
]


def test_the_baseline_is_the_first_examination_before_a_job() -> None:
    found = {course.kind: course for course in courses(ROWS)}
    assert set(found) == {"hearing", "blood"}
    assert (found["blood"].baseline.record_id, found["hearing"].baseline.record_id) == (2, 2)
    assert courses(ROWS[:1])[0].baseline.record_id == 1  # none before a job: the first of all


def test_blood_is_drawn_in_percent_of_the_baseline_and_another_unit_is_no_number() -> None:
    (blood,) = (course for course in courses(ROWS) if course.kind == "blood")
    drawn = {each["name"]: each["values"] for each in chart(blood, "zh")["series"]}
    assert drawn["白细胞总数（WBC）"] == [133.3, 100.0, 50.0]
    assert drawn["血红蛋白"] == [107.1, 100.0, None]
    assert (blood.change(WBC), blood.change(HB)) == (-3.0, None)
    assert blood.visits[-1].values[HB] == "14"  # but it is told


def test_an_audiogram_has_both_ears_and_the_baseline_dashed() -> None:
    (hearing,) = (course for course in courses(ROWS) if course.kind == "hearing")
    drawn = chart(hearing, "en")
    told = [(each["name"], each["values"][0], each["dashed"]) for each in drawn["series"]]
    assert drawn["down"]
    assert told == [
        ("Left 2020-01-01", 10.0, True),
        ("Right 2020-01-01", None, True),
        ("Left 2021-01-01", 35.0, False),
        ("Right 2021-01-01", 5.0, False),
    ]


def test_who_was_measured_for_nothing_has_no_course() -> None:
    assert courses([visit(1, date(2020, 1, 1), "02", (FVC, "not done", "%"))]) == []
    assert courses([]) == []
