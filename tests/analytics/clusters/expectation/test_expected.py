"""Expected counts against the true rates of made-up provinces, artefacts that are no clusters, and bad tables."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from analytics.clusters.expectation.expected import expected_by_employer
from analytics.clusters.expectation.rates import HALF
from analytics.clusters.refusal import Refusal
from tests.analytics.clusters.expectation.worlds import COUNTS, HAZARDS, counted, people, raised

SHIFTED = pd.date_range("2025-06-01", periods=3, freq="MS")


def by_employer(table: pd.DataFrame) -> pd.DataFrame:
    return table.groupby("employer_id")[["examined", "harmed", "expected", "true"]].sum()


def test_expected_is_near_the_truth_and_sums_to_the_observed() -> None:
    rng = np.random.default_rng(1)
    found = expected_by_employer(counted(rng, people(rng, 500)))
    assert found.expected.sum() == pytest.approx(found.harmed.sum())
    sums = by_employer(found)
    large = sums[sums.true >= 3]
    assert np.abs(np.log(large.expected / large.true)).mean() < 0.07


def test_without_clusters_the_chances_are_those_of_chance() -> None:
    """Ten provinces of 150 employers: p below 0.05 no more often than one in twenty, for counts are discrete."""
    below = []
    for seed in range(10):
        rng = np.random.default_rng(seed)
        sums = by_employer(expected_by_employer(counted(rng, people(rng))))
        below.append((stats.poisson.sf(sums.harmed - 1, sums.expected) <= 0.05).mean())
    assert 0.01 <= np.mean(below) <= 0.05


def alarms(sums: pd.DataFrame, expected: str = "expected") -> int:
    return int((stats.poisson.sf(sums.harmed - 1, sums[expected]) <= 1e-3).sum())


@pytest.mark.parametrize(("hazards", "most"), [(["noise"], 0.55), (list(HAZARDS), 0.35)])
def test_a_laboratory_that_shifts_is_no_cluster_of_its_employers(hazards: list[str], most: float) -> None:
    """For three months one of ten laboratories finds four times as much. By the true rates its employers stand out."""
    left, added, naive, ours = 0.0, 0.0, 0, 0
    for seed in range(200, 208):
        rng = np.random.default_rng(seed)
        workers = people(rng, 500)
        hit = (workers.institution_id == 2) & workers.month.isin(SHIFTED) & workers.hazard.isin(hazards)
        sums = by_employer(expected_by_employer(counted(rng, raised(workers, hit, 4))))
        sums = sums.loc[workers.employer_id[hit].unique()]
        left += (sums.harmed - sums.expected).sum()
        added += (sums.harmed - sums.true).sum()
        naive, ours = naive + alarms(sums, "true"), ours + alarms(sums)
    assert left < most * added
    assert naive >= 8
    assert ours <= 0.25 * naive


def test_an_uptake_drive_is_no_excess() -> None:
    """One employer has ten times as many examined as in another month, at the same rates."""
    rng = np.random.default_rng(3)
    workers = people(rng)
    one = workers.employer_id == workers.employer_id.value_counts().index[20]
    drive = pd.concat([workers, *[workers[one].assign(month=SHIFTED[0])] * 10], ignore_index=True)
    sums = by_employer(expected_by_employer(counted(rng, drive)))
    driven = sums.loc[workers.employer_id[one].iloc[0]]
    assert driven.examined == 11 * one.sum()
    assert driven.expected == pytest.approx(driven.true, rel=0.2)


def table(*rows: tuple[Any, ...]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=COUNTS)


OTHERS = [(n, "A", "2026-05", "noise", "1", 3, 1, "02", 50, 5) for n in range(2, 12)]


def test_an_institution_of_one_employer_is_told_to_be_confounded() -> None:
    counts = table((1, "B", "2026-05", "noise", "1", 3, 1, "02", 50, 15), *OTHERS)
    found = expected_by_employer(counts)
    assert found.confounded.tolist() == [True] + [False] * 10
    assert found.expected[0] == pytest.approx(5, rel=0.35)  # its excess remains, and is said to be doubtful


def test_a_hazard_nobody_else_has_is_told_to_be_at_the_baseline() -> None:
    found = expected_by_employer(table((1, "A", "2026-05", "rare", "1", 3, 1, "02", 50, 20), *OTHERS))
    assert found.baseline.tolist() == [True] + [False] * 10
    assert 3 < found.expected[0] < 10


def test_a_single_employer_has_its_own_rate() -> None:
    found = expected_by_employer(table(OTHERS[0]))
    assert (found.expected.tolist(), found.baseline.tolist()) == ([5.0], [True])


def test_where_nobody_was_harmed_little_is_expected_and_not_nought() -> None:
    found = expected_by_employer(table(*OTHERS).assign(harmed=0))
    assert found.expected.sum() == pytest.approx(HALF)


def test_nobody_examined() -> None:
    assert expected_by_employer(table()).empty
    found = expected_by_employer(table((1, "A", "2026-05", "noise", "1", 3, 1, "02", 0, 0), *OTHERS))
    assert found.expected[0] == 0


def test_the_order_of_rows_and_their_index_do_not_matter() -> None:
    rng = np.random.default_rng(5)
    counts = counted(rng, people(rng, 40))
    mixed = counts.sample(frac=1, random_state=1)
    again = expected_by_employer(mixed).sort_index()
    assert again.expected.to_numpy() == pytest.approx(expected_by_employer(counts).expected.to_numpy(), rel=1e-6)


BAD: dict[str, Callable[[pd.DataFrame], pd.DataFrame]] = {
    "Columns are missing: institution_id, age_band": lambda t: t.drop(columns=["institution_id", "age_band"]),
    "whole numbers": lambda t: t.assign(harmed=-1),
    "must be whole numbers": lambda t: t.assign(examined=50.5),
    "whole numbers not below nought": lambda t: t.assign(harmed=np.nan),
    "Row 3 has more harmed than examined": lambda t: t.assign(harmed=[5, 5, 51, *[5] * 7]),
    "Column age_band has values that are no numbers": lambda t: t.assign(age_band=["thirties", *[3] * 9]),
    "lack a readable month": lambda t: t.assign(month=["2026-05"] * 9 + ["?"]),
}


@pytest.mark.parametrize("sentence", BAD)
def test_a_bad_table_is_refused_in_one_sentence(sentence: str) -> None:
    with pytest.raises(Refusal, match=sentence):
        expected_by_employer(BAD[sentence](table(*OTHERS)))


ROW = st.tuples(
    st.integers(1, 4),
    st.sampled_from(["A", "B", None]),
    st.sampled_from(["2025-01", "2026-05"]),
    st.sampled_from(["noise", "new"]),
    st.sampled_from(["1", None]),
    st.sampled_from([2.0, 5.0, np.nan]),
    st.integers(0, 3),
    st.just("02"),
    st.integers(0, 1000),
    st.floats(0, 1),
)


@settings(max_examples=20, deadline=None)
@given(st.lists(ROW, min_size=1, max_size=12))
def test_whatever_is_counted_is_answered(rows: list[tuple[Any, ...]]) -> None:
    counts = table(*[(*row[:-1], int(row[-1] * row[-2])) for row in rows])
    found = expected_by_employer(counts)
    assert np.isfinite(found.expected).all()
    assert (found.expected[counts.examined > 0] > 0).all()
    if counts.examined.any():
        assert found.expected.sum() == pytest.approx(max(counts.harmed.sum(), HALF))
