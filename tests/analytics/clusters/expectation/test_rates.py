"""Rates of strata: near those they were made with, and at the baseline where nothing is known."""

import numpy as np
import pandas as pd
import pytest

from analytics.clusters.expectation.rates import HALF, Design, fitted_rates

DESIGN = Design(categories=("sex",), numbers=("age",))
STRATA = pd.MultiIndex.from_product(
    [["noise", "lead"], ["1", "2"], range(20, 60)], names=["hazard", "sex", "age"]
).to_frame(index=False)
EXAMINED = np.full(len(STRATA), 1000.0)
TRUE = np.where(STRATA.hazard == "noise", 0.1, 0.02) * np.exp(
    np.where(STRATA.hazard == "noise", 0.05, 0.01) * (STRATA.age - 40) - 0.5 * (STRATA.sex == "2")
)


def test_each_hazard_has_its_own_level_and_its_own_gradient() -> None:
    harmed = np.random.default_rng(1).poisson(EXAMINED * TRUE).astype(float)
    rates = fitted_rates(DESIGN.matrix(STRATA), EXAMINED, harmed)
    assert np.abs(np.log(rates / TRUE)).mean() < 0.05
    assert (rates * EXAMINED).sum() == pytest.approx(harmed.sum(), rel=1e-3)


def test_a_stratum_nobody_was_examined_in_is_foretold_by_the_others() -> None:
    lacking = (STRATA.hazard == "noise") & STRATA.age.between(38, 42)
    harmed = np.round(np.where(lacking, 0, EXAMINED * TRUE))
    rates = fitted_rates(DESIGN.matrix(STRATA), np.where(lacking, 0, EXAMINED), harmed)
    assert rates[lacking] == pytest.approx(TRUE[lacking], rel=0.1)


def test_a_hazard_nobody_was_examined_for_stays_at_the_baseline() -> None:
    lacking = STRATA.hazard == "lead"
    rates = fitted_rates(DESIGN.matrix(STRATA), np.where(lacking, 0, EXAMINED), np.where(lacking, 0, EXAMINED * TRUE))
    ratio = rates[lacking] / TRUE[~lacking]
    assert 0.3 < ratio.min() < ratio.max() < 2


def test_nobody_harmed() -> None:
    assert fitted_rates(DESIGN.matrix(STRATA), EXAMINED, 0 * EXAMINED) == pytest.approx(HALF / EXAMINED.sum())


def test_unknown_sex_and_age_are_features_of_their_own_and_a_constant_is_none() -> None:
    strata = pd.DataFrame({"hazard": ["a"] * 4, "sex": ["1", None, "1", "1"], "age": [30.0, 40.0, np.nan, 50.0]})
    dense = DESIGN.matrix(strata).toarray()
    assert np.isfinite(dense).all()
    assert not (dense[2] == dense[0]).all()
    assert DESIGN.matrix(strata.assign(age=30)).shape[1] < dense.shape[1]
