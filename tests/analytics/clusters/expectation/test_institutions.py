"""Factors of institutions: from other employers only, near nought but shifts, and by months near by."""

import pandas as pd
import pytest

from analytics.clusters.expectation.institutions import confounded, factors

CELLS = ["employer_id", "institution_id", "hazard", "month", "harmed", "expected"]


def cells(*counts: tuple[int, int, int, float], hazard: int = 0) -> pd.DataFrame:
    """Employer, month, harmed, expected; employers below 100 are of institution 0."""
    return pd.DataFrame([(e, e // 100, hazard, m, h, x) for e, m, h, x in counts], columns=CELLS)


STEADY = cells(*[(n, 7, 4, 4.0) for n in range(10)], *[(n, 7, 4, 4.0) for n in range(100, 110)])


def test_a_steady_institution_has_a_factor_of_one() -> None:
    assert factors(STEADY) == pytest.approx(1.0, abs=0.05)


def test_an_institution_that_shifted_has_the_factor_of_its_shift() -> None:
    shifted = STEADY.assign(harmed=STEADY.harmed.where(STEADY.institution_id == 0, 12))
    factor = factors(shifted)
    assert factor[:10] == pytest.approx(1.0, abs=0.05)
    assert factor[10:] == pytest.approx(3.0, rel=0.1)


def test_no_employer_has_a_part_in_its_own_factor() -> None:
    raised = STEADY.assign(harmed=STEADY.harmed.where(STEADY.employer_id != 3, 40))
    assert factors(raised)[3] == pytest.approx(factors(STEADY)[3], rel=1e-9)


def test_months_near_by_are_looked_at_together_and_far_ones_are_not() -> None:
    """In month 7 employer 0 is alone; others show the shift in months 6 and 8, or in 2 and 12."""
    for months, explained in (((6, 8), True), ((2, 12), False)):
        steady = [(n, m, 40, 40.0) for n in range(1, 5) for m in (20, 30)]
        rows = cells((0, 7, 12, 4.0), *[(n, m, 12, 4.0) for n in range(1, 5) for m in months], *steady)
        assert (factors(rows)[0] > 2) == explained


def test_a_shift_of_one_hazard_is_not_one_of_the_others() -> None:
    noise = STEADY.assign(harmed=STEADY.harmed.where(STEADY.institution_id == 0, 12))
    both = pd.concat([noise, STEADY.assign(hazard=1)], ignore_index=True)
    factor = factors(both)[both.institution_id == 1]
    assert factor[:10].mean() > 2.3
    assert factor[10:].mean() < 1.4


def test_confounded_is_who_has_nearly_all_of_an_institution() -> None:
    frame = pd.DataFrame(
        {
            "employer_id": [1, 1, 2, 3, 4, 5],
            "institution_id": ["A", "A", "A", "B", "B", None],
            "examined": [40, 40, 20, 50, 50, 9],
        }
    )
    assert confounded(frame).tolist() == [True, True, False, False, False, True]
