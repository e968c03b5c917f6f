"""Long windows: ellipses around each location, of some lengths and directions, as orders of the locations in them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import KDTree

from analytics.clusters.scan.cylinders import Circles

RATIOS, DIRECTIONS = (2, 4), (6, 12)  # long to short axis; how many directions the half circle is parted into
NOBODY = -1


@dataclass(frozen=True)
class Ellipses:
    """Of m locations and E ellipses: `order` int32[m, E, k], nearest to the centre first in the ellipse's own measure.

    The first `sizes` int64[m, E] make the largest ellipse; `ratio` int64[E] is the place of its ratio in RATIOS.
    """

    order: NDArray[np.int32]
    sizes: NDArray[np.int64]
    ratio: NDArray[np.int64]


def ellipses(circles: Circles, expected: NDArray[np.float64], most: int, reach: float, cap: float) -> Ellipses:
    """Of at most `most` locations with people, `cap` expected cases and a chord `reach` from the centre.

    They are looked for among the `most` times the longest ratio nearest to the centre: nearly all there are. Axes and
    directions lie in the plane that touches the sphere at the centre.
    """
    near, distance = nearest_peopled(circles.points, expected > 0, most * max(RATIOS))
    east, north = _offsets(circles, near)
    weight = np.where(near == NOBODY, np.inf, np.append(expected, np.inf)[near])
    weight[distance > reach] = np.inf
    orders, sizes = [], []
    for ratio, parts in zip(RATIOS, DIRECTIONS, strict=True):
        for angle in np.arange(parts) * np.pi / parts:
            along, across = (np.cos(turn) * east + np.sin(turn) * north for turn in (angle, angle + np.pi / 2))
            square = np.where(near == NOBODY, np.inf, (along / ratio) ** 2 + across**2)
            inner = np.argsort(square, axis=1, kind="stable")[:, :most]
            orders.append(np.take_along_axis(near, inner, axis=1))
            sizes.append((np.cumsum(np.take_along_axis(weight, inner, axis=1), axis=1) <= cap).sum(axis=1))
    kinds = np.repeat(np.arange(len(RATIOS)), DIRECTIONS)
    return Ellipses(np.ascontiguousarray(np.stack(orders, axis=1), np.int32), np.stack(sizes, axis=1), kinds)


def nearest_peopled(
    points: NDArray[np.float64], peopled: NDArray[np.bool_], most: int
) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
    """Numbers int32[m, k] of the `most` nearest locations with people, NOBODY where there are no more; the chords."""
    those = np.flatnonzero(peopled)
    distance, at = KDTree(points[those]).query(points, k=np.arange(1, min(most, len(those)) + 1))
    return np.append(those, NOBODY)[at].astype(np.int32), distance


def _offsets(circles: Circles, near: NDArray[np.int32]) -> NDArray[np.float64]:
    """East and north float64[2, m, k] of the near ones from their centre, in the unit of the points."""
    apart = circles.points[near] - circles.points[:, None]
    if not circles.geographic:
        return np.moveaxis(apart, 2, 0)
    x, y, _z = circles.points.T
    level = np.maximum(np.hypot(x, y), 1e-9)  # at a pole any direction is as good
    east = np.column_stack([-y, x, np.zeros_like(x)]) / level[:, None]
    north = np.cross(circles.points, east) / np.linalg.norm(circles.points, axis=1)[:, None]
    return np.stack([np.einsum("mkd,md->mk", apart, axis) for axis in (east, north)])
