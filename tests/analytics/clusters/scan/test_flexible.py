"""Windows of any shape: on clusters no circle holds, against circles, plainly recounted, and on input of all kinds."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.clusters.refusal import Refusal
from analytics.clusters.scan.cylinders import likelihood_ratio
from analytics.clusters.scan.flexible import best_by_kind, chance_alone, clusters_in, scan_flexible, shapes_over
from analytics.clusters.scan.growth import irregular_windows
from analytics.clusters.scan.spatial import scan_spatial
from analytics.clusters.scan.windows import Places, Scan, Settings

SIDE = 7
GRID = Places(np.arange(SIDE * SIDE) % SIDE * 1.0, np.arange(SIDE * SIDE) // SIDE * 1.0)
ONES = np.ones(SIDE * SIDE)
FEW = Settings(replicates=99)
ROW = np.arange(SIDE) + 3 * SIDE  # from end to end of the map
CORNER = np.array([1, 8, 15, 22, 29, 30, 31, 32])  # down a column, then along a row


def _raised(members: np.ndarray, to: int) -> np.ndarray:
    cases = np.full(SIDE * SIDE, 2)
    cases[members] = to
    return cases


@pytest.mark.parametrize("members", [ROW, CORNER])
def test_long_and_bent_clusters_are_found_whole(members: np.ndarray) -> None:
    cases = _raised(members, 8)
    first = scan_flexible(GRID, cases, ONES, FEW).clusters[0]
    assert sorted(first.members) == sorted(members)
    assert (first.observed, first.p_value) == (cases[members].sum(), 0.01)
    assert first.expected == pytest.approx(cases.sum() * len(members) / SIDE**2)
    assert first.llr > scan_spatial(GRID, cases, ONES, replace(FEW, replicates=0)).clusters[0].llr


@settings(max_examples=20, deadline=None)
@given(st.lists(st.integers(0, 9), min_size=25, max_size=25), st.lists(st.integers(0, 9), min_size=25, max_size=25))
def test_a_window_is_what_its_members_say(cases: list[int], people: list[int]) -> None:
    population = np.maximum(people, 1 * (np.array(cases) > 0)).astype(float)
    counts = np.array(cases)
    if not counts.any():
        return
    places = Places(np.arange(25) % 5 * 1.0, np.arange(25) // 5 * 1.0)
    scan = scan_flexible(places, counts, population, replace(FEW, replicates=0))
    expected = population * (counts.sum() / population.sum())
    met: list[int] = []
    for cluster in scan.clusters:
        observed, share = counts[cluster.members].sum(), expected[cluster.members].sum()
        assert (cluster.observed, cluster.expected) == (observed, pytest.approx(share))
        assert cluster.llr == pytest.approx(likelihood_ratio(observed, share, counts.sum(), np.inf), abs=1e-9)
        assert share <= counts.sum() / 2 * (1 + 1e-6)
        assert not set(met) & set(cluster.members)
        met += list(cluster.members)


def test_grown_windows_hang_together_and_stay_within_reach() -> None:
    cases = np.random.default_rng(1).poisson(3, SIDE * SIDE)
    shapes = shapes_over(GRID, ONES, int(cases.sum()), replace(FEW, max_radius=2.0))
    llr, size, orders = irregular_windows(shapes.located(cases[None])[0], shapes.around)
    for centre in np.flatnonzero(llr[-1] > 0):
        window = orders[-1, centre, : size[-1, centre]]
        assert len(set(window)) == len(window)
        assert shapes.distances(int(centre), window).max() <= 2.0
        assert all(set(shapes.around.adjacent[one]) & set(window) for one in window)


@pytest.mark.parametrize("model", ["poisson", "bernoulli"])
def test_replicates_are_those_of_circles(model: str) -> None:
    people, cases = np.full(SIDE * SIDE, 9.0), _raised(ROW, 4)
    total = int(cases.sum())
    shapes = shapes_over(GRID, people, total, FEW, model=model)
    worlds = shapes.replicates(FEW.seed, 0, FEW.replicates)
    rounds = best_by_kind(shapes, worlds[:, shapes.circles.location])[:, 0]
    assert rounds == pytest.approx(scan_spatial(GRID, cases, people, FEW, model).maxima)
    assert worlds.sum(axis=1).tolist() == [total] * FEW.replicates
    assert model == "poisson" or worlds.max() <= 9


def test_the_same_for_a_seed_and_another_for_another() -> None:
    cases = _raised(CORNER, 5)
    one, again, other = (scan_flexible(GRID, cases, ONES, replace(FEW, seed=seed)) for seed in (1, 1, 2))
    assert np.array_equal(one.maxima, again.maxima)
    assert [list(c.members) for c in one.clusters] == [list(c.members) for c in again.clusters]
    assert not np.array_equal(one.maxima, other.maxima)


def test_a_calibration_serves_all_counts_of_a_sum() -> None:
    cases = _raised(ROW, 6)
    shapes = shapes_over(GRID, ONES, int(cases.sum()), FEW)
    rounds = scan_spatial(GRID, cases, ONES, FEW).maxima
    kept = list(clusters_in(shapes, chance_alone(shapes, rounds, FEW), cases))
    scan = scan_flexible(GRID, cases, ONES, FEW)
    assert [(c.llr, c.p_value) for c in kept] == [(c.llr, c.p_value) for c in scan.clusters]


def test_on_the_sphere_as_in_the_plane() -> None:
    """A hundredth of a degree at the equator is 1.11 km either way."""
    cases = _raised(CORNER, 8)
    sphere = Places(GRID.x / 100, GRID.y / 100, geographic=True)
    flat, round_ = (scan_flexible(places, cases, ONES, FEW).clusters[0] for places in (GRID, sphere))
    assert sorted(flat.members) == sorted(round_.members)
    assert round_.llr == pytest.approx(flat.llr)
    x, y = (axis[round_.members] - axis[round_.centre] for axis in (GRID.x, GRID.y))
    assert round_.radius == pytest.approx(np.hypot(x, y).max() * np.radians(0.01) * 6367, rel=1e-3)


def _scanned(x: list[float], cases: list[int], expected: list[float]) -> Scan:
    places = Places(np.array(x), np.zeros(len(x)))
    return scan_flexible(places, np.array(cases), np.array(expected, float), FEW)


@pytest.mark.parametrize(
    ("x", "cases", "expected", "found"),
    [
        ([3.0], [7], [1.0], []),  # one place: all cases are where all are expected
        ([0.0, 1, 2], [0, 0, 0], [1, 1, 1], []),
        ([5.0, 5, 5, 5], [9, 0, 0, 0], [1, 1, 1, 1], []),  # one location: no window can part them
        ([0.0, 0, 9, 10, 11, 12], [6, 7, 1, 0, 1, 0], [1, 1, 1, 1, 1, 1], [0, 1]),
        ([0.0, 1, 2, 1e6], [0, 1, 0, 1000], [9, 9, 9, 9], [3]),  # an island with a thousand cases
        ([0.0, 1, 2, 3, 4], [0, 8, 0, 1, 0], [1, 1, 0, 1, 1], [1]),  # nobody lives in between
    ],
)
def test_odd_places(x: list[float], cases: list[int], expected: list[float], found: list[int]) -> None:
    scan = _scanned(x, cases, expected)
    assert [sorted(c.members) for c in scan.clusters][:1] == ([found] if found else [])
    assert np.isfinite(scan.maxima).all()


@pytest.mark.parametrize(
    ("x", "cases", "expected"),
    [
        ([0.0, 1], [1, -1], [1, 1]),
        ([0.0, 1], [1, 1], [1, 0]),
        ([0.0, 1], [1, 1], [1, np.nan]),
        ([0.0, np.nan], [1, 1], [1, 1]),
        ([0.0, 1, 2], [1, 1], [1, 1]),
        ([], [], []),
    ],
)
def test_refused(x: list[float], cases: list[int], expected: list[float]) -> None:
    with pytest.raises(Refusal):
        _scanned(x, cases, expected)


def test_no_neighbours_are_refused() -> None:
    with pytest.raises(Refusal):
        scan_flexible(GRID, _raised(ROW, 3), ONES, FEW, neighbours=0)
