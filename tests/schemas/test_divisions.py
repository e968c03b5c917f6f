"""Divisions: Shandong on any day, other provinces by form, and where abolished ones went."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.codes import codelist
from schemas.codes.divisions import ancestors, current, is_known, normalise, subtree

TODAY = date(2026, 11, 24)


def test_shandong_today() -> None:
    rows = [row for row in codelist("division").rows if row.code.startswith("37") and row.in_force(TODAY)]
    assert [sum(row.extra["level"] == level for row in rows) for level in "1234"] == [1, 16, 136, 1826]


def test_every_row_has_its_parent_and_its_heirs() -> None:
    rows = codelist("division")
    for row in rows.rows:
        parent = row.extra.get("parent")
        assert parent is None or rows.knows(parent)
        assert parent or row.extra["level"] == "1"
        for heir in row.extra.get("successor", "").split("|"):
            assert heir == "" or (row.valid_to is not None and rows.get(heir, row.valid_to) is not None), row


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("370102", "370102"),
        ("370102000", "370102"),
        ("370102001", "370102001"),
        ("370102999", None),  # 不详乡镇
        ("3701020000", "370102"),
        ("3701020100", "370102"),  # the platform's own township number
        ("370102000000", "370102"),
        ("370102001000", "370102"),  # the statistics bureau's township number
        ("371200", "371200"),
        ("371523", "371523"),
        ("370199", None),  # 不详县
        ("3701990000", None),
        ("110101", "110101"),
        ("110101001", "110101001"),
        ("320000000", "320000"),
        ("990101", None),
        ("110001", None),
        ("37010", None),
        ("３70102", None),
        ("山东省", None),
        ("", None),
    ],
)
def test_normalise(code: str, expected: str | None) -> None:
    assert normalise(code) == expected


@given(st.text(max_size=13) | st.integers(0, 10**12).map(str))
def test_what_is_normalised_stays_so(code: str) -> None:
    key = normalise(code)
    assert key is None or (normalise(key) == key and len(key) in (6, 9))


@pytest.mark.parametrize(
    ("code", "on", "known"),
    [
        ("371200", date(2018, 12, 31), True),
        ("371200", date(2019, 1, 1), False),
        ("370116", date(2019, 1, 1), True),
        ("370116", date(2018, 12, 31), False),
        ("370684", date(2020, 6, 4), True),
        ("370684", TODAY, False),
        ("370634", TODAY, False),
        ("370181", date(2016, 6, 1), True),
        ("370181", TODAY, False),
        ("370102001", TODAY, True),
        ("370102099", TODAY, False),
        ("110101", TODAY, True),
        ("110101007", TODAY, True),
        ("100101", TODAY, False),
        ("37010", TODAY, False),
    ],
)
def test_is_known(code: str, on: date, known: bool) -> None:
    assert is_known(code, on) is known


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("371202", "370116"),
        ("371203", "370117"),
        ("371200", "370100"),  # split into two districts of the city of Jinan: the city is what is certain
        ("370634", "370614"),
        ("370684", "370614"),
        ("371523", "371503"),
        ("370181", "370114"),
        ("370282", "370215"),
        ("370882", "370812"),
        ("379020", "370114"),  # 章丘市 of 1992, renumbered in 1995, a district since 2016
        ("370102", "370102"),
        ("371324", "371324"),  # renamed, same code
        ("110101", "110101"),
        ("370199", None),
        ("990101", None),
    ],
)
def test_current(code: str, expected: str | None) -> None:
    assert current(code, TODAY) == expected


def test_current_on_a_day_in_the_past() -> None:
    assert current("371202", date(2018, 6, 1)) == "371202"
    assert current("379020", date(2010, 1, 1)) == "370181"


def test_everything_abolished_this_century_leads_to_something() -> None:
    gone = [row for row in codelist("division").rows if row.valid_to and row.valid_to.year >= 2000]
    assert len(gone) > 30
    for row in gone:
        heir = current(row.code, TODAY)
        assert heir is not None, row
        assert is_known(heir, TODAY)


@pytest.mark.parametrize(
    ("code", "on", "expected"),
    [
        ("370102001", TODAY, ("370102", "370100", "370000")),
        ("370100", TODAY, ("370000",)),
        ("370000", TODAY, ()),
        ("371202", date(2018, 1, 1), ("371200", "370000")),
        ("370116", TODAY, ("370100", "370000")),
        ("110101007", TODAY, ("110101", "110100", "110000")),
        ("320000", TODAY, ()),
        ("990101", TODAY, ()),
        ("370199", TODAY, ()),
    ],
)
def test_ancestors(code: str, on: date, expected: tuple[str, ...]) -> None:
    assert ancestors(code, on) == expected


def test_a_name_shared_by_two_cities_is_not_resolved() -> None:
    assert codelist("division").named("市中区", TODAY) is None


@pytest.mark.parametrize(
    ("territory", "within", "without"),
    [
        # 莱芜 became two districts of 济南 in 2019: the city holds all of it, each district its own old county
        ("370100", {"370100", "370116", "371200", "371202", "370116001"}, {"370000", "370200", "370302"}),
        ("370116", {"370116", "371202", "370116001"}, {"371200", "371203", "370117", "370100"}),
        # an abolished city is what it became, no more
        ("371200", {"370116", "370117", "371202", "371203"}, {"370100", "370102", "371200"}),
        # 蓬莱市 and 长岛县 became 蓬莱区 in 2020
        ("370614", {"370614", "370684", "370634"}, {"370600", "370602"}),
        ("370116001", {"370116001"}, {"370116", "370116002"}),
        ("320100", {"320100"}, {"320000", "370100"}),
        ("379999", set(), {"379999", "370100"}),
    ],
)
def test_a_territory_holds_what_lies_in_it_today(territory: str, within: set[str], without: set[str]) -> None:
    found = subtree(territory, date(2026, 11, 25))
    assert within <= found
    assert found.isdisjoint(without)


def test_before_the_merger_the_territory_was_another() -> None:
    assert "371202" in subtree("371200", date(2018, 6, 1))
    assert "371202" not in subtree("370100", date(2018, 6, 1))


def test_territories_of_one_level_share_nothing() -> None:
    day = date(2026, 11, 25)
    rows = [row.code for row in codelist("division").rows if row.code[:2] == "37" and row.in_force(day)]
    cities = [code for code in rows if code.endswith("00") and code != "370000" and len(code) == 6]
    assert len(cities) == 16
    held = [code for city in cities for code in subtree(city, day)]
    assert len(held) == len(set(held))
    assert set(held) < subtree("370000", day)
