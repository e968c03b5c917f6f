"""Where nobody is worse than others alike each layer of the night alarms in one world of twenty at most.

Counts are whole numbers and take part in what is learnt, so rather fewer. `null_worlds 1000` has the shares to a point.
"""

from math import sqrt

import pytest

from tests.analytics.clusters.layers.null_worlds import WORLDS, alarmed

FEW, LEVEL = 60, 0.05
MOST = LEVEL + 3 * sqrt(LEVEL * (1 - LEVEL) / FEW)  # three standard errors


@pytest.mark.parametrize(("world", "layers"), [("all alike", {"employer", "territory"}), ("change", {"change"})])
def test_chance_alone(world: str, layers: set[str]) -> None:
    shares = alarmed(WORLDS[world], range(FEW), LEVEL)
    assert set(shares) == layers
    assert max(shares.values()) <= MOST, shares
