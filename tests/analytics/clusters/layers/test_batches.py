"""How chance deals the harmed of an employer: its number is kept, batches differ as much as they are seen to."""

import numpy as np
import pandas as pd
import pytest

from analytics.clusters.layers.batches import LONGEST, Batches
from tests.analytics.clusters.layers.pasts import employers, past


def test_a_pair_keeps_its_number_and_its_months_share_it_as_they_examined() -> None:
    rows = pd.DataFrame(
        {
            "employer_id": [1, 1, 1, 2],
            "hazard": ["3008", "3008", "3008", "3008"],
            "ago": [0, 2, 30, 5],
            "harmed": [1, 0, 3, 0],
            "expected": [2.0, 1.0, 5.0, 9.0],
        }
    )
    told = Batches.of(rows, "expected")
    assert told.pairs.employer_id.tolist() == [1], "of nobody harmed nothing is new"
    assert told.cases.tolist() == [4]
    assert told.observed[0, [0, 1, 2, 11]].tolist() == [1, 1, 1, 1]
    assert told.expected[0, [0, 1, 2, 11]] == pytest.approx([1.0, 1.0, 1.5, 1.5])


@pytest.mark.parametrize("spread", [0.0, 0.4])
def test_how_much_batches_differ_is_learnt(spread: float) -> None:
    """Those that stand out are left out, so rather less."""
    random = np.random.default_rng(4)
    told = Batches.of(past(random, employers(random, 3000), spread).rows, "expected")
    assert told.spread == pytest.approx(spread, abs=0.15 if spread else 0.02)
    assert told.spread > 0.2 or not spread


def test_worlds_without_news_have_the_mean_that_is_expected_and_the_variance_that_is_learnt() -> None:
    """The variance of one pair's share is that of a Dirichlet's with its gammas, nearly: to a tenth."""
    rows = pd.DataFrame({"employer_id": 1, "hazard": "3008", "ago": range(0, 60, 12), "harmed": 200, "expected": 1.0})
    told = Batches.of(rows, "expected")
    told = Batches(told.pairs, told.harmed, told.share, 0.2)
    random = np.random.default_rng(2)
    drawn = np.array([told.drawn(random)[0, LONGEST - 1] for _ in range(4000)])
    assert drawn.mean() == pytest.approx(200, rel=0.02)
    chance, moved = 1000 * 0.2 * 0.8, (200**2) * 0.2 * 0.8  # 1 - 2p + sum of p squared is 0.8
    assert drawn.var() == pytest.approx(chance + moved, rel=0.25)
