"""Pulling over HTTP: what is told, to whom, under which agreement, and that it is written down."""

from datetime import timedelta
from importlib import import_module
from typing import Any

import httpx
import pytest

from hub.db import Store
from hub.door.clients import today
from hub.pull.fences import INSURED
from hub.security.clients.agreeing import end_agreement
from hub.security.clients.clients import disable_client
from hub.security.permissions import Role
from tests.hub.intake.messages import fetch
from tests.hub.pull.examples import example
from tests.hub.pull.exchanging import put
from tests.hub.routers.pulling import INSURANCE, NAMES, STATUS, agreed, asking, entries, system, token
from tests.hub.security.clients.systems import ACTOR, NOW
from tests.hub.service import Site, client

FENCES = import_module("hub.migrations.versions.0005_fence")
AT = f"/api/v1/pull/{INSURANCE}"


def pages(ask: httpx.Client, at: str, limit: int = 2) -> list[dict[str, Any]]:
    """All pages from the beginning."""
    found: list[dict[str, Any]] = []
    while not (found and found[-1]["at_end"]):
        after = {"after": found[-1]["next"]} if found else {}
        answer = ask.get(at, params={"limit": limit} | after)
        assert answer.status_code == 200, answer.text
        found.append(answer.json())
    return found


def test_a_page_tells_what_was_agreed_and_is_written_down(store: Store) -> None:
    put(store, ("a", example("diagnosis")))
    put(store, ("b", example("appraisal")))
    put(store, ("c", example("suspected")))  # in no view
    who, agreement = system(store), agreed(store)
    with asking(store, who) as ask:
        (first, last) = pages(ask, AT)
        again = ask.get(AT, params={"after": last["next"]}).json()
        listed = ask.get(f"{AT}/days", params={"at": last["next"]}).json()["days"]
        tallies = [ask.get(f"{AT}/reconcile", params={"day": day, "at": last["next"]}).json() for day in listed]
    told = {event["document"]: event for event in first["events"]}
    assert set(told) == {"diagnosis", "appraisal"}
    assert {told["diagnosis"]["fields"][path] for path in ("worker.name", "worker.id_number")} == set(NAMES)
    assert (last["events"], again["events"], again["at_end"]) == ([], [], True)
    assert [(tally["day"], tally["records"]) for tally in tallies] == [(listed[0], 2)]
    ((actor, purpose, workers, detail),) = entries(store, "read")
    assert (actor, purpose) == (f"client:{who.client_id}", agreement.purpose)
    assert detail == {"view": INSURANCE, "agreement": agreement.agreement_id}
    assert workers == [row[0] for row in fetch(store, "select worker_id from worker")]


def test_of_another_city_and_without_identities(store: Store) -> None:
    put(store, ("a", example("diagnosis")))
    mine = system(store)
    agreed(store, STATUS, number="济南")
    other = system(store, "insurance-qingdao", "370200")
    agreed(store, number="青岛", client_id=other.client_id)
    with asking(store, other) as ask:
        assert pages(ask, AT)[0]["events"] == []
    with asking(store, mine) as ask:
        text = ask.get(f"/api/v1/pull/{STATUS}").text
    assert '"1101"' in text
    assert not [name for name in NAMES if name in text]
    assert entries(store, "read") == []  # nobody was opened


def test_what_may_be_pulled_is_listed(store: Store) -> None:
    who, agreement = system(store), agreed(store)
    with asking(store, who) as ask:
        (view,) = ask.get("/api/v1/pull").json()["views"]
    assert (view["name"], view["agreement"]["number"]) == (INSURANCE, agreement.number)
    assert view["documents"]["diagnosis"]["personal"] == ["worker.name", "worker.id_number"]
    assert view["address"] == AT


def refusal(store: Store, view: str, scopes: tuple[str, ...], **changes: Any) -> tuple[int, str]:
    who = system(store, scopes=scopes)
    if changes:
        agreed(store, **changes)
    with asking(store, who, scopes) as ask:
        answer = ask.get(f"/api/v1/pull/{view}")
    assert answer.headers["content-type"] == "application/problem+json"
    return answer.status_code, answer.json()["title_en"]


HAS = (f"pull/{INSURANCE}.read",)


def test_what_is_not_agreed_is_refused_with_the_reason(new_store: Any) -> None:
    store = new_store()
    month = timedelta(days=30)
    on = today(store)
    cases: list[tuple[dict[str, Any], str]] = [
        ({}, "There is no data-sharing agreement"),
        ({"views": [STATUS]}, "There is no data-sharing agreement"),
        ({"valid_from": on - month, "valid_until": on - timedelta(days=1)}, "ran out"),
        ({"valid_from": on + timedelta(days=1), "valid_until": on + month}, "is in force from"),
    ]
    for changes, said in cases:
        status, title = refusal(new_store(), INSURANCE, HAS, **changes)
        assert (status, said in title) == (403, True), title


def test_a_view_that_there_is_not_looks_like_one_without_its_scope(new_store: Any) -> None:
    none = refusal(new_store(), "nothing", (*HAS, "pull/nothing.read"), views=[INSURANCE])
    foreign = refusal(new_store(), STATUS, HAS, views=[STATUS])
    never = refusal(new_store(), "nothing", HAS, views=[INSURANCE])
    assert none == foreign == never
    assert none[0] == 404


def test_an_agreement_that_is_ended_or_a_client_disabled_is_felt_at_once(store: Store) -> None:
    who, agreement = system(store), agreed(store)
    with asking(store, who) as ask:
        assert ask.get(AT).status_code == 200
        with store.transaction(ACTOR) as connection:
            end_agreement(connection, store.keys, ACTOR, agreement.number, NOW)
        assert ask.get(AT).status_code == 403
        with store.transaction(ACTOR) as connection:
            disable_client(connection, store.keys, ACTOR, who.client_id, NOW)
        assert ask.get(AT).status_code == 401


@pytest.mark.parametrize("given", ["", "Bearer", "Bearer x", "Basic eDp4", "Bearer \u00e9", "bearer"])
def test_without_a_good_token_nobody_is_known(store: Store, given: str) -> None:
    with Site(store) as site:
        answer = httpx.get(site.url + AT, headers={"Authorization": given.encode("latin-1")})
    assert (answer.status_code, answer.headers["content-type"]) == (401, "application/problem+json")
    assert "Authorization: Bearer" in answer.json()["title"]


def test_a_token_that_has_run_out_is_not_good(store: Store) -> None:
    who = system(store)
    agreed(store)
    old = token(store, who, age=timedelta(minutes=6))
    with Site(store) as site:
        assert httpx.get(site.url + AT, headers={"Authorization": f"Bearer {old}"}).status_code == 401


@pytest.mark.parametrize("role", [Role.CASE_REGULATOR, Role.INSURANCE_AGENCY, Role.CLIENT])
def test_users_do_not_pull(store: Store, role: Role) -> None:
    with client(store, role, "bureau:370100") as ask:
        assert ask.get(AT).status_code in (401, 404)
        assert ask.post(f"/api/v1/bulk/{INSURANCE}").status_code in (401, 404)


@pytest.mark.parametrize("given", ["?after=nonsense", "?limit=0", "?limit=1001", "/reconcile", "/reconcile?day=x"])
def test_what_is_asked_wrongly_is_refused(store: Store, given: str) -> None:
    who = system(store)
    agreed(store)
    with asking(store, who) as ask:
        answer = ask.get(AT + given)
    assert answer.status_code in (400, 422)
    assert answer.headers["content-type"] == "application/problem+json"


def test_the_fence_of_insurance_is_known_here_as_it_is() -> None:
    assert set(FENCES.FOR_INSURANCE) == INSURED
