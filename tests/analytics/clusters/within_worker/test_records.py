"""Audiograms, spirometry and blood of examinations as streams of changes, and the workplace among them."""

from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from analytics.clusters.within_worker.markers import BY_NAME, MARKERS
from analytics.clusters.within_worker.records import changes, is_followed
from analytics.clusters.within_worker.warnings import early_warnings
from schemas.codes import codelist
from tests.analytics.tables import frames

AS_OF = date(2026, 11, 1)
EARS = BY_NAME["hearing_2_3_4_khz"].items
BEFORE, AFTER = date(2024, 5, 6), date(2026, 5, 6)


def read(values: dict[str, str], unit: str) -> list[dict[str, Any]]:
    return [
        {"item": item, "kind": "01", "value": value, "unit": unit, "abnormal": False} for item, value in values.items()
    ]


def heard(level: int) -> list[dict[str, Any]]:
    return read(dict.fromkeys(EARS, str(level)), "dB")


def exam(person: int, day: date, results: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    return {
        "person": person, "examined_on": day, "record_id": 2 * person + (day == AFTER), "exam_type": "02",
        "exposed_hazards": ["3008"], "work_type": "09-001", "exposure": {"months": 60}, "results": results, **more,
    }  # fmt: skip


CASES: dict[str, tuple[Any, Any, list[tuple[str, str, float]]]] = {
    "hearing": (heard(10), heard(25), [("hearing_2_3_4_khz", "3008", 15.0)]),
    "written otherwise": (
        heard(10),
        read(dict.fromkeys(EARS, "25"), "dB HL"),
        [("hearing_2_3_4_khz", "3008", 15.0)],
    ),
    "another unit": (heard(10), read(dict.fromkeys(EARS, "25"), "Hz"), []),
    "a frequency is missing": (heard(10), heard(25)[1:], []),
    "one is no number": (heard(10), [*heard(25)[1:], *read({EARS[0]: ">90"}, "dB")], []),
    "not followed for noise": (read({"4070100": "100"}, "μg/L"), read({"4070100": "300"}, "μg/L"), []),
}


WHO: dict[str, tuple[dict[str, Any], dict[str, Any], int]] = {
    "an examination before the job is a baseline": ({"exam_type": "01"}, {}, 1),
    "a re-examination is none": ({"is_review": True}, {}, 0),
    "nor is it the last test": ({}, {"is_review": True}, 0),
    "a code nobody knows": ({}, {"exposed_hazards": ["9999"]}, 0),
    "no hazard named": ({}, {"exposed_hazards": []}, 0),
    "another employer": ({"employer_id": 2}, {}, 0),
}


def everybody() -> list[dict[str, Any]]:
    """The examinations of all of CASES and WHO, a person each, in that order."""
    pairs = [({"results": before}, {"results": after}) for before, after, _ in CASES.values()]
    pairs += [({"results": heard(10), **before}, {"results": heard(25), **after}) for before, after, _ in WHO.values()]
    exams = []
    for person, (before, after) in enumerate(pairs):
        exams += [exam(person, BEFORE, **before), exam(person, AFTER, **after)]
    return exams


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    return changes(frames(tmp_path_factory.mktemp("examined"), examination=everybody()), AS_OF)


@pytest.mark.parametrize("case", CASES)
def test_streams(case: str, found: pd.DataFrame) -> None:
    rows = found[found.worker == list(CASES).index(case)]
    assert list(zip(rows.marker, rows.hazard, rows.change, strict=True)) == CASES[case][2]


@pytest.mark.parametrize("case", WHO)
def test_which_examinations(case: str, found: pd.DataFrame) -> None:
    assert (found.worker == len(CASES) + list(WHO).index(case)).sum() == WHO[case][2]


def test_nobody_examined(tmp_path: Path) -> None:
    found = changes(frames(tmp_path), AS_OF)
    assert found.empty
    assert early_warnings(found).empty


def test_blood_is_followed_for_each_hazard_that_may_have_done_it(tmp_path: Path) -> None:
    both = {"exposed_hazards": ["2013", "2238", "1038"]}
    exams = [
        exam(1, BEFORE, read({"4012000": "150"}, "g/L"), **both),
        exam(1, AFTER, read({"4012000": "120"}, "g/L"), **both),
    ]
    found = changes(frames(tmp_path, examination=exams), AS_OF)
    assert list(zip(found.marker, found.hazard, strict=True)) == [("haemoglobin", "2013"), ("haemoglobin", "2238")]
    assert found.exposure_years.tolist() == [5.0, 5.0]


def test_the_one_workshop_is_warned_of(tmp_path: Path) -> None:
    """Twelve employers of ten; at employer 7 eight of ten have lost 15 dB, elsewhere chance moves by 5."""
    exams = []
    for n in range(120):
        employer = n // 10 + 1
        lost = 15 if employer == 7 and n % 10 < 8 else 5 * (n % 3 - 1)
        exams += [exam(n + 1, BEFORE, heard(10), employer_id=employer)]
        exams += [exam(n + 1, AFTER, heard(10 + lost), employer_id=employer)]
    best = early_warnings(changes(frames(tmp_path, examination=exams), AS_OF)).iloc[0]
    assert (best.marker, best.hazard, best.employer, best.post) == ("hearing_2_3_4_khz", "3008", 7, None)
    assert (best.workers, best.observed, best.shifted, best.confirmed) == (10, 8, 8, 0)
    assert best.p_beyond <= 0.005
    assert (best["first"].date(), best["last"].date()) == (BEFORE, AFTER)


def test_the_items_are_numbers_of_the_national_list_in_that_unit() -> None:
    listed = {row.code: row.extra for row in codelist("exam_item").rows}
    for marker in MARKERS:
        assert {listed[item].get("unit") for item in marker.items} == {marker.unit}


@pytest.mark.parametrize(("hazard", "followed"), [("1038", True), ("1", True), ("2013", False), ("3008", False)])
def test_lungs_are_followed_for_every_dust(hazard: str, followed: bool) -> None:
    assert is_followed(BY_NAME["fev1_percent"], hazard) == followed
