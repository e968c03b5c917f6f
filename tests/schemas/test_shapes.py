"""Where counties lie: every county of the province has a shape, inside its city's."""

from datetime import date

from schemas.codes import codelist
from schemas.codes.divisions import HOME
from schemas.codes.shapes import middles, shapes

TODAY = date(2026, 11, 1)


def test_every_county_in_force_has_a_shape() -> None:
    counties = {row.code for row in codelist("division").rows if row.extra["level"] == "3" and row.in_force(TODAY)}
    listed = {code for code in counties if code.startswith(HOME) and len(code) == 6}
    assert listed == set(shapes(HOME))


def test_a_county_lies_in_its_city() -> None:
    cities = shapes(HOME, "city")
    for code, county in shapes(HOME).items():
        assert cities[f"{code[:4]}00"].buffer(0.02).covers(county.representative_point()), code


def test_the_middle_of_lixia_is_in_jinan() -> None:
    longitude, latitude = middles(HOME)["370102"]
    assert (round(longitude, 1), round(latitude, 1)) == (117.1, 36.7)
