"""The page of a person: who sees whom, masked or for a reason in clear, and what it puts together from the records."""

import re
from datetime import date
from typing import Any

import orjson
import pytest
from sqlalchemy import text

from hub.db import Store
from hub.people.purposes import DEFAULTS
from hub.security.accounts.quotas import UNMASK
from hub.security.permissions import Permission, Role, may
from tests.hub.intake.messages import TESTER, fetch
from tests.hub.people.two_people import (
    FOREIGN,
    NAMES,
    NONE,
    NUMBERS,
    ORGANISATIONS,
    OWN,
    PERSONAL,
    PHONES,
    fill,
    rename,
)
from tests.hub.service import client
from tests.hub.surveillance.records import put

REGULATOR = (Role.CASE_REGULATOR, "bureau:370102")
ENTRIES = "select verb, purpose, workers, records, detail from audit_entry order by entry_id"
EARS = ("3040100", "3040500", "3040800")
RESULTS = """
update record_version set results = cast(:results as jsonb), division_code = '370102', org_code = '370102001'
where record_id = :record
"""


def at(worker: int) -> str:
    return f"/workers/{worker}"


def examined(store: Store, record: int, on: date, exam_type: str, *values: str) -> None:
    """An examination of the person with hearing thresholds, stored as intake stores them."""
    body: dict[str, Any] = {"exam_type": exam_type, "work_type": "00-13", "exposed_hazards": ["3008"]}
    body |= {
        "exposure": {"months": 30, "started_on": "2015-06-01"},
        "conclusions": [{"hazards": ["3008"], "conclusion": "01"}],
    }
    put(store, record, "examination", OWN, 1, examined_on=on, **body)
    results = {"item": EARS, "value": values, "unit": ["dB"] * 3, "abnormal": [value == "40" for value in values]}
    with store.transaction(TESTER) as connection:
        connection.execute(text(RESULTS), {"results": orjson.dumps(results).decode(), "record": record})


@pytest.fixture
def filled(store: Store) -> Store:
    fill(store)
    examined(store, 201, date(2020, 5, 1), "01", "10", "15", "10")
    examined(store, 202, date(2026, 5, 1), "02", "20", "40", "未测")
    return store


@pytest.mark.parametrize("role", list(Role))
def test_who_sees_whom(store: Store, role: Role) -> None:
    fill(store)
    reads, unmasks = (may(role, each) for each in (Permission.PERSON_READ, Permission.PERSON_UNMASK))
    form = {"reason": "核实工伤认定申请人", "fields": "name"}
    with client(store, role, ORGANISATIONS[role]) as ask:
        seen = [ask.get(at(worker)) for worker in (OWN, FOREIGN, NONE)]
        clear = [ask.post(f"{at(worker)}/unmask", data=form) for worker in (OWN, FOREIGN, NONE)]
    assert [each.status_code for each in seen] == [200 if reads else 404, 404, 404]
    assert [each.status_code for each in clear] == [200 if unmasks else 404, 404, 404]
    assert not [value for value in PERSONAL if any(value in each.text for each in seen)]


def test_the_whole_page_masked_and_written_down(filled: Store) -> None:
    with client(filled, *REGULATOR) as ask:
        page, english = ask.get(at(OWN)).text, ask.get(at(OWN), params={"lang": "en"}).text
    assert "欧阳*" in page
    assert not [value for value in PERSONAL if value in page]
    for said in ("测试单位", "噪声", "2 年 6 个月", "自 2015-06-01", "2020-05-01 – 2026-11-25", "职业病诊断", "/gaps/"):
        assert said in page, said
    assert "What happened" in english
    verb, purpose, workers, records, detail = fetch(filled, ENTRIES)[0]
    assert (verb, purpose, workers, detail) == ("read", DEFAULTS[Role.CASE_REGULATOR], [OWN], {})
    assert set(records) >= {201, 202}


def test_hearing_against_the_first_examination_before_the_job(filled: Store) -> None:
    with client(filled, *REGULATOR) as ask:
        page = ask.get(at(OWN)).text
    rows = re.findall(r"<tr><th scope=\"row\" class=\"wide\">(.*?)</tr>", page, re.DOTALL)
    cells = [" ".join(re.sub("<[^>]+>", " ", row).split()) for row in rows]
    assert cells == [
        "左耳 500Hz（气导） dB 10 20 +10",
        "左耳 4000Hz（气导） dB 15 40 异常 +25",
        "右耳 500Hz（气导） dB 10 未测",
    ]
    assert "&#34;dashed&#34;: true" in page or "&quot;dashed&quot;: true" in page


def test_unmasking_shows_once_what_was_asked_for_and_why_is_kept(filled: Store) -> None:
    with client(filled, *REGULATOR) as ask:
        shown = ask.post(f"{at(OWN)}/unmask", data={"reason": "核实工伤认定申请人", "fields": ["name", "phone"]})
        again = ask.get(at(OWN))
    assert shown.headers["Cache-Control"] == "no-store"
    assert NAMES[OWN] in shown.text
    assert PHONES[OWN] in shown.text
    assert NUMBERS[OWN] not in shown.text
    assert NAMES[OWN] not in again.text
    verb, purpose, workers, _, detail = fetch(filled, ENTRIES)[0]
    assert (verb, purpose, workers, detail) == ("unmask", "核实工伤认定申请人", [OWN], {"fields": ["name", "phone"]})


@pytest.mark.parametrize(
    ("reason", "said"), [("", "请写明"), ("x", "请写明"), (f"查 {NUMBERS[OWN]}", "不得含证件号码")]
)
def test_a_reason_that_is_none_is_refused_in_a_sentence(store: Store, reason: str, said: str) -> None:
    fill(store)
    with client(store, *REGULATOR) as ask:
        page = ask.post(f"{at(OWN)}/unmask", data={"reason": reason})
    assert page.status_code in (400, 422)
    assert said in page.text
    assert not [value for value in PERSONAL if value in page.text]
    assert [entry[0] for entry in fetch(store, ENTRIES)] == ["read"]


def test_the_quota_of_unmasking_is_one_for_pages_and_programs(store: Store) -> None:
    fill(store)
    asked = {"reason": "核实工伤认定申请人", "fields": ["name"]}
    with client(store, *REGULATOR) as ask:
        for _ in range(UNMASK.at_once):
            assert ask.post(f"/api/v1/workers/{OWN}/unmask", json=asked).status_code == 200
        page = ask.post(f"{at(OWN)}/unmask", data=asked)
    assert page.status_code == 429
    assert int(page.headers["Retry-After"]) > 0
    assert "查看明文的次数已达上限" in page.text


def test_a_name_is_text_whatever_stands_in_it(store: Store) -> None:
    fill(store)
    rename(store, OWN, "<script>alert(1)</script>")
    with client(store, *REGULATOR) as ask:
        page = ask.post(f"{at(OWN)}/unmask", data={"reason": "核实工伤认定申请人"}).text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert" not in page
