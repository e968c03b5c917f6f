"""Employers by how urgent their duties are, and the duties of one: ranked, filtered, masked, written down."""

import re
from datetime import date, timedelta

import orjson
from sqlalchemy import text

from hub.db import Store
from hub.security.permissions import Role
from tests.hub.intake.messages import TESTER, fetch
from tests.hub.pages.filed import filed
from tests.hub.people.two_people import FOREIGN, NAMES, NUMBERS, OWN
from tests.hub.people.two_people import fill as fill_people
from tests.hub.service import client

NIGHT = date(2026, 11, 23)
INSERT = """
insert into finding (finding_id, analysis, rule, subject, period, worker_id, employer_id, division_code, due_on,
    evidence, raised_on, seen_on)
values (:id, 'compliance', :rule, :subject, :id, :worker, :employer, :division, :due, cast(:evidence as jsonb), :night,
    :night)
"""
LOOKS = "select purpose, workers from audit_entry where detail ->> 'list' = 'compliance' order by entry_id"
# number, rule, employer, worker, days late, about
ROWS = [
    (501, "D02", 1, OWN, 900, "3008 · 02 · GBZ 188—2014 7.1.2.4"),
    (502, "D02", 1, OWN, 30, "1006 · 02 · GBZ 188—2014 6.4.2"),
    (503, "E02", 1, None, 50, "2013"),
    (504, "V01", 1, OWN, 20, "尿常规"),
    (505, "D11", 2, FOREIGN, 5, "1006"),
]


def fill(store: Store) -> None:
    fill_people(store)
    with store.transaction(TESTER) as connection:
        connection.exec_driver_sql("update employer set name = 'No. ' || employer_id")
        for number, rule, employer, worker, late, about in ROWS:
            evidence = {"title_zh": f"义务{rule}", "title_en": f"Duty {rule}", "basis": ["职业病防治法 第三十五条"],
                        "must_act": "institution" if rule == "V01" else "employer", "verified": True,
                        "days_late": late, "to_review": rule == "D11", "about": [about],
                        "missing": ["transfer"] if rule == "D11" else []}  # fmt: skip
            values = {"id": number, "rule": rule, "subject": f"p{worker}", "employer": employer, "worker": worker,
                      "division": "370102" if employer == 1 else "370202", "due": NIGHT - timedelta(days=late),
                      "evidence": orjson.dumps(evidence).decode(), "night": NIGHT}  # fmt: skip
            connection.execute(text(INSERT), values)


def employers(page: str) -> list[int]:
    return [int(each) for each in re.findall(r'<a href="/compliance/(\d+)">', page)]


def duties(page: str) -> list[str]:
    return re.findall(r"义务(\w\d\d) <small", page)


LISTS = [
    ("", [2, 1]),
    ("?kind=contraindicated", [2]),
    ("?kind=workplace", [1]),
    ("?hazard=1006", [2, 1]),
    ("?hazard=3008", [1]),
    ("?division=370100", [1]),
    ("?division=370300", []),
]
ONE = [
    ("", ["D02", "D02", "E02", "V01"]),
    ("?kind=overdue", ["D02", "D02"]),
    ("?hazard=1006", ["D02"]),
    ("?kind=after", []),
]


def test_employers_come_by_urgency_and_duties_too(store: Store) -> None:
    fill(store)
    with client(store) as ask:
        assert [(asked, employers(ask.get(f"/compliance{asked}").text)) for asked, _ in LISTS] == LISTS
        assert [(asked, duties(ask.get(f"/compliance/1{asked}").text)) for asked, _ in ONE] == ONE
        page = ask.get("/compliance/1").text
    assert "欧阳*" in page
    assert "噪声：在岗期间" in page
    assert not [secret for secret in (NAMES[OWN], NUMBERS[OWN]) if secret in page]
    looks = fetch(store, LOOKS)
    assert len(looks) == len(ONE)  # the last filter shows nobody
    assert {tuple(workers) for _, workers in looks} == {(OWN,)}


def test_an_employer_is_led_to_its_own_duties_and_to_no_others(store: Store) -> None:
    fill(store)
    with client(store, Role.EMPLOYER, "employer:C1") as ask:
        led = ask.get("/compliance")
        assert (led.status_code, led.headers["location"]) == (303, "/compliance/1")
        assert duties(ask.get("/compliance/1").text) == ["D02", "D02", "E02", "V01"]
        assert ask.get("/compliance/2").status_code == 404


def test_whoever_may_not_read_persons_sees_pseudonyms_of_their_territory(store: Store) -> None:
    fill(store)
    with client(store, Role.REGULATOR, "bureau:370202") as ask:
        assert employers(ask.get("/compliance").text) == [2]
        page = ask.get("/compliance/2?lang=en").text
        assert f"<code>p{FOREIGN}</code>" in page
        assert "申屠" not in page
        assert "whether transferred" in page
        assert ask.get("/compliance/1").status_code == 404
    assert fetch(store, LOOKS) == []


def test_nonsense_is_a_sentence(store: Store) -> None:
    fill(store)
    with client(store) as ask:
        for path in ("/compliance", "/compliance/1"):
            for name in ("kind", "hazard", "division"):
                answer = ask.get(f"{path}?{name}=<script>", headers={"Accept": "text/html"})
                assert (answer.status_code, "不在可选范围内" in answer.text) == (422, True)
            assert ask.get(f"{path}?cursor=x").status_code == 400
        assert ask.get(f"/compliance/{10**30}").status_code == 404


def test_nobody_behind_is_said(store: Store) -> None:
    fill_people(store)
    with client(store) as ask:
        assert "没有到期未履行的义务" in ask.get("/compliance").text
        assert "没有到期未履行的义务" in ask.get("/compliance/1").text


def test_files_hold_what_the_lists_show_under_pseudonyms(store: Store) -> None:
    fill(store)
    with client(store) as ask:
        for asked, numbers in LISTS:
            assert [row["用人单位"] for row in filed(ask, f"/compliance{asked}")] == [f"No. {each}" for each in numbers]
        for asked, rules in ONE:
            assert [row["规则"] for row in filed(ask, f"/compliance/1{asked}")] == rules
        ranked, own = filed(ask, "/compliance"), filed(ask, "/compliance/1")
        assert "as=csv" in ask.get("/compliance/1").text
        assert ask.get("/compliance/9999?as=csv").status_code == 404
        assert filed(ask, "/compliance/1?division=370102") == own  # it is of one place
    assert [(row["检查超期"], row["合计"]) for row in ranked] == [("0", "1"), ("2", "4")]
    assert [row["涉及"] for row in own] == [f"p{OWN}", f"p{OWN}", "作业场所", f"p{OWN}"]
    exports = "select detail ->> 'list', workers from audit_entry where verb = 'export' order by entry_id"
    assert ("duties-1", [OWN]) in [tuple(row) for row in fetch(store, exports)]


def test_who_may_not_export_records_takes_the_numbers_alone(store: Store) -> None:
    fill(store)
    with client(store, Role.REGULATOR, "bureau:370202") as ask:
        assert [row["用人单位"] for row in filed(ask, "/compliance")] == ["No. 2"]
        assert ask.get("/compliance/2?as=csv").status_code == 404
        assert "as=csv" not in ask.get("/compliance/2").text
    with client(store, Role.EMPLOYER, "employer:C1") as ask:
        assert ask.get("/compliance/1?as=csv").status_code == 404
