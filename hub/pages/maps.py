"""Maps of counties as SVG, which need no script: outlines of places, and counties in steps of a count."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import cos, radians

from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from hub.pages.queries import place_name
from schemas.codes.shapes import coarse

WIDTH, HEIGHT, MARGIN = 600.0, 420.0, 8.0  # at most
WHOLE = 4  # of more cities than that the whole province is drawn
NAMED = 20  # counties that have room for their names
STEPS = 5  # shades that an eye tells apart

Point = tuple[float, float]


@dataclass(frozen=True)
class County:
    """`path` is its outline; its name stands at `at`."""

    code: str
    name: str
    path: str
    at: Point


@dataclass(frozen=True)
class Map:
    """Counties are `named` where there is room."""

    counties: tuple[County, ...]
    width: float
    height: float

    @property
    def named(self) -> bool:
        return len(self.counties) <= NAMED


@lru_cache(maxsize=64)
def outlines(codes: frozenset[str], province: str) -> Map | None:
    """Those of the counties of the province that have a shape; None where none has."""
    known = {code: shape for code, shape in coarse(province[:2]).items() if code in codes}
    if not known:
        return None
    west, south, east, north = _bounds(known.values())
    narrow = cos(radians((south + north) / 2))  # a degree of longitude is shorter than one of latitude
    wide, high = (east - west) * narrow, north - south
    scale = min((WIDTH - 2 * MARGIN) / wide, (HEIGHT - 2 * MARGIN) / high)

    def place(x: float, y: float) -> Point:
        return round(MARGIN + (x - west) * narrow * scale, 1), round(MARGIN + (north - y) * scale, 1)

    width, height = (round(2 * MARGIN + length * scale, 1) for length in (wide, high))
    return Map(tuple(_county(code, shape, place) for code, shape in known.items()), width, height)


def around(counts: Collection[str], province: str) -> Map | None:
    """The counties of the cities of some counties, or of the whole province where these are many cities."""
    known = coarse(province[:2])
    cities = {code[:4] for code in counts if code in known}
    return outlines(frozenset(code for code in known if len(cities) > WHOLE or code[:4] in cities), province)


def steps(counts: Mapping[str, int | None]) -> list[tuple[int, int]]:
    """Least and most of each shade, from the lightest: about as many places have one as another; none has nought."""
    told = sorted(count for count in counts.values() if count)
    parts = [told[len(told) * n // STEPS : len(told) * (n + 1) // STEPS] for n in range(STEPS)]
    found: list[tuple[int, int]] = []
    for part in parts:
        inside = [count for count in part if not found or count > found[-1][1]]
        if inside:
            found.append((inside[0], inside[-1]))
    return found


def step(count: int | None, among: list[tuple[int, int]]) -> int | None:
    """Which of the `steps` a count has, from 1; 0 for nought, None for what is not known."""
    return None if count is None else sum(count >= least for least, _ in among)


def _bounds(found: Collection[BaseGeometry]) -> tuple[float, float, float, float]:
    west, south, east, north = zip(*(one.bounds for one in found), strict=True)
    return min(west), min(south), max(east), max(north)


def _county(code: str, shape: BaseGeometry, place: Callable[[float, float], Point]) -> County:
    rings = [ring for part in _parts(shape) for ring in (part.exterior, *part.interiors)]
    path = "".join("M" + "L".join("{:g},{:g}".format(*place(x, y)) for x, y in ring.coords) + "Z" for ring in rings)
    inside = shape.representative_point()
    return County(code, place_name(code), path, place(inside.x, inside.y))


def _parts(shape: BaseGeometry) -> list[Polygon]:
    return list(shape.geoms) if isinstance(shape, MultiPolygon) else [shape] if isinstance(shape, Polygon) else []
