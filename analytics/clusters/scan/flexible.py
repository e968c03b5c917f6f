"""Spatial scan with windows of any shape beside circles.

Circles (Kulldorff, Communications in Statistics 1997;26:1481), ellipses (Kulldorff, Huang, Pickle & Duczmal, Statistics
in Medicine 2006;25:3929) and connected windows share one test. A connected window is each centre's best ellipse with up
to eight adjacent places added, ever the one that adds most (in the manner of Assuncao et al., Statistics in Medicine
2006;25:723, and Tango & Takahashi, Int J Health Geographics 2005;4:11). Kinds of more windows reach a higher LLR by
chance, so each kind is measured from what its best window exceeds in one replicate of twenty; the largest excess is the
statistic, ranked among that of the replicates. A circle loses little to the others, and what is long or bent is found
more often.
"""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from analytics.clusters.refusal import Refusal
from analytics.clusters.scan.admission import admit_cases, admit_expected
from analytics.clusters.scan.calibration import Calibration, calibrated
from analytics.clusters.scan.cylinder_clusters import FEWEST, ROUNDING
from analytics.clusters.scan.growth import KINDS, circle_maxima, irregular_maxima, irregular_windows
from analytics.clusters.scan.spatial import scan_spatial
from analytics.clusters.scan.surroundings import Windows, windows
from analytics.clusters.scan.windows import Cluster, Places, Scan, Settings
from analytics.clusters.significance import rank_p

BLOCK = 128  # replicates held at once
LARGEST = 40  # places in an ellipse


def scan_flexible(
    places: Places,
    cases: NDArray[np.int64],
    expected: NDArray[np.float64],
    settings: Settings,
    neighbours: int = LARGEST,
    model: str = "poisson",
) -> Scan:
    """Clusters of any shape: circles, ellipses of at most `neighbours` places, and connected windows.

    `cases` int64[n]; `expected` float64[n] is rescaled to their sum; for model "bernoulli" it is the population, whole
    numbers of cases and controls. Clusters come by falling LLR on the scale of circles, as the maxima are, while `llr`
    of another window is its own. Without replicates p is 1. Raises Refusal for what cannot be scanned.
    """
    admit_cases(places, np.reshape(cases, (-1, 1)), settings)
    admit_expected(cases, expected, model)
    if neighbours < 1:
        raise Refusal("邻近地点数至少为 1。", "At least one neighbour is needed.")
    if cases.sum() == 0:
        return Scan([], np.zeros(settings.replicates))
    rounds = scan_spatial(places, cases, expected, replace(settings, progress=None), model).maxima
    shapes = shapes_over(places, expected, int(cases.sum()), settings, neighbours, model)
    chance = chance_alone(shapes, rounds, settings)
    return Scan(list(clusters_in(shapes, chance, cases)), chance.maxima)


def shapes_over(
    places: Places,
    expected: NDArray[np.float64],
    cases: int,
    settings: Settings,
    neighbours: int = LARGEST,
    model: str = "poisson",
) -> Windows:
    """The windows `scan_flexible` looks at, which depend on the cases by their sum only."""
    population = float(expected.sum()) if model == "bernoulli" else np.inf
    return windows(places, expected * (cases / expected.sum()), cases, settings, neighbours, population)


def best_by_kind(shapes: Windows, cases: NDArray[np.int64]) -> NDArray[np.float64]:
    """Highest LLR float64[W, 1 + KINDS] of circles and of each other kind in W worlds of cases int64[W, n]."""
    worlds = shapes.located(cases)
    rounds = circle_maxima(worlds, shapes.circles.order, shapes.circles.sizes, shapes.around)
    return np.column_stack([rounds, irregular_maxima(worlds, shapes.around)])


def chance_alone(shapes: Windows, rounds: NDArray[np.float64], settings: Settings) -> Calibration:
    """Calibration on the settings' replicates, of which the scan of circles told its maxima `rounds` float64[R].

    It serves all counts of the same sum over the same windows.
    """
    found = [np.zeros((0, 1 + KINDS))]
    for first in range(0, settings.replicates, BLOCK):
        many = min(BLOCK, settings.replicates - first)
        worlds = shapes.replicates(settings.seed, first, many)
        others = irregular_maxima(worlds, shapes.around)
        found.append(np.column_stack([rounds[first : first + many], others]))
        if settings.progress:
            settings.progress((first + many) / settings.replicates)
    return calibrated(np.concatenate(found))


def clusters_in(shapes: Windows, chance: Calibration, cases: NDArray[np.int64]) -> Iterator[Cluster]:
    """In cases int64[n], by falling rated LLR, no two sharing a place; of equals circles first, then the lower centre.

    Clusters of one case are left out.
    """
    counts = shapes.located(cases[None])[0]
    round_llr, round_size = shapes.best_circles(counts)
    other_llr, other_size, orders = irregular_windows(counts, shapes.around)
    llr, size = np.vstack([round_llr, other_llr]), np.vstack([round_size, other_size])
    rated, taken = np.where(llr > 0, chance.rated(llr), -np.inf), np.zeros(len(counts), bool)
    for at in np.argsort(-rated, axis=None, kind="stable")[: np.count_nonzero(llr > 0)]:
        kind, centre = (int(axis) for axis in np.unravel_index(at, llr.shape))
        order = shapes.circles.order[centre] if kind == 0 else orders[kind - 1, centre]
        members = order[: size[kind, centre]].astype(np.int64)
        if not taken[members].any() and counts[members].sum() >= FEWEST:
            taken[members] = True
            p_value = float(rank_p(rated[kind, centre] - ROUNDING * llr[kind, centre], chance.maxima))
            yield _cluster(shapes, counts, centre, members, float(llr[kind, centre]), p_value)


def _cluster(
    shapes: Windows, counts: NDArray[np.int64], centre: int, members: NDArray[np.int64], llr: float, p_value: float
) -> Cluster:
    """As it is told: by places instead of locations, nearest to the centre first."""
    distance = shapes.distances(centre, members)
    members = members[np.argsort(distance, kind="stable")]
    inside, share, total = int(counts[members].sum()), float(shapes.around.expected[members].sum()), shapes.around.cases
    outside = total - inside
    risk = inside / share / (outside / (total - share)) if outside else np.inf
    location = shapes.circles.location
    numbers = np.concatenate([np.flatnonzero(location == member) for member in members]).astype(np.int32)
    first = int(np.flatnonzero(location == centre)[0])
    return Cluster(numbers, first, float(distance.max()), inside, share, risk, llr, p_value)
