"""People over HTTP: who may, of whom, with what entry in the audit, and that nothing of a person is said elsewhere."""

import logging
from collections.abc import Iterator
from urllib.parse import quote

import httpx
import pytest
from sqlalchemy import text

from hub.db import Store
from hub.people.purposes import DEFAULTS
from hub.security.accounts.quotas import UNMASK
from hub.security.permissions import Permission, Role, may
from tests.hub.intake.messages import TESTER, fetch
from tests.hub.people.two_people import (
    FOREIGN,
    FORMER,
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
from tests.hub.security.audit.auditing import as_owner
from tests.hub.service import client

BORN = "1975-04-09"
SEARCH = "/api/v1/workers/search"
ALL = {"reason": "核实工伤认定申请人", "fields": ["name", "id_number", "phone"]}
REGULATOR = (Role.CASE_REGULATOR, "bureau:370102")


def at(worker: int) -> str:
    return f"/api/v1/workers/{worker}"


def entries(store: Store) -> list[tuple[object, ...]]:
    query = "select verb, purpose, workers, records, address, detail from audit_entry order by entry_id"
    return [tuple(row) for row in fetch(store, query)]


@pytest.fixture
def regulator(store: Store) -> Iterator[httpx.Client]:
    """A case regulator of the first place."""
    fill(store)
    with client(store, *REGULATOR) as ask:
        yield ask


@pytest.mark.parametrize("role", list(Role))
def test_who_may_do_what_to_whom(store: Store, role: Role) -> None:
    """The truth table: own, foreign and no worker, by each way there is."""
    fill(store)
    reads, unmasks = (may(role, each) for each in (Permission.PERSON_READ, Permission.PERSON_UNMASK))
    with client(store, role, ORGANISATIONS[role]) as ask:
        read = [ask.get(at(worker)) for worker in (OWN, FOREIGN, NONE)]
        clear = [ask.post(f"{at(worker)}/unmask", json=ALL) for worker in (OWN, FOREIGN, NONE)]
        found = [ask.post(SEARCH, json={"id_number": NUMBERS[worker]}) for worker in (OWN, FOREIGN)]
        named = [ask.post(SEARCH, json={"name": NAMES[each], "birth_date": BORN}) for each in (OWN, FOREIGN)]
    assert [each.status_code for each in read] == [200 if reads else 404, 404, 404]
    assert [each.status_code for each in clear] == [200 if unmasks else 404, 404, 404]
    assert {each.text for each in read[1:]} == {read[1].text}
    assert {each.text for each in clear[1:]} == {clear[1].text}
    for own, foreign in (found, named):
        assert own.status_code == foreign.status_code == (200 if reads else 404)
        assert [each["worker_id"] for each in own.json().get("items", [])] == ([OWN] if reads else [])
        assert not foreign.json().get("items")
    verbs = [entry[0] for entry in entries(store)]
    assert verbs == ["read"] * reads + ["unmask"] * unmasks + ["read"] * 4 * reads
    said = "".join(each.text for each in (*read, *found, *named))
    assert not [value for value in PERSONAL if value in said]


def test_a_read_is_written_down_with_what_was_read(store: Store, regulator: httpx.Client) -> None:
    answer = regulator.get(at(OWN), params={"limit": 2})
    told = answer.json()
    assert told["worker"]["identities"][0]["name"] == "欧阳*"
    assert [each["record_id"] for each in told["records"]["items"]] == [3, 2]
    rest = regulator.get(at(OWN), params={"cursor": told["records"]["next"]}).json()["records"]
    assert ([each["record_id"] for each in rest["items"]], rest["next"]) == ([1], None)
    purpose = DEFAULTS[Role.CASE_REGULATOR]
    assert entries(store) == [("read", purpose, [OWN], read, "127.0.0.1", {}) for read in ([2, 3], [1])]


def test_a_purpose_of_ones_own_is_kept(store: Store, regulator: httpx.Client) -> None:
    assert regulator.get(at(OWN), headers={"X-Purpose": quote("复核 2026-17 号投诉")}).status_code == 200
    assert [entry[1] for entry in entries(store)] == ["复核 2026-17 号投诉"]


@pytest.mark.parametrize(
    ("purpose", "status"),
    [("%ff", 422), (quote(f"查 {PHONES[OWN]}"), 400), (quote(f"查 {NUMBERS[OWN]}"), 400), (quote("查" * 201), 400)],
)
def test_a_purpose_that_cannot_be_one_is_refused(
    store: Store, regulator: httpx.Client, purpose: str, status: int
) -> None:
    for answer in (
        regulator.get(at(OWN), headers={"X-Purpose": purpose}),
        regulator.post(SEARCH, json={"id_number": NUMBERS[OWN]}, headers={"X-Purpose": purpose}),
    ):
        assert answer.status_code == status
        assert not [value for value in PERSONAL if value in answer.text]
    assert entries(store) == []


def test_unmasking_gives_what_was_asked_for_and_why_is_kept(store: Store, regulator: httpx.Client) -> None:
    whole = regulator.post(f"{at(OWN)}/unmask", json=ALL).json()
    assert whole["worker_id"] == OWN
    assert {each["name"] for each in whole["identities"]} == {NAMES[OWN], FORMER[OWN]}
    assert {(each["id_number"], each["phone"]) for each in whole["identities"]} == {(NUMBERS[OWN], PHONES[OWN])}
    one = regulator.post(f"{at(OWN)}/unmask", json=ALL | {"fields": ["phone", "phone"]}).json()
    assert one["identities"] == [{"id_type": "01", "phone": PHONES[OWN]}]
    address = "127.0.0.1"
    assert entries(store) == [
        ("unmask", ALL["reason"], [OWN], [], address, {"fields": ["id_number", "name", "phone"]}),
        ("unmask", ALL["reason"], [OWN], [], address, {"fields": ["phone"]}),
    ]


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"reason": None}, 422),
        ({"reason": ""}, 422),
        ({"reason": "  办案 "}, 422),
        ({"reason": "x" * 201}, 422),
        ({"reason": f"本人来电 {PHONES[OWN]}"}, 400),
        ({"fields": []}, 422),
        ({"fields": ["remark"]}, 422),
        ({"fields": None}, 422),
    ],
)
def test_unmasking_without_a_reason_or_of_something_else(
    store: Store, regulator: httpx.Client, change: dict[str, object], status: int
) -> None:
    body = {name: value for name, value in (ALL | change).items() if value is not None}
    answer = regulator.post(f"{at(OWN)}/unmask", json=body)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert not [value for value in PERSONAL if value in answer.text]
    assert entries(store) == []
    assert fetch(store, "select count(*) from sign_in_attempt") == [(0,)]


def test_too_many_at_once_wait(store: Store, regulator: httpx.Client) -> None:
    answers = [regulator.post(f"{at(OWN)}/unmask", json=ALL) for _ in range(UNMASK.at_once + 1)]
    assert [each.status_code for each in answers] == [200] * UNMASK.at_once + [429]
    assert 0 < int(answers[-1].headers["retry-after"]) <= UNMASK.every.total_seconds()
    assert len(entries(store)) == UNMASK.at_once
    assert regulator.get(at(OWN)).status_code == 200


def test_what_cannot_be_written_down_is_not_told(store: Store, regulator: httpx.Client) -> None:
    """The entry is of the same transaction: without it there is no answer."""
    as_owner(store, f'revoke insert on audit_entry from "{store.app_url.username}_territory"')
    for answer in (
        regulator.get(at(OWN)),
        regulator.post(f"{at(OWN)}/unmask", json=ALL),
        regulator.post(SEARCH, json={"id_number": NUMBERS[OWN]}),
    ):
        assert answer.status_code == 500
        assert not [word for word in (*PERSONAL, "欧阳") if word in answer.text]
    assert entries(store) == []


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"name": NAMES[OWN]},
        {"birth_date": BORN},
        {"id_number": NUMBERS[OWN], "name": NAMES[OWN], "birth_date": BORN},
        {"id_number": NUMBERS[OWN], "birth_date": BORN},
        {"id_number": ""},
        {"id_number": NUMBERS[OWN] + "0"},
        {"name": NAMES[OWN], "birth_date": NUMBERS[OWN]},
        {NUMBERS[OWN]: NAMES[OWN]},
        [NUMBERS[OWN]],
        NUMBERS[OWN],
    ],
)
def test_a_search_by_anything_else_is_refused_and_repeats_nothing(
    store: Store, regulator: httpx.Client, body: object
) -> None:
    answer = regulator.post(SEARCH, json=body)
    assert answer.status_code == 422
    assert not [value for value in PERSONAL if value in answer.text]
    assert entries(store) == []


def test_a_search_is_written_down_whatever_it_finds(store: Store, regulator: httpx.Client) -> None:
    answer = regulator.post(SEARCH, json={"id_number": NUMBERS[OWN]}).json()
    assert answer["complete"] is True
    regulator.post(SEARCH, json={"name": NAMES[FOREIGN], "birth_date": BORN})
    purpose = DEFAULTS[Role.CASE_REGULATOR]
    assert entries(store) == [
        ("read", purpose, [OWN], [], "127.0.0.1", {"by": "id_number", "hits": 1}),
        ("read", purpose, [], [], "127.0.0.1", {"by": "name", "hits": 0}),
    ]


def test_no_number_can_be_put_into_an_address(store: Store, regulator: httpx.Client) -> None:
    paths = regulator.get("/openapi.json").json()["paths"]
    ours = {path: paths[path] for path in paths if path.startswith("/api/v1/workers")}
    assert {path: set(methods) for path, methods in ours.items()} == {
        "/api/v1/workers/{worker_id}": {"get"},
        "/api/v1/workers/search": {"post"},
        "/api/v1/workers/{worker_id}/unmask": {"post"},
    }
    assert regulator.get("/api/v1/workers", params={"id_number": NUMBERS[OWN]}).status_code == 404
    assert regulator.get(at(int(NUMBERS[OWN][:17]))).status_code == 404


def test_nothing_of_a_person_is_logged_or_counted(
    store: Store, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    fill(store)
    with client(store, *REGULATOR) as ask:
        ask.get(at(OWN))
        ask.post(f"{at(OWN)}/unmask", json=ALL)
        ask.post(SEARCH, json={"id_number": NUMBERS[OWN]})
        as_owner(store, "update vault.identity set sealed = '\\x00'")
        assert ask.get(at(OWN)).status_code == 503
        metrics = ask.get("/metrics").text
    ours = [record.getMessage() for record in caplog.records if not record.name.startswith(("httpx", "httpcore"))]
    said = metrics + "".join(capfd.readouterr()) + "".join(ours) + str(fetch(store, "select * from audit_entry"))
    assert not [value for value in PERSONAL if value in said]


def test_a_name_with_markup_is_text(store: Store, regulator: httpx.Client) -> None:
    name = "<script>alert(1)</script>"
    rename(store, OWN, name)
    answer = regulator.post(f"{at(OWN)}/unmask", json=ALL, headers={"Accept": "text/html"})
    assert answer.headers["content-type"] == "application/json"
    assert name in {each["name"] for each in answer.json()["identities"]}
    assert "<*" in {each["name"] for each in regulator.get(at(OWN)).json()["worker"]["identities"]}


def test_a_profile_without_sex_and_birth_date(store: Store, regulator: httpx.Client) -> None:
    with store.transaction(TESTER) as connection:
        connection.execute(text("update worker set birth_date = null, sex = null"))
    worker = regulator.get(at(OWN)).json()["worker"]
    assert (worker["sex"], worker["birth_year"], worker["workers"]) == (None, None, [OWN])
