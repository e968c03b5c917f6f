"""Maps of counties: their outlines, those around a signal, and in which shade a count is drawn."""

import re

import pytest

from hub.pages.maps import HEIGHT, MARGIN, WIDTH, Map, around, outlines, step, steps


def points(told: Map) -> list[tuple[float, ...]]:
    return [tuple(map(float, pair)) for each in told.counties for pair in re.findall(r"([\d.]+),([\d.]+)", each.path)]


def test_counties_of_a_signal_are_among_those_of_their_city() -> None:
    told = around({"370102", "370112", "379999"}, "370000")
    assert told is not None
    assert {each.code[:4] for each in told.counties} == {"3701"}
    assert {"370102": "历下区", "370112": "历城区"}.items() <= {each.code: each.name for each in told.counties}.items()
    assert all(MARGIN - 1 <= x <= told.width - MARGIN + 1 for x, _ in points(told))
    assert all(MARGIN - 1 <= y <= told.height - MARGIN + 1 for _, y in points(told))
    assert max(told.width - WIDTH, told.height - HEIGHT) == 0


def test_many_cities_are_the_whole_province() -> None:
    told = around({f"37{city:02}02" for city in range(1, 8)}, "370000")
    assert told is not None
    assert len({each.code[:4] for each in told.counties}) == 16
    assert not told.named


@pytest.mark.parametrize("codes", [{"379999"}, set()])
def test_places_without_a_shape_have_no_map(codes: set[str]) -> None:
    assert around(codes, "370000") is None
    assert outlines(frozenset(codes), "370000") is None


@pytest.mark.parametrize(
    ("counts", "shades"),
    [
        ([], []),
        ([None, 0], []),
        ([7], [(7, 7)]),
        ([1, 1, 1, 1, 1, 9], [(1, 1), (9, 9)]),
        ([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], [(1, 2), (3, 4), (5, 6), (7, 8), (9, 10)]),
    ],
)
def test_shades_part_the_places_evenly(counts: list[int | None], shades: list[tuple[int, int]]) -> None:
    assert steps({str(n): count for n, count in enumerate(counts)}) == shades
    for number, (least, most) in enumerate(shades, 1):
        assert [step(count, shades) for count in (least, most)] == [number, number]
    assert (step(0, shades), step(None, shades)) == (0, None)
