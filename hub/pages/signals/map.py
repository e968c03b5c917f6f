"""A small map of counties as SVG, which needs no script: those of a signal, among the others of their cities."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import cos, radians

from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from hub.pages import queries
from schemas.codes.shapes import coarse

WIDTH, HEIGHT, MARGIN = 600.0, 420.0, 8.0  # at most
WHOLE = 4  # of more cities than that the whole province is drawn
NAMED = 12  # counties that have room for their names

Point = tuple[float, float]


@dataclass(frozen=True)
class County:
    """`path` is its outline; `count` workplaces of the signal lie in it, and its name stands at `at`."""

    code: str
    name: str
    path: str
    at: Point
    count: int


@dataclass(frozen=True)
class Map:
    """Counties are `named` where there is room."""

    counties: list[County]
    width: float
    height: float
    named: bool


def drawn(counts: Mapping[str, int], province: str) -> Map | None:
    """The map of the counties with `counts`, by their codes; None where none of them has a shape."""
    known = coarse(province[:2])
    cities = {code[:4] for code in counts if code in known}
    if not cities:
        return None
    around = [code for code in known if len(cities) > WHOLE or code[:4] in cities]
    west, south, east, north = _bounds([known[code] for code in around])
    narrow = cos(radians((south + north) / 2))  # a degree of longitude is shorter than one of latitude
    wide, high = (east - west) * narrow, north - south
    scale = min((WIDTH - 2 * MARGIN) / wide, (HEIGHT - 2 * MARGIN) / high)

    def place(x: float, y: float) -> Point:
        return round(MARGIN + (x - west) * narrow * scale, 1), round(MARGIN + (north - y) * scale, 1)

    found = [_county(code, known[code], counts.get(code, 0), place) for code in around]
    found.sort(key=lambda county: county.count > 0)  # outlines of those meant lie over the others
    width, height = (round(2 * MARGIN + length * scale, 1) for length in (wide, high))
    return Map(found, width, height, sum(county.count > 0 for county in found) <= NAMED)


def _bounds(found: list[BaseGeometry]) -> tuple[float, float, float, float]:
    west, south, east, north = zip(*(one.bounds for one in found), strict=True)
    return min(west), min(south), max(east), max(north)


def _county(code: str, shape: BaseGeometry, count: int, place: Callable[[float, float], Point]) -> County:
    rings = [ring for part in _parts(shape) for ring in (part.exterior, *part.interiors)]
    path = "".join("M" + "L".join("{:g},{:g}".format(*place(x, y)) for x, y in ring.coords) + "Z" for ring in rings)
    inside = shape.representative_point()
    return County(code, queries.place_name(code), path, place(inside.x, inside.y), count)


def _parts(shape: BaseGeometry) -> list[Polygon]:
    return list(shape.geoms) if isinstance(shape, MultiPolygon) else [shape] if isinstance(shape, Polygon) else []
