"""Calibration of a true and of a wrong model, and clusters the model must not explain away."""

import numpy as np
import pandas as pd
import pytest

from analytics.clusters.expectation.diagnostics import calibration, leave_cluster_out
from analytics.clusters.expectation.expected import expected_by_employer
from analytics.clusters.refusal import Refusal
from tests.analytics.clusters.expectation.worlds import COUNTS, counted, people, raised


def test_calibration_by_hand() -> None:
    """Ten cases: exact limits 4.795 and 18.390 (Garwood 1936); none: nought and 3.689."""
    frame = pd.DataFrame({"age_band": [3, 3, 4], "examined": [9, 9, 9], "harmed": [6, 4, 0], "expected": [3, 2, 1.0]})
    table = calibration(frame, "age_band")
    assert table.ratio.tolist() == [2, 0]
    assert table.low.to_numpy() * [5, 1] == pytest.approx([4.795, 0], abs=1e-3)
    assert table.high.to_numpy() * [5, 1] == pytest.approx([18.390, 3.689], abs=1e-3)


@pytest.mark.parametrize("by", ["age_band", "exposure_band", "hazard", "institution_id"])
def test_the_model_is_calibrated(by: str) -> None:
    rng = np.random.default_rng(11)
    expected = expected_by_employer(counted(rng, people(rng, 500)))
    table = calibration(expected, by)
    assert table.observed.sum() == expected.harmed.sum()
    assert ((table.low <= 1) & (table.high >= 1)).mean() >= 0.75
    assert table.ratio.between(0.75, 1.33).all()
    wrong = calibration(
        expected.assign(expected=expected.examined * expected.harmed.sum() / expected.examined.sum()), by
    )
    if by in {"exposure_band", "hazard"}:
        assert not ((wrong.low <= 1) & (wrong.high >= 1)).all()


@pytest.mark.parametrize(("least", "most", "times"), [(15, 17, 2), (60, 120, 2)])
def test_a_cluster_at_one_employer_keeps_its_excess(least: int, most: int, times: float) -> None:
    """Of fifteen workers with a relative risk of two at least 85 % of the excess over the true rates remain."""
    observed, expected, without, true = 0.0, 0.0, 0.0, 0.0
    for seed in range(8):
        rng = np.random.default_rng(seed)
        workers = people(rng)
        sizes = workers.groupby("employer_id").size()
        one = sizes.index[sizes.between(least, most)][0]
        counts = counted(rng, raised(workers, workers.employer_id == one, times))
        row = leave_cluster_out(counts, [one]).iloc[0]
        observed, expected, without = observed + row.observed, expected + row.expected, without + row.expected_without
        true += counts.true[counts.employer_id == one].sum()
    assert (observed - expected) / (observed - true) >= 0.85
    assert (observed - expected) / (observed - without) >= 0.85


def test_left_out_by_hand() -> None:
    """Thirty employers of ten workers with one harmed each, but one with six: elsewhere 29 of 290.

    A little less than one is expected: the others' rates know of the six, and the institution makes up for that.
    """
    rows = [(n, "A", "2026-05", "noise", "1", 4, 1, "02", 10, 6 if n == 7 else 1) for n in range(30)]
    row = leave_cluster_out(pd.DataFrame(rows, columns=COUNTS), [7]).iloc[0]
    assert row.observed == 6
    assert row.expected_without == pytest.approx(1, rel=0.05)
    assert row.ratio == pytest.approx(row.expected / row.expected_without)
    assert row.kept == pytest.approx((6 - row.expected) / (6 - row.expected_without))


def test_a_cluster_over_several_employers_keeps_its_excess() -> None:
    """Ten employers of several institutions."""
    rng = np.random.default_rng(4)
    workers = people(rng)
    members = list(range(10))
    counts = counted(rng, raised(workers, workers.employer_id.isin(members), 3))
    table = leave_cluster_out(counts, members)
    assert table.employer_id.tolist() == members
    excess = table.observed.sum() - table.expected_without.sum()
    assert (table.observed.sum() - table.expected.sum()) / excess >= 0.85
    assert table.kept[table.observed > table.expected_without].mean() >= 0.8
    assert (table.kept[table.observed <= table.expected_without] == 1).all()


def test_what_all_employers_of_an_institution_share_is_seen_to_be_explained() -> None:
    rng = np.random.default_rng(5)
    workers = people(rng, institutions=4)
    hit = workers.institution_id == 1
    table = leave_cluster_out(counted(rng, raised(workers, hit, 3)), workers.employer_id[hit].unique())
    assert (table.observed.sum() - table.expected.sum()) / (table.observed.sum() - table.expected_without.sum()) < 0.4


@pytest.mark.parametrize("members", [[], ["nobody"], range(20)])
def test_members_must_be_some(members: list[int]) -> None:
    rng = np.random.default_rng(6)
    with pytest.raises(Refusal):
        leave_cluster_out(counted(rng, people(rng, 20)), members)
