"""Draws: by seed and replicate, by weight, never onto a cell of weight nought."""

import numpy as np
import pytest
from scipy import stats

from analytics.clusters.draws import guide_table, multinomial
from analytics.clusters.refusal import Refusal

WEIGHTS = np.array([0.0, 3.0, 1.0, 0.0, 6.0, 0.0])


def test_counts_add_up_and_follow_the_weights() -> None:
    counts = multinomial(WEIGHTS, 1000, 200, seed=7)
    assert (counts.sum(axis=0) == 1000).all()
    assert (counts[WEIGHTS == 0] == 0).all()
    positive = WEIGHTS > 0
    assert stats.chisquare(counts.sum(axis=1)[positive], 20_000 * WEIGHTS[positive]).pvalue > 1e-4
    assert counts[1].var() == pytest.approx(1000 * 0.3 * 0.7, rel=0.3)


def test_a_replicate_is_the_same_in_any_block() -> None:
    whole = multinomial(WEIGHTS, 50, 40, seed=3)
    assert (whole[:, 13:20] == multinomial(WEIGHTS, 50, 7, seed=3, first=13)).all()
    assert (whole != multinomial(WEIGHTS, 50, 40, seed=4)).any()
    assert len({tuple(column) for column in multinomial(np.ones(300), 50, 40, seed=3).T}) == 40


@pytest.mark.parametrize("weights", [[1.0], [0.0, 1.0], [1.0, 0.0], [1e-300, 1.0], [1e-12] * 1000 + [1e12]])
def test_any_weights_give_a_cell(weights: list[float]) -> None:
    cumulative, guide = guide_table(np.array(weights))
    assert cumulative[-1] == 1.0
    assert guide.max() < len(weights)
    assert multinomial(np.array(weights), 100, 3, seed=1).sum() == 300


@pytest.mark.parametrize("weights", [[], [0.0], [0.0, 0.0], [1.0, -1e-9], [1.0, np.nan], [np.inf, 1.0]])
def test_weights_nothing_can_be_drawn_by_are_refused(weights: list[float]) -> None:
    with pytest.raises(Refusal, match=r"期望数.*Expected counts"):
        multinomial(np.array(weights), 10, 1, seed=1)
