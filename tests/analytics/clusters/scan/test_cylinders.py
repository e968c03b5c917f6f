"""Circles and runs: who is in them, in what order, and where they stop."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.clusters.scan.cylinders import circles, likelihood_ratio, spans
from analytics.clusters.scan.windows import Places, Settings
from tests.analytics.clusters.scan import textbook

LINE = Places(np.array([0.0, 1, 3, 7]), np.zeros(4))
EVEN = np.ones(4)


def test_nearest_first_up_to_half_of_the_weight() -> None:
    around = circles(LINE, EVEN, Settings())
    assert [around.members(centre, around.sizes[centre]).tolist() for centre in range(4)] == [
        [0, 1],
        [1, 0],
        [2, 1],
        [3, 2],
    ]
    assert [around.radius(centre, 2) for centre in range(4)] == [1.0, 1.0, 2.0, 4.0]


@pytest.mark.parametrize(
    ("max_size", "max_radius", "sizes"),
    [(1.0, None, [4, 4, 4, 4]), (0.25, None, [1, 1, 1, 1]), (0.2, None, [0, 0, 0, 0]), (1.0, 2.0, [2, 3, 2, 1])],
)
def test_caps(max_size: float, max_radius: float | None, sizes: list[int]) -> None:
    assert circles(LINE, EVEN, Settings(max_size, max_radius)).sizes.tolist() == sizes


def test_places_at_one_point_are_one_location() -> None:
    around = circles(Places(np.array([2.0, 0, 2, 5]), np.zeros(4)), EVEN, Settings(1.0))
    assert len(around.sizes) == 3
    here = around.location[0]
    assert sorted(around.members(here, 1)) == [0, 2]
    assert around.radius(here, 1) == 0.0


def test_across_the_date_line_in_kilometres() -> None:
    places = Places(np.array([179.5, -179.5, 0.0]), np.zeros(3), geographic=True)
    around = circles(places, np.ones(3), Settings(0.7))
    here = around.location[0]
    assert around.members(here, 2).tolist() == [0, 1]
    assert around.radius(here, 2) == pytest.approx(6367.0 * np.pi / 180)
    assert circles(places, np.ones(3), Settings(0.7, max_radius=100.0)).sizes[here] == 1


def test_many_equal_distances_go_by_number() -> None:
    x, y = np.divmod(np.arange(400), 20)
    around = circles(Places(x.astype(float), y.astype(float)), np.ones(400), Settings(1.0))
    for centre in (0, 189, 399):
        distance = np.hypot(*(around.points - around.points[centre]).T)
        assert around.order[centre, :400].tolist() == np.lexsort([np.arange(400), np.round(distance, 9)]).tolist()


@pytest.mark.parametrize(
    ("intervals", "max_duration", "prospective", "runs"),
    [
        (1, 0.5, True, [(0, 0)]),
        (4, 0.5, True, [(3, 3), (2, 3)]),
        (10, 0.3, True, [(9, 9), (8, 9), (7, 9)]),
        (3, 0.7, False, [(0, 0), (0, 1), (1, 1), (1, 2), (2, 2)]),
    ],
)
def test_runs(intervals: int, max_duration: float, prospective: bool, runs: list[tuple[int, int]]) -> None:
    told = spans(intervals, max_duration, prospective)
    assert [tuple(run) for run in told[:, :2]] == runs
    grown: set[int] = set()
    for first, last, new in told:
        grown = {new} if first == last else grown | {new}
        assert grown == set(range(first, last + 1))


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 300), st.integers(0, 300), st.integers(1, 300), st.floats(0.01, 0.99))
def test_likelihood_ratio_as_written_down(cases: int, inside: int, others: int, share: float) -> None:
    inside = min(inside, cases)
    assert likelihood_ratio(inside, cases * share, cases, np.inf) == pytest.approx(
        textbook.poisson(inside, cases * share, cases), abs=1e-9
    )
    people = inside + max(int(others * share), cases == inside)
    assert likelihood_ratio(inside, float(people), cases, float(cases + others)) == pytest.approx(
        textbook.bernoulli(inside, people, cases, cases + others), abs=1e-9
    )
