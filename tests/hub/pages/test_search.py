"""Search: by a form, masked, written down, at most twenty, and a sentence for everything that is no question."""

import logging
import re

import pytest
from sqlalchemy import text

from hub.db import Store
from hub.people.purposes import DEFAULTS
from hub.people.searching import MOST
from hub.security.permissions import Permission, Role, may
from tests.hub.intake.messages import TESTER, bring, fetch, message
from tests.hub.people.two_people import FOREIGN, NAMES, NUMBERS, ORGANISATIONS, OWN, PERSONAL, fill, rename
from tests.hub.service import client

REGULATOR = (Role.CASE_REGULATOR, "bureau:370102")
BORN = "1975-04-09"
ENTRIES = "select verb, purpose, workers, detail from audit_entry order by entry_id"


def people(page: str) -> list[int]:
    return [int(number) for number in re.findall(r'href="/workers/(\d+)"', page)]


@pytest.mark.parametrize("role", list(Role))
def test_who_may_search_for_what(store: Store, role: Role) -> None:
    fill(store)
    reads = may(role, Permission.PERSON_READ)
    opens = reads or may(role, Permission.FINDING_READ) or may(role, Permission.RECORD_READ)
    with client(store, role, ORGANISATIONS[role]) as ask:
        form = ask.get("/search")
        own, foreign = (ask.post("/search", data={"by": "id_number", "id_number": NUMBERS[n]}) for n in (OWN, FOREIGN))
        named = ask.post("/search", data={"by": "name", "name": NAMES[OWN], "birth_date": BORN})
        report = ask.post("/search", data={"by": "report", "sender": "x", "number": "y"})
    assert form.status_code == (200 if opens else 404)
    assert own.status_code == named.status_code == (200 if reads else 422 if opens else 404)
    assert (people(own.text), people(foreign.text), people(named.text)) == (
        ([OWN], [], [OWN]) if reads else ([], [], [])
    )
    can_ask = reads and role is not Role.EMPLOYER
    assert report.status_code == (200 if can_ask else 422 if opens else 404)
    assert not [value for value in PERSONAL if any(value in each.text for each in (own, foreign, named))]


def test_it_is_written_down_and_nothing_personal_is_logged_or_addressed(
    store: Store, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    fill(store)
    with client(store, *REGULATOR) as ask:
        found = ask.post("/search", data={"by": "name", "name": NAMES[OWN], "birth_date": BORN, "purpose": "核实来信"})
        ask.post("/search", data={"by": "id_number", "id_number": NUMBERS[FOREIGN]})
        assert ask.get("/search", params={"by": "name", "name": NAMES[OWN]}).status_code == 200  # asks nothing
    assert not found.history
    assert found.headers["Cache-Control"] == "no-store"
    assert fetch(store, ENTRIES) == [
        ("read", "核实来信", [OWN], {"by": "name", "hits": 1}),
        ("read", DEFAULTS[Role.CASE_REGULATOR], [], {"by": "id_number", "hits": 0}),
    ]
    said = caplog.text + "".join(capfd.readouterr())
    assert not [value for value in PERSONAL if value in said]


# what is asked, the status, what is said
NONSENSE = [
    ({"by": "name"}, 422, "请填写姓名"),
    ({"by": "name", "name": "欧阳试验"}, 422, "出生日期须写成"),
    ({"by": "name", "name": "欧阳试验", "birth_date": "1975-13-40"}, 422, "出生日期须写成"),
    ({"by": "name", "name": "欧阳试验", "birth_date": "2999-01-01"}, 422, "出生日期须写成"),
    ({"by": "name", "name": "\x00", "birth_date": BORN}, 422, "不能识别的字符"),
    ({"by": "id_number", "id_number": " "}, 422, "请填写证件号码"),
    ({"by": "id_number", "id_number": "' or 1=1 --"}, 200, "没有这个人"),
    ({"by": "report", "number": "1"}, 422, "机构的代码"),
    ({"by": "employer"}, 422, "请填写名称开头"),
    ({"by": "employer", "employer": "没有的"}, 200, "没有这个用人单位"),
    ({"by": "any", "employer": "C1"}, 200, "没有这个用人单位"),
    ({"by": "magic"}, 422, "不符合要求"),
    ({"by": "name", "name": "x" * 51, "birth_date": BORN}, 422, "不符合要求"),
    ({"by": "name", "name": "欧阳试验", "birth_date": BORN, "purpose": f"查 {NUMBERS[OWN]}"}, 400, "不得含证件号码"),
]


def test_nonsense_gets_a_sentence(store: Store) -> None:
    fill(store)
    with client(store, *REGULATOR) as ask:
        ask.headers["Accept"] = "text/html"
        for asked, status, said in NONSENSE:
            page = ask.post("/search", data=asked)
            assert (page.status_code, said in page.text) == (status, True), asked
            assert NUMBERS[OWN] not in page.text


def test_one_box_for_people_and_employers(store: Store) -> None:
    fill(store)
    with client(store, *REGULATOR) as ask:
        assert people(ask.post("/search", data={"by": "any", "employer": NUMBERS[OWN]}).text) == [OWN]
        assert 'href="/employers/1"' in ask.post("/search", data={"by": "any", "employer": "测试"}).text
    with client(store, Role.REGULATOR, "bureau:370102") as ask:  # reads no person: the number is no name of an employer
        assert people(ask.post("/search", data={"by": "any", "employer": NUMBERS[OWN]}).text) == []


def test_a_report_is_found_by_its_number_and_sender(store: Store) -> None:
    bring(store, message("TJ-2026-001"))
    asked = {"by": "report", "document": "examination", "sender": "370102001", "number": "TJ-2026-001"}
    with client(store, *REGULATOR) as ask:
        assert len(people(ask.post("/search", data=asked).text)) == 1
        for other in ({"number": "TJ-2026-002"}, {"sender": "370102002"}, {"document": "diagnosis"}):
            assert people(ask.post("/search", data=asked | other).text) == [], other
    with client(store, Role.CASE_REGULATOR, "bureau:370200") as ask:
        assert people(ask.post("/search", data=asked).text) == []


def test_at_most_twenty_are_shown_and_it_is_said(store: Store) -> None:
    fill(store)
    more = """
    with made as (insert into worker (worker_id, sex, birth_date, batch_id)
        select 1000 + n, '1', :born, 1 from generate_series(1, 24) n returning worker_id)
    insert into vault.identity (worker_id, id_type, name_index, sealed, batch_id)
    select worker_id, '88', :name, :sealed, 1 from made
    """
    name = "<script>alert(1)</script>"
    rename(store, OWN, name)
    values = {
        "born": BORN,
        "name": store.vault.blind("name", name),
        "sealed": store.vault.seal_json(["88", None, name, None], b"identity"),
    }
    with store.transaction(TESTER) as connection:
        connection.execute(text(more), values)
    with client(store, Role.CASE_REGULATOR, "bureau:370000") as ask:
        page = ask.post("/search", data={"by": "name", "name": name, "birth_date": BORN}).text
    assert len(people(page)) == MOST
    assert f"只显示 {MOST} 个" in page
    assert "<script>alert" not in page
