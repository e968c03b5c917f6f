"""A stream judged by a kept null: the same clusters as with replicates of its own, and nearly the same p."""

import numpy as np
import pytest

from analytics.clusters.refusal import Refusal
from analytics.clusters.scan.chance import Chance
from analytics.clusters.scan.space_time import scan_space_time
from analytics.clusters.scan.windows import Places, Settings
from analytics.clusters.significance import Gumbel

RANDOM = np.random.default_rng(3)
PLACES = Places(RANDOM.random(40), RANDOM.random(40))
PEOPLE = RANDOM.integers(1, 50, (40, 12)).astype(float)
TOLD = Settings(replicates=999)
KEPT = Chance.of(PLACES, PEOPLE, TOLD, most=700)


def test_grid_reaches_the_most() -> None:
    assert KEPT.cases.tolist() == [4, 8, 16, 32, 64, 128, 256, 512, 1024]


@pytest.mark.parametrize("cases", [23, 90, 700])
def test_as_with_replicates_of_its_own(cases: int) -> None:
    counts = np.random.default_rng(cases).multinomial(cases, (PEOPLE / PEOPLE.sum()).ravel()).reshape(40, 12)
    own, kept = scan_space_time(PLACES, counts, PEOPLE, TOLD), KEPT.scan(counts)
    assert [c.members.tolist() for c in kept.clusters] == [c.members.tolist() for c in own.clusters]
    assert [c.llr for c in kept.clusters] == pytest.approx([c.llr for c in own.clusters])
    assert kept.clusters[0].p_value == pytest.approx(own.clusters[0].p_value, abs=0.05)


@pytest.mark.parametrize("cases", [23, 90, 700])
def test_between_the_grid_as_fitted_there(cases: int) -> None:
    counts = np.random.default_rng(cases).multinomial(cases, (PEOPLE / PEOPLE.sum()).ravel()).reshape(40, 12)
    there = Gumbel.of(scan_space_time(PLACES, counts, PEOPLE, Settings(replicates=2999, seed=8)).maxima)
    rare = there.location + 4.6 * there.scale  # one world in a hundred
    assert KEPT.law(cases).p(rare) == pytest.approx(0.01, abs=0.004)


def test_nothing_and_nonsense() -> None:
    assert KEPT.scan(np.zeros((40, 12), np.int64)).clusters == []
    with pytest.raises(Refusal):
        KEPT.scan(np.ones((39, 12), np.int64))
    with pytest.raises(Refusal):
        KEPT.scan(np.full((40, 12), -1))
    with pytest.raises(Refusal):
        Chance.of(PLACES, np.zeros((40, 12)), TOLD, most=10)
