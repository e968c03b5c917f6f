"""What the token endpoint refuses: strangers by one face, what is not asked rightly by a word of the standard."""

import json
from base64 import urlsafe_b64encode
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from hub.db import Store
from hub.security.accounts.limits import ADDRESS
from hub.security.clients.assertions import BadAssertionError
from hub.security.clients.clients import disable_client
from tests.hub.intake.messages import fetch
from tests.hub.routers.asking import HERE, SCOPE, WHO, assertion, audited, form, service
from tests.hub.security.clients.systems import ACTOR, add, claims, pair, signed


def strangers(store: Store) -> dict[str, dict[str, str]]:
    """Who is not let in, and the reason that the audit alone is told."""
    add(store, "disabled-one")
    add(store, "later-one", active_from=datetime.now(UTC).date() + timedelta(days=2))
    add(store, "insurance-qingdao")
    with store.transaction(ACTOR) as connection:
        disable_client(connection, store.keys, ACTOR, "disabled-one", datetime.now(UTC))
    none = urlsafe_b64encode(json.dumps({"alg": "none", "kid": "ec-1"}).encode()).decode().rstrip("=")
    at = datetime.now(UTC)
    return {
        "form": form(client_assertion="x"),
        "header": form(client_assertion=f"{none}.{assertion().split('.')[1]}."),
        "signature": form(client_assertion=signed(claims(WHO, at), pair("EC", 2), kid="ec-1")),
        "key": form(client_assertion=signed(claims(WHO, at), pair("EC", 2))),
        "key nobody": form(client_assertion=assertion("nobody-there")),
        "key not an id": form(client_assertion=assertion("370102198003071217")),
        "key disabled": form(client_assertion=assertion("disabled-one")),
        "client": form(client_assertion=assertion("later-one")),
        "subject": form(client_assertion=assertion(sub="insurance-qingdao")),
        "subject other id": form(client_id="insurance-qingdao"),
        "audience": form(client_assertion=assertion(aud="https://elsewhere.example/oauth/token")),
        "time": form(client_assertion=assertion(exp=int(at.timestamp()) + 400)),
        "jti": form(client_assertion=assertion(jti=None)),
    }


def test_all_strangers_meet_the_same_face(store: Store, caplog: pytest.LogCaptureFixture) -> None:
    add(store)
    cases = strangers(store)
    with service(store) as ask:
        answers = [ask.post("/oauth/token", data=each) for each in cases.values()]
        used = form()
        assert ask.post("/oauth/token", data=used).status_code == 200
        answers.append(ask.post("/oauth/token", data=used))
    faces = {
        (one.status_code, one.text, *sorted(one.headers.items() - {("date", one.headers["date"])})) for one in answers
    }
    assert len(faces) == 1
    told = answers[0].json()
    assert (answers[0].status_code, told["error"], answers[0].headers["cache-control"]) == (
        401,
        "invalid_client",
        "no-store",
    )
    assert told["error_description"].isascii()
    assert told["error_description_zh"] == BadAssertionError("").zh
    entries = [entry for entry in audited(store) if entry[0] == "sign_in_failed"]
    assert [entry[3]["reason"] for entry in entries] == [*(name.split()[0] for name in cases), "replay"]  # type: ignore[index]
    assert {entry[1:3] for entry in entries} == {("system:token", HERE)}
    known = {entry[3].get("client") for entry in entries}  # type: ignore[attr-defined]
    assert known == {None, WHO, "disabled-one", "later-one"}, "only ids that there are are written down"
    for secret in (*(case["client_assertion"] for case in cases.values()), "370102198003071217"):
        assert secret == "x" or (secret not in caplog.text and secret not in str(audited(store)))


WRONG: list[tuple[dict[str, str | None], str]] = [
    ({"grant_type": "password"}, "unsupported_grant_type"),
    ({"grant_type": None}, "invalid_request"),
    ({"client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:saml2-bearer"}, "invalid_request"),
    ({"client_assertion_type": None}, "invalid_request"),
    ({"client_assertion": None}, "invalid_request"),
    ({"client_assertion": ""}, "invalid_request"),
    ({"client_assertion": "x" * 20_000}, "invalid_request"),
    ({"client_secret": "x"}, "invalid_request"),
    ({"scope": None}, "invalid_scope"),
    ({"scope": "  "}, "invalid_scope"),
    ({"scope": "pull/case_status.read push/death.write"}, "invalid_scope"),
    ({"scope": "everything"}, "invalid_scope"),
    ({"scope": "batch.write,pull/case_status.read"}, "invalid_scope"),
]


def test_what_is_not_asked_rightly(store: Store) -> None:
    add(store)
    with service(store) as ask:
        answers = [ask.post("/oauth/token", data=form(**changes)) for changes, _ in WRONG]
    assert [(one.status_code, one.json()["error"]) for one in answers] == [(400, error) for _, error in WRONG]
    assert all(one.headers["cache-control"] == "no-store" for one in answers)
    assert all(one.json()["error_description"].isascii() and one.json()["error_description_zh"] for one in answers)
    assert fetch(store, "select 1 from client_token") == []
    told = [("sign_in_failed", f"client:{WHO}", HERE, {"client": WHO, "reason": "scope"})]
    assert audited(store) == told * [error for _, error in WRONG].count("invalid_scope")


def test_bodies_that_are_no_form(store: Store) -> None:
    as_form = {"Content-Type": "application/x-www-form-urlencoded"}
    bodies: list[dict[str, Any]] = [
        {"json": form()},
        {"files": {name: (None, value) for name, value in form().items()}},
        {"content": b"", "headers": as_form},
        {"content": b"\xff=1", "headers": as_form},
        {"content": b"grant_type=client_credentials&grant_type=client_credentials", "headers": as_form},
        {"content": b"&".join(b"a%d=1" % n for n in range(30)), "headers": as_form},
        {"data": form(), "auth": ("insurance-jinan", "secret")},
    ]
    with service(store) as ask:
        answers = [ask.post("/oauth/token", **body) for body in bodies]
    assert [(one.status_code, one.json()["error"]) for one in answers] == [(400, "invalid_request")] * len(bodies)


def test_an_assertion_with_wrong_scopes_is_used_up(store: Store) -> None:
    add(store)
    text = assertion()
    with service(store) as ask:
        asked = [ask.post("/oauth/token", data=form(client_assertion=text, scope=scope)) for scope in ("x", SCOPE)]
    assert [one.json()["error"] for one in asked] == ["invalid_scope", "invalid_client"]


def test_failures_slow_their_address_down_and_no_other(store: Store) -> None:
    add(store)
    with service(store) as ask, service(store, "127.0.0.8") as elsewhere:
        statuses = [ask.post("/oauth/token", data=form(client_assertion="x")).status_code for _ in range(ADDRESS.free)]
        waiting = ask.post("/oauth/token", data=form())
        assert statuses == [401] * ADDRESS.free
        assert (waiting.status_code, waiting.json()["error"]) == (429, "temporarily_unavailable")
        assert int(waiting.headers["retry-after"]) >= 1
        assert elsewhere.post("/oauth/token", data=form()).status_code == 200
