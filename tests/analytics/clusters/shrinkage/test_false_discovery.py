"""False discovery by hand and by simulation, and the whole table."""

import numpy as np
import pandas as pd
import pytest

from analytics.clusters.shrinkage.false_discovery import excess_p, local_rate, null_share, q_values
from analytics.clusters.shrinkage.prior import fit
from analytics.clusters.shrinkage.table import shrink


def world(pairs: int, nulls: float, seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Observed, expected and which are truly raised (ratio 2 to 6)."""
    random = np.random.default_rng(seed)
    raised = random.random(pairs) >= nulls
    expected = np.exp(random.normal(0, 1, pairs))
    return random.poisson(expected * np.where(raised, random.uniform(2, 6, pairs), 1)), expected, raised


def test_p_is_the_poisson_tail() -> None:
    assert excess_p([0, 1, 3], [1.0, 1.0, 1.0]) == pytest.approx([1, 0.632121, 0.080301], abs=1e-6)


def test_the_example_of_benjamini_and_hochberg() -> None:
    """1995, section 3: of fifteen tests of two treatments of myocardial infarction four are called at 5 %."""
    p = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528,
         0.7590, 1.0000]  # fmt: skip
    assert np.flatnonzero(q_values(p) <= 0.05).tolist() == [0, 1, 2, 3]
    assert q_values(p)[3:5] == pytest.approx([0.0095 * 15 / 4, 0.0201 * 15 / 5])


def test_q_by_hand() -> None:
    assert q_values([0.01, 0.5, 0.02]) == pytest.approx([0.03, 0.5, 0.03])  # 0.01*3/1, 0.5, 0.02*3/2
    assert q_values([0.01, 0.5, 0.02], 0.5) == pytest.approx([0.015, 0.25, 0.015])
    assert len(q_values([])) == 0


@pytest.mark.parametrize("nulls", [1.0, 0.9, 0.6])
def test_share_of_nulls_though_counts_are_few(nulls: float) -> None:
    observed, expected, _raised = world(40_000, nulls, 1)
    assert nulls - 0.02 <= null_share(observed, expected) <= nulls + 0.1  # raised but looking ordinary counts as null


def test_share_of_nulls_by_hand() -> None:
    """Medians 0, 1 and 3: p of 0, 2 and 1 cases; expected above 1/2 are 0.6065, 0.7358 and 0.6472 of the three."""
    assert null_share([0, 2, 1], [0.5, 1.0, 3.0]) == 1.0
    assert null_share([1, 2, 1], [0.5, 1.0, 3.0]) == pytest.approx(1 / (0.6065 + 0.7358 + 0.6472), abs=1e-4)


def test_local_rate_is_the_share_of_false_ones_among_alike() -> None:
    observed, expected, raised = world(40_000, 0.9, 2)
    rate = local_rate(fit(observed, expected), observed, expected, null_share(observed, expected))
    for low, high in [(0.0, 0.1), (0.1, 0.3), (0.3, 0.6)]:
        alike = (rate >= low) & (rate < high)
        assert alike.sum() > 200
        assert (~raised[alike]).mean() == pytest.approx(rate[alike].mean(), abs=0.1)


def test_rate_of_false_discoveries_is_kept() -> None:
    shares = []
    for seed in range(20):
        observed, expected, raised = world(3_000, 0.9, seed)
        called = shrink(pd.DataFrame({"observed": observed, "expected": expected})).q <= 0.1
        shares.append((~raised[called]).mean())
    assert np.mean(shares) <= 0.1


def test_table_keeps_its_order_and_has_no_missing_number() -> None:
    pairs = pd.DataFrame(
        {"employer": list("abcd") * 10, "observed": [0, 9, 1000, 0] * 10, "expected": [0.0, 2.0, 1.0, 50.0] * 10}
    )
    table = shrink(pairs)
    assert list(table.employer) == list(pairs.employer)
    assert np.isfinite(table.drop(columns="employer").to_numpy()).all()
    assert (table.eb05 < table.ebgm).all()
    assert (table.ebgm < table.eb95).all()
    assert table.raised[2] == pytest.approx(1)
    assert table.local_rate[3] == 1  # fewer than expected is no excess


def test_no_pairs_give_an_empty_table() -> None:
    assert shrink(pd.DataFrame({"observed": [], "expected": []})).columns.tolist()[-1] == "local_rate"
