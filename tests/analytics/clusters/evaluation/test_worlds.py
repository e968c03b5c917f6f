"""Made geographies, worlds with and without a cluster, and how what is found is scored."""

import numpy as np
import pytest

from analytics.clusters.evaluation.geography import SHAPES, shaped, uneven_places
from analytics.clusters.evaluation.scores import delay, mean_overlap, score
from analytics.clusters.evaluation.worlds import inject, null_worlds, raised, relative_risk_for
from analytics.clusters.refusal import Refusal

MIDDLE = (360.0, 280.0)


def test_places_are_uneven_and_the_same_for_a_seed() -> None:
    places, people = uneven_places(1)
    again, _ = uneven_places(1)
    assert len(people) == len(np.unique(np.column_stack([places.x, places.y]), axis=0)) == 245
    assert np.array_equal(places.x, again.x)
    assert people.max() > 20 * np.median(people)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("size", [4, 16])
def test_shapes_have_their_size(shape: str, size: int) -> None:
    members = shaped(uneven_places(1)[0], shape, *MIDDLE, size)
    assert len(set(members)) == len(members)
    assert len(members) in {size, size + 1}


def test_a_ring_is_empty_inside_and_a_ribbon_is_long() -> None:
    places, _ = uneven_places(1)
    middle = np.hypot(places.x - MIDDLE[0], places.y - MIDDLE[1])
    assert middle.argmin() not in shaped(places, "ring", *MIDDLE, 16)
    extent = {name: np.ptp(places.x[shaped(places, name, *MIDDLE, 12)]) for name in ("circle", "ribbon")}
    assert extent["ribbon"] > 2 * extent["circle"]


@pytest.mark.parametrize(("shape", "size"), [("star", 4), ("circle", 0), ("circle", 246)])
def test_no_such_cluster(shape: str, size: int) -> None:
    with pytest.raises(Refusal):
        shaped(uneven_places(1)[0], shape, *MIDDLE, size)


def test_worlds_keep_their_total_and_follow_the_risk() -> None:
    expected = np.full((4, 5), 10.0)
    risk = raised(expected.shape, np.array([1, 2], np.int32), 3.0, 2, 3)
    worlds = inject(expected, risk, 280, 400, seed=1)
    assert worlds.shape == (400, 4, 5)
    assert (worlds.sum(axis=(1, 2)) == 280).all()
    assert worlds.mean(axis=0) == pytest.approx(10.0 * risk, rel=0.1)
    assert null_worlds(expected, 200, 400, 1).mean(axis=0) == pytest.approx(expected, rel=0.1)
    assert raised((3,), np.array([1], np.int32), 2.0).tolist() == [1, 2, 1]


def test_the_relative_risk_gives_the_known_window_its_power() -> None:
    """A fifth of 600 cases are expected inside: at 5 % that needs 137; simulated at the risk found."""
    risk = relative_risk_for(0.2, 600, power=0.9)
    inside = inject(np.array([0.2, 0.8]), np.array([risk, 1.0]), 600, 4000, seed=2)[:, 0]
    assert (inside >= 137).mean() == pytest.approx(0.9, abs=0.02)


def test_overlap_is_weighed_by_people() -> None:
    people = np.array([1.0, 2, 3, 4])
    one = score(np.array([1, 2], np.int32), np.array([2, 3], np.int32), people)
    assert (one.sensitivity, one.predictive_value, one.tanimoto) == pytest.approx((3 / 7, 3 / 5, 3 / 9))
    nothing = score(np.array([], np.int32), np.array([2], np.int32), people)
    assert (nothing.sensitivity, nothing.predictive_value, nothing.tanimoto) == (0, 0, 0)
    assert mean_overlap([one, nothing]).sensitivity == pytest.approx(1.5 / 7)
    assert mean_overlap([]).tanimoto == 0


@pytest.mark.parametrize(
    ("alarms", "seen", "median", "early"),
    [
        (["..|x.", "..|.x", "..|xx"], 1.0, 0, 0.0),
        (["..|.x", ".x|.x", "..|.."], 2 / 3, 1, 1 / 6),
        (["x.|..", "..|..", "..|x."], 1 / 3, np.inf, 1 / 6),
    ],
)
def test_delay_counts_from_the_start(alarms: list[str], seen: float, median: float, early: float) -> None:
    table = np.array([[mark == "x" for mark in row.replace("|", "")] for row in alarms])
    late = delay(table, 2)
    assert (late.seen, late.median, late.early) == pytest.approx((seen, median, early))
