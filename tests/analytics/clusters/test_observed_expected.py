"""Observed against expected: by hand, against published exact limits, and on data without any cluster."""

import math
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from analytics.clusters.observed_expected import STRATUM, Limits, excess, harmed, strata
from tests.analytics.tables import frames

AS_OF = date(2026, 11, 1)
LIMITS = Limits(window_months=24, least_observed=3, least_ratio=2.0)
COUNTS = ["employer_id", *STRATUM, "examined", "harmed"]


def table(*rows: tuple[Any, ...]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=COUNTS)


# employer, hazard, sex, age, exposure, kind, examined, harmed
BY_HAND = table(
    (1, "noise", "1", 3, 0, "02", 20, 6),
    (1, "noise", "1", 4, 1, "02", 10, 4),
    (2, "noise", "1", 3, 0, "02", 99, 4),
    (3, "noise", "1", 4, 1, "02", 49, 8),
    (3, "noise", "2", 4, 1, "02", 52, 0),
)


def test_by_hand() -> None:
    """Employer 1: elsewhere 12 of 200 = 0.06. Strata (4+.06)/100 and (8+.06)/50: 20*.0406 + 10*.1612 = 2.424."""
    row = excess(BY_HAND).set_index("employer_id").loc[1]
    assert (row.examined, row.observed) == (30, 10)
    assert row.expected == pytest.approx(2.424)
    assert row.ratio == pytest.approx(10 / 2.424)
    assert row.p == pytest.approx(1 - sum(np.exp(-2.424) * 2.424**k / math.factorial(k) for k in range(10)))


# Exact limits of a Poisson count (Garwood 1936), as printed in tables of epidemiology.
GARWOOD = {0: (0.0, 3.689), 1: (0.025, 5.572), 3: (0.619, 8.767), 10: (4.795, 18.390), 50: (37.11, 65.92)}


@pytest.mark.parametrize("observed", GARWOOD)
def test_interval_is_the_exact_one(observed: int) -> None:
    counts = table((1, "h", "1", 3, 0, "02", 100, observed), (2, "h", "1", 3, 0, "02", 10**6, 10**5))
    row = excess(counts).set_index("employer_id").loc[1]
    assert (row.low * row.expected, row.high * row.expected) == pytest.approx(GARWOOD[observed], rel=2e-3, abs=1e-3)
    exact = stats.poisson(row.expected)
    assert row.p == pytest.approx(1 - exact.cdf(observed - 1), abs=1e-12)


def test_a_hazard_nobody_else_has_cannot_be_compared() -> None:
    counts = table((1, "rare", "1", 3, 0, "02", 9, 9), (1, "h", "1", 3, 0, "02", 9, 1), (2, "h", "1", 3, 0, "02", 9, 1))
    assert "rare" not in set(excess(counts).hazard)
    assert excess(table((1, "rare", "1", 3, 0, "02", 9, 9))).empty
    assert excess(table()).empty


def test_where_nobody_else_was_harmed_the_expectation_is_small_and_not_nought() -> None:
    row = excess(table((1, "h", "1", 3, 0, "02", 10, 3), (2, "h", "1", 3, 0, "02", 49, 0))).iloc[0]
    assert row.expected == pytest.approx(10 * (0.5 / 49) / 50)
    assert np.isfinite([row.ratio, row.high]).all()


def test_workers_of_unknown_sex_or_age_are_counted() -> None:
    counts = table((1, "h", None, np.nan, 0, "02", 10, 3), (2, "h", None, np.nan, 0, "02", 49, 4))
    assert excess(counts).observed.tolist() == [3, 4]


def null_counts(rng: np.random.Generator, employers: int = 200) -> pd.DataFrame:
    """Employers of all sizes whose workers fall ill as their age and exposure say, wherever they work."""
    ages, bands = np.meshgrid(range(2, 6), range(4), indexing="ij")
    rates = 0.01 + 0.01 * (ages - 2) + 0.015 * bands
    rows = []
    for employer in range(employers):
        examined = rng.multinomial(int(rng.lognormal(4, 1)) + 5, rng.dirichlet(np.full(16, 2.0))).reshape(4, 4)
        harmed = rng.binomial(examined, rates)
        rows += [
            (employer, "h", "1", age, band, "02", examined[age - 2, band], harmed[age - 2, band])
            for age, band in zip(ages.flat, bands.flat, strict=True)
        ]
    counts = table(*rows)
    return counts[counts.examined > 0]


def test_without_clusters_the_chances_are_those_of_chance() -> None:
    """200 employers, 50 times: p below 0.05 no more often than one in twenty, for counts are discrete."""
    rng = np.random.default_rng(20261124)
    below = [(excess(null_counts(rng)).p <= 0.05).mean() for _ in range(50)]
    assert 0.02 <= np.mean(below) <= 0.055


def test_age_and_exposure_explain_what_a_raw_rate_would_flag() -> None:
    """Employer 1 has only old hands, harmed as old hands are everywhere; employer 2 has as many and a real excess."""
    rest = [(n, "h", "1", 3, 0, "02", 100, 1) for n in range(10, 30)]
    old = [(n, "h", "1", 6, 3, "02", 20, 4) for n in range(10, 30)]
    counts = table((1, "h", "1", 6, 3, "02", 60, 12), (2, "h", "1", 3, 0, "02", 60, 12), *rest, *old)
    found = excess(counts).set_index("employer_id")
    assert found.p[1] > 0.4
    assert found.p[2] < 1e-6


def exam(person: int, conclusion: str = "01", **changes: Any) -> dict[str, Any]:
    return {
        "person": person,
        "exam_type": "02",
        "examined_on": date(2026, 5, 18),
        "exposure": {"months": 60},
        "conclusions": [{"hazards": ["noise"], "conclusion": conclusion}],
        **changes,
    }


STRATA = {
    "once however often examined": ([exam(1), exam(1, record_id=2)], [(1, 0)]),
    "harmed once is harmed": (
        [exam(1, "03", examined_on=date(2025, 5, 1)), exam(1, "01", record_id=2)],
        [(1, 1)],
    ),
    "suspected disease": ([exam(1, "02")], [(1, 1)]),
    "another finding is not harm": ([exam(1, "04"), exam(2, "05", record_id=2)], [(2, 0)]),
    "before work": ([exam(1, "03", exam_type="01")], []),
    "first day of the window is out": ([exam(1, examined_on=date(2024, 11, 1))], []),
    "second day is in": ([exam(1, examined_on=date(2024, 11, 2))], [(1, 0)]),
    "last day is in": ([exam(1, examined_on=AS_OF)], [(1, 0)]),
    "the future is out": ([exam(1, "02", examined_on=date(2026, 11, 2))], []),
    "a family of dusts counts for each": (
        [exam(1, "02", conclusions=[{"hazards": ["a", "b"], "conclusion": "02"}])],
        [(1, 1), (1, 1)],
    ),
    "strata by exposure": ([exam(1, exposure={"months": 59}), exam(2, record_id=2)], [(1, 0), (1, 0)]),
}


@pytest.mark.parametrize("case", STRATA)
def test_strata(case: str, tmp_path: Path) -> None:
    exams, expected = STRATA[case]
    found = strata(frames(tmp_path, examination=exams), date(2024, 11, 1), AS_OF).to_pandas()
    assert sorted(zip(found.examined, found.harmed, strict=True)) == expected


def test_exposure_bands_begin_at_five_ten_and_twenty_years(tmp_path: Path) -> None:
    months = [0, 59, 60, 119, 120, 239, 240, 500]
    exams = [exam(n, record_id=n, exposure={"months": value}) for n, value in enumerate(months, 1)]
    found = strata(frames(tmp_path, examination=exams), date(2024, 11, 1), AS_OF).to_pandas()
    assert dict(zip(found.exposure_band, found.examined, strict=True)) == {0: 2, 1: 2, 2: 2, 3: 2}


def test_who_was_harmed_is_told_with_the_examination_that_says_so(tmp_path: Path) -> None:
    exams = [
        exam(1, "02", employer_id=7, record_id=10),
        exam(2, "01", employer_id=7, record_id=20),
        exam(3, "03", employer_id=7, record_id=30, exam_type="01"),
        exam(4, "03", employer_id=8, record_id=40),
    ]
    found = harmed(frames(tmp_path, examination=exams), date(2024, 11, 1), AS_OF, [7]).to_pandas()
    assert found.to_dict("records") == [{"employer_id": 7, "hazard": "noise", "person_id": 1, "record_id": 10}]


def test_limits_are_those_of_the_parameters() -> None:
    assert Limits.on(AS_OF) == LIMITS
