"""The overview behind fences: whose place, what is counted, what is hidden, how heavy it is."""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

import httpx
import pytest

from hub.db import Store
from hub.pages.overview.hiding import hidden
from hub.pages.overview.places import level_of
from hub.pages.queries import place_name
from hub.security.permissions import Role
from tests.hub.intake.messages import fetch
from tests.hub.pages.filed import filed
from tests.hub.pages.overview.filling import fill
from tests.hub.people.two_people import ORGANISATIONS
from tests.hub.people.two_people import fill as fill_two
from tests.hub.service import client

THIS_YEAR = datetime.now(ZoneInfo("Asia/Shanghai")).year  # as the service counts days
STATIC = (
    "/static/style.css",
    "/static/charts.js",
    "/static/vendor/htmx.min.js",
    "/static/vendor/echarts.common.min.js",
)


def number(page: str, key: str) -> int:
    """What a tile says."""
    found = re.search(rf"<span>{key}</span>\s*<span class=\"big[^>]*>([\d,]+)", page)
    assert found, key
    return int(found[1].replace(",", ""))


def test_a_territory_sees_its_own_place_and_those_below(store: Store) -> None:
    fill(store)
    counted = (
        "select count(*) from record_version where document = 'examination' and extract(year from event_on) = :year"
    )
    [(province,)] = fetch(store, counted, year=THIS_YEAR)
    [(city,)] = fetch(store, counted + " and division_code like '3702%'", year=THIS_YEAR)
    with client(store, Role.REGULATOR, "bureau:370000") as ask:
        whole = ask.get("/").text
        assert number(whole, "本年体检") == province
        assert number(ask.get("/?division=3702").text, "本年体检") == city
        assert number(whole, "待遇缺口") == 90
        assert "不显示" in whole
        assert ask.get("/?division=110000").status_code == 404
        assert _weight(ask, whole) < 300 * 1024
    with client(store, Role.REGULATOR, "bureau:370200") as ask:
        own = ask.get("/").text
        assert number(own, "本年体检") == city
        assert number(own, "疑似职业病") == _suspected(store, "3702%")
        for foreign in ("370000", "3701", "370102", "370199999", "370999"):
            assert ask.get(f"/?division={foreign}").status_code == 404, foreign
        for below in ("370214", "370215"):
            page = ask.get(f"/?division={below}&lang=en")
            assert page.status_code == 200
            assert "Employers" in page.text
        assert ask.get("/?division=37x").status_code == 422
        rows = ask.get("/overview/records?kind=suspected").text
        assert rows.count("<tr>") - 1 == _suspected(store, "3702%")
        assert ask.get("/overview/records?kind=suspected&division=3701").status_code == 404
    assert fetch(store, "select count(*) from audit_entry where cardinality(records) > 0") == [(1,)]


def _suspected(store: Store, places: str) -> int:
    [(count,)] = fetch(
        store,
        "select count(*) from record_version where document = 'examination' and division_code like :places and "
        "body -> 'conclusions' @> '[{\"conclusion\": \"02\"}]' and extract(year from event_on) = :year",
        places=places, year=THIS_YEAR,
    )  # fmt: skip
    return int(count)


def _weight(ask: httpx.Client, page: str) -> int:
    """Bytes of the first page, but for its map, with all it asks for, as they are sent."""
    assert all(f'src="{path}" defer' in page for path in STATIC if path.endswith(".js"))
    bare = re.sub(r'<svg class="map.*?</svg>', "", page, flags=re.DOTALL)
    return len(bare.encode()) + sum(ask.get(path).num_bytes_downloaded for path in STATIC)


def test_every_role_finds_something(store: Store) -> None:
    fill_two(store)
    for role, organisation in ORGANISATIONS.items():
        if role is Role.CLIENT:
            continue
        with client(store, role, organisation) as ask:
            for lang in ("zh", "en"):
                page = ask.get(f"/?lang={lang}")
                assert page.status_code == 200, role
                assert len(re.findall(r"<li><a href=\"/", page.text)) > 1, role


@pytest.mark.parametrize(
    ("counts", "gone"),
    [
        ({"a": 0, "b": 7, "c": 12}, set()),
        ({"a": 3, "b": 7, "c": 12}, {"a", "b"}),  # the sum of all would tell a single one
        ({"a": 3, "b": 1, "c": 12}, {"a", "b"}),
        ({"a": 3, "b": 0}, {"a"}),
    ],
)
def test_small_counts_are_hidden_and_what_tells_them(counts: dict[str, int], gone: set[str]) -> None:
    assert hidden(counts, 5) == gone


@pytest.mark.parametrize(
    ("code", "level"), [("370000", "province"), ("370200", "city"), ("370202", "county"), ("370210", "county"),
                        ("370202001", "town")])  # fmt: skip
def test_levels(code: str, level: str) -> None:
    assert level_of(code) == level


def test_the_records_behind_a_number_as_a_file(store: Store) -> None:
    fill(store)
    with client(store, Role.CASE_REGULATOR, "bureau:370200") as ask:
        page = ask.get("/overview/records?kind=suspected").text
        rows = filed(ask, "/overview/records?kind=suspected")
        below = filed(ask, "/overview/records?kind=suspected&division=370214")
        assert below == [row for row in rows if row["地区"] == place_name("370214")] != rows
        assert ask.get("/overview/records?kind=suspected&division=3701&as=csv").status_code == 404
    assert "as=csv" in page
    assert len(rows) == _suspected(store, "3702%")
    assert [row["劳动者"] for row in rows][:50] == re.findall(r'href="/workers/(\d+)"', page)
    exported = "select workers from audit_entry where detail ->> 'list' = 'records-suspected' order by entry_id"
    assert fetch(store, exported)[0] == (sorted({int(row["劳动者"]) for row in rows}),)
    with client(store, Role.REGULATOR, "bureau:370200") as ask:
        assert ask.get("/overview/records?kind=suspected&as=csv").status_code == 404
        assert "as=csv" not in ask.get("/overview/records?kind=suspected").text
