"""A made geography to try scans on: places of uneven population around a few cities, and clusters of several shapes.

Its size and unevenness follow the north-eastern United States benchmark (Kulldorff, Tango & Park 2003; 245 counties).
"""

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import KDTree

from analytics.clusters.refusal import Refusal
from analytics.clusters.scan.windows import Places

COLUMNS, ROWS = 18, 14  # cells of the grid, 40 km each; the sea leaves out what is over 245
CELL = 40.0
TURNED = 0.3  # radians by which curves are turned, so that none follows the grid
ALONG = np.linspace(0, 1, 400)
ANGLE = 2 * np.pi * ALONG

# x and y of curves of about one unit of length around the middle, places along which make a cluster
CURVES = {
    "ribbon": (ALONG - 0.5, np.zeros_like(ALONG)),
    "L": (np.minimum(ALONG, 0.5) - 0.4, np.maximum(ALONG - 0.5, 0) - 0.1),
    "snake": (0.7 * (ALONG - 0.5), 0.15 * np.sin(ANGLE)),
    "ring": (np.cos(ANGLE) / (2 * np.pi), np.sin(ANGLE) / (2 * np.pi)),
}
SHAPES = ("circle", *CURVES, "two parts")


def uneven_places(seed: int, places: int = 245) -> tuple[Places, NDArray[np.float64]]:
    """Places (kilometres) and population float64[places]: jittered grid, lognormal people, more near six cities."""
    random = np.random.default_rng(seed)
    cells = random.permutation(COLUMNS * ROWS)[:places]
    x = (cells % COLUMNS + random.uniform(-0.4, 0.4, places)) * CELL
    y = (cells // COLUMNS + random.uniform(-0.4, 0.4, places)) * CELL
    cities = random.uniform((0, 0), (COLUMNS * CELL, ROWS * CELL), (6, 2))
    nearest = KDTree(cities).query(np.column_stack([x, y]))[0]
    population = random.lognormal(10.5, 0.9, places) * (1 + 8 * np.exp(-nearest / 60))
    return Places(x, y), np.rint(population)


def shaped(places: Places, shape: str, x: float, y: float, size: int) -> NDArray[np.int32]:
    """Members int32[size] of a cluster around a point; a curve met by two places at once may bring one more.

    Raises Refusal for a shape not in SHAPES, and where there are not `size` places.
    """
    if shape not in SHAPES:
        raise Refusal(
            f"没有这种形状：{shape}；可选 {'、'.join(SHAPES)}。", f"No such shape: {shape}; one of {', '.join(SHAPES)}."
        )
    if not 0 < size <= len(places.x):
        raise Refusal(f"没有 {size} 个地点可选。", f"There are no {size} places to choose.")
    if shape == "circle":
        return _nearest(places, x, y, size)
    if shape == "two parts":
        apart = 0.75 * CELL * np.sqrt(size)
        parts = _nearest(places, x - apart, y, size // 2), _nearest(places, x + apart, y, size - size // 2)
        return np.unique(np.concatenate(parts))
    return _met(places, shape, x, y, size)


def _nearest(places: Places, x: float, y: float, size: int) -> NDArray[np.int32]:
    return np.argsort(np.hypot(places.x - x, places.y - y), kind="stable")[:size].astype(np.int32)


def _met(places: Places, shape: str, x: float, y: float, size: int) -> NDArray[np.int32]:
    """Places nearest to any point of a curve around (x, y), which is lengthened until they are enough."""
    tree = KDTree(np.column_stack([places.x, places.y]))
    (across, up), (cos, sin) = CURVES[shape], (np.cos(TURNED), np.sin(TURNED))
    turned = np.column_stack([cos * across - sin * up, sin * across + cos * up])
    met, length = np.empty(0), 0.5 * CELL * size
    while len(met) < size:
        met = np.unique(tree.query([x, y] + length * turned)[1])
        length *= 1.01
    return met.astype(np.int32)
