"""Latency windows: by the parameters, at their edges, and where the exposure is not known."""

from datetime import date

import numpy as np
import pytest

from analytics.clusters.expectation.latency import OUTCOMES, Latency
from analytics.clusters.refusal import Refusal

DAY = date(2026, 11, 1)
EDGES = {
    "noise_deafness": {35: False, 36: True, 600: True},
    "silicosis": {59: False, 60: True, 600: True},
    "trichloroethylene_dermatitis": {0: True, 3: True, 4: False},
}


@pytest.mark.parametrize("outcome", EDGES)
def test_edges(outcome: str) -> None:
    months = EDGES[outcome]
    assert Latency.on(outcome, DAY).contains(list(months)).tolist() == list(months.values())


def test_every_outcome_has_a_window_with_its_source() -> None:
    windows = [Latency.on(outcome, DAY) for outcome in OUTCOMES]
    assert all(window.least < window.most for window in windows)


def test_exposure_that_is_not_known_may_be_long_enough() -> None:
    assert Latency.on("silicosis", DAY).contains([np.nan]).tolist() == [True]


def test_refused() -> None:
    with pytest.raises(Refusal, match="known: benzene"):
        Latency.on("boredom", DAY)
    with pytest.raises(Refusal, match="below nought"):
        Latency.on("silicosis", DAY).contains([-1])
