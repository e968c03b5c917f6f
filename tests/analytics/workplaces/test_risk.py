"""The risk grade: nature, level and number of people, read from the dated table; what is missing is said."""

from datetime import date

import pytest

from analytics.parameters import parameter
from analytics.workplaces.risk import GRADES, band, risk, severe_hazards
from schemas.codes import codelist

DAY = date(2026, 11, 30)
NOISE, BENZENE, SILICA, X_RAYS = "3008", "2013", "1038", "5001"
# hazards, above the limit, people, grade, what decides it
CASES = [
    ([NOISE], [], 9, 1, "general"),
    ([NOISE], [], 500, 1, "general"),
    ([NOISE], [NOISE], 9, 2, "general"),
    ([NOISE], [NOISE], 49, 2, "general"),
    ([NOISE], [NOISE], 50, 3, "general"),
    ([BENZENE], [], 10, 2, "severe"),
    ([BENZENE], [], 50, 3, "severe"),
    ([BENZENE], [BENZENE], 1, 3, "severe"),
    ([NOISE, SILICA], [NOISE], 10, 2, "severe"),  # the silica is within its limit: only its own level counts
    ([NOISE, SILICA], [NOISE], 50, 3, "severe"),
]


@pytest.mark.parametrize(("hazards", "above", "people", "grade", "nature"), CASES)
def test_grades(hazards: list[str], above: list[str], people: int, grade: int, nature: str) -> None:
    found = risk(hazards, above, people, DAY)
    assert (found.grade, found.nature, found.missing) == (grade, nature, ())


@pytest.mark.parametrize(
    ("hazards", "above", "people", "missing"),
    [([], [], 3, ("hazards",)), ([NOISE], None, 3, ("levels",)), ([NOISE], None, None, ("levels", "people"))],
)
def test_without_a_fact_there_is_no_grade(
    hazards: list[str], above: list[str] | None, people: int | None, missing: tuple[str, ...]
) -> None:
    found = risk(hazards, above, people, DAY)
    assert (found.grade, found.missing) == (None, missing)


def test_radiation_is_told_to_be_unclear() -> None:
    assert risk([X_RAYS, NOISE], [], 5, DAY).unclear == (X_RAYS,)


def test_bands_and_the_whole_table() -> None:
    assert [band(people, DAY) for people in (0, 9, 10, 49, 50)] == ["few", "few", "some", "some", "many"]
    value = parameter(GRADES).on(DAY)
    kinds = {
        f"{n}_{level}_{b}"
        for n in ("general", "severe")
        for level in ("within", "above")
        for b in ("few", "some", "many")
    }
    assert set(value.table) == kinds
    assert not value.verified


def test_severe_hazards_are_hazards() -> None:
    assert set(severe_hazards().values()) == {"toxic", "asbestos", "silica", "carcinogen"}
    assert all(codelist("hazard").knows(code) for code in severe_hazards())
