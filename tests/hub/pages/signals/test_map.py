"""The map of counties: those of a signal among the others of their cities, without names of what is not there."""

import re

from hub.pages.signals.map import HEIGHT, MARGIN, WIDTH, drawn


def test_counties_of_a_signal_among_those_of_their_city() -> None:
    told = drawn({"370102": 2, "370112": 1, "379999": 3}, "370000")
    assert told is not None
    assert {each.code[:4] for each in told.counties} == {"3701"}
    assert {each.name: each.count for each in told.counties if each.count} == {"历下区": 2, "历城区": 1}
    assert [each.count > 0 for each in told.counties] == sorted(each.count > 0 for each in told.counties)
    points = [tuple(map(float, pair)) for each in told.counties for pair in re.findall(r"([\d.]+),([\d.]+)", each.path)]
    assert all(
        MARGIN - 1 <= x <= told.width - MARGIN + 1 and MARGIN - 1 <= y <= told.height - MARGIN + 1 for x, y in points
    )
    assert max(told.width - WIDTH, told.height - HEIGHT) == 0


def test_many_cities_are_the_whole_province() -> None:
    told = drawn({f"37{city:02}02": 1 for city in range(1, 8)}, "370000")
    assert told is not None
    assert len({each.code[:4] for each in told.counties}) == 16
    assert told.named


def test_places_without_a_shape_have_no_map() -> None:
    assert drawn({"379999": 1}, "370000") is None
    assert drawn({}, "370000") is None
