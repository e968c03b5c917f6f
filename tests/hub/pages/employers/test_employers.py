"""Employers: who sees which, the list with its filters, and one of them with all that is known."""

import re
from datetime import date
from typing import Any

import orjson
import pytest
from sqlalchemy import text

from hub.db import Store
from hub.security.permissions import Permission, Role, may
from tests.hub.intake.messages import TESTER, fetch
from tests.hub.pages.filed import filed
from tests.hub.people.two_people import ORGANISATIONS, OWN, PERSONAL, fill
from tests.hub.service import client
from tests.hub.surveillance.records import put

MORE = """
insert into employer (employer_id, credit_code, name, division_code, industry_code, size, batch_id)
select 100 + n, '91370102MA' || lpad(n::text, 8, '0'), '济南' || chr(20000 + n) || '厂', '370102', '3391', '03', 1
from generate_series(1, 60) n
"""
OF_PLACE = """
update record_version set division_code = '370102', org_code = '370102001', results = cast(:results as jsonb)
where record_id = :id
"""
READINGS = {
    "hazards": [["2013"], ["2013"]],
    "workplace": ["车间", "车间"],
    "post": ["涂装岗", "涂装岗"],
    "density_type": ["01", "01"],
    "unit": ["mg/m3", "mg/m3"],
    "value": ["4.5", "<0.6"],
    "measured_on": ["2026-03-01", "2026-03-01"],
    "compliance": ["02", "01"],
}


def names(page: str) -> list[str]:
    return re.findall(r'href="/employers/\d+">([^<]+)</a>', page)


def place(store: Store, record: int, results: object = None) -> None:
    values = {"id": record, "results": orjson.dumps(results).decode() if results else None}
    with store.transaction(TESTER) as connection:
        connection.execute(text(OF_PLACE), values)


@pytest.fixture
def filled(store: Store) -> Store:
    """The first place's employer with an examination, a measurement and a diagnosis, and sixty more there."""
    fill(store)
    exam: dict[str, Any] = {"exposed_hazards": ["2013"], "work_type": "00-13", "exam_type": "02"}
    exam |= {"conclusions": [{"hazards": ["2013"], "conclusion": "02"}]}
    put(store, 301, "examination", OWN, 1, examined_on=date(2026, 2, 1), **exam)
    put(store, 302, "measurement", OWN, 1, reported_on=date(2026, 3, 2), workers=60, exposed_workers=12)
    put(store, 303, "diagnosis", OWN, 1, diagnosed_on=date(2026, 4, 1), disease="1111")
    for record in (301, 303):
        place(store, record)
    place(store, 302, READINGS)
    with store.transaction(TESTER) as connection:
        connection.exec_driver_sql(MORE)
    return store


@pytest.mark.parametrize("role", list(Role))
def test_who_sees_which(store: Store, role: Role) -> None:
    fill(store)
    sees = may(role, Permission.FINDING_READ) or may(role, Permission.RECORD_READ)
    with client(store, role, ORGANISATIONS[role]) as ask:
        listed = ask.get("/employers")
        found = [ask.get(f"/employers/{n}").status_code for n in (1, 2, 3, 0, -1, 2**70)]
    assert listed.status_code == (200 if sees else 404)
    assert names(listed.text) == (["测试单位"] if sees else [])
    assert found[:5] == [200 if sees else 404, 404, 404, 404, 404]
    assert found[5] in (404, 422)


def test_the_list_is_paged_and_filtered(filled: Store) -> None:
    with client(filled, Role.CASE_REGULATOR, "bureau:370102") as ask:
        first = ask.get("/employers").text
        following = re.search(r'href="([^"]+cursor=[^"]+)"', first)
        assert following is not None
        second = ask.get(following[1].replace("&amp;", "&")).text
        asked = [
            ({"q": "济南"}, 50),
            ({"q": "测试"}, 1),
            ({"q": "91370102ma00000007"}, 1),
            ({"q": "单位"}, 0),
            ({"q": "%"}, 0),
            ({"q": "<script>"}, 0),
            ({"division": "370102"}, 50),
            ({"division": "370202"}, 0),
            ({"industry": "C"}, 50),
            ({"industry": "B"}, 0),
            ({"size": "03"}, 50),
        ]
        for params, count in asked:
            assert len(names(ask.get("/employers", params=params).text)) == count, params
        for params in ({"division": "999999"}, {"industry": "QQ"}, {"size": "77"}):
            refused = ask.get("/employers", params=params)
            assert (refused.status_code, "不是已知的代码" in refused.text) == (422, True), params
    assert len(names(first)) == 50
    assert len(names(second)) == 11
    assert sorted(names(first) + names(second)) == names(first) + names(second)  # by code points
    assert not set(names(first)) & set(names(second))


def test_one_with_all_that_is_known(filled: Store) -> None:
    with client(filled, Role.CASE_REGULATOR, "bureau:370102") as ask:
        page = ask.get("/employers/1").text
        english = ask.get("/employers/1", params={"lang": "en"}).text
    for said in (
        "涂装岗",
        "▲</span> 超过限值",
        "严重职业病危害因素，接触水平超过限值，接触 12 人",
        '<strong class="big">Ⅲ</strong>',
        "含未经核实的参数",
        "/gaps/",
    ):
        assert said in page, said
    assert f"/workers/{OWN}" in page
    assert "Risk grade" in english
    assert not [value for value in PERSONAL if value in page]
    entry = fetch(filled, "select workers, records from audit_entry order by entry_id limit 1")
    assert entry == [([OWN], [2, 303])]


def test_small_counts_and_single_cases_are_for_those_who_read_records(filled: Store) -> None:
    with client(filled, Role.EMPLOYER, "employer:C1") as ask:
        own = ask.get("/employers/1").text
    assert "不足 5" in own
    assert f"/workers/{OWN}" not in own
    with client(filled, Role.REGULATOR, "bureau:370102") as ask:
        regulator = ask.get("/employers/1").text
    assert "不足 5" not in regulator
    assert f"/workers/{OWN}" not in regulator  # may not read persons
    assert fetch(filled, "select 1 from audit_entry where verb = 'read'") == []


def test_examinations_are_not_for_those_who_decide_on_benefits(filled: Store) -> None:
    with client(filled, Role.INSURANCE_AGENCY, "bureau:370102") as ask:
        listed, one = ask.get("/employers", params={"q": "测试"}).text, ask.get("/employers/1").text
    assert '<td class="n">—</td>' in listed
    assert "您的角色看不到" in one


def test_a_name_is_text_whatever_stands_in_it(store: Store) -> None:
    fill(store)
    with store.transaction(TESTER) as connection:
        connection.exec_driver_sql("update employer set name = '<script>x</script>' where employer_id = 1")
    with client(store, Role.REGULATOR, "bureau:370102") as ask:
        for path in ("/employers", "/employers/1"):
            assert "<script>x" not in ask.get(path).text


def test_the_file_holds_what_the_list_shows(filled: Store) -> None:
    with client(filled, Role.REGULATOR, "bureau:370102") as ask:
        rows, (one,) = filed(ask, "/employers"), filed(ask, "/employers?lang=en&q=测试")
        assert [row["用人单位"] for row in rows[:50]] == names(ask.get("/employers").text)
        assert filed(ask, "/employers?q=济南") == [row for row in rows if row["用人单位"].startswith("济南")]
        assert filed(ask, "/employers?industry=B") == []
        assert ask.get("/employers?as=csv&size=77").status_code == 422
    assert len(rows) == 61
    assert (one["Credit code"], one["Examined this year"], one["Open findings"]) == ("C1", "1", "1")
    with client(filled, Role.INSURANCE_AGENCY, "bureau:370102") as ask:
        assert filed(ask, "/employers?q=测试")[0]["本年检查人数"] == ""  # not nought
