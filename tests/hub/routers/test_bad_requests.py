"""Requests that are not what they should be: too large, too slow, with a head of their own, for what is another's."""

import socket
import time
from contextlib import suppress
from urllib.parse import urlsplit

import httpx
import pytest
import uvicorn
from fastapi import FastAPI

from hub.db import Store
from hub.door.lists import to_cursor
from hub.door.patience import Attentive, Patience
from hub.security.permissions import Role
from tests.hub.intake.messages import fetch
from tests.hub.security.two_places import PLACES
from tests.hub.security.two_places import fill as fill_places
from tests.hub.service import PERSONAL, Site, client, fill, signed_in


def speak(url: str, *pieces: bytes, pause: float = 0.0) -> bytes:
    """Send bytes as they are, and read until the service hangs up."""
    address = urlsplit(url)
    with socket.create_connection((str(address.hostname), int(address.port or 0)), timeout=20) as connection:
        for piece in pieces:
            connection.sendall(piece)
            time.sleep(pause)
        heard = b""
        with suppress(ConnectionResetError):
            while more := connection.recv(65536):
                heard += more
        return heard


def test_a_large_form_is_refused_before_it_is_read(store: Store) -> None:
    with client(store) as ask:
        answer = ask.post("/account/password", data={"old": "x" * (2 << 20), "new": "y"})
    assert answer.status_code == 413
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_body_that_stops_is_given_up(store: Store) -> None:
    def impatient(app: FastAPI) -> None:
        app.add_middleware(Patience, seconds=0.5)

    token = signed_in(store)
    head = (
        b"POST /account/password HTTP/1.1\r\nHost: x\r\nCookie: ohub=%b\r\nContent-Length: 100\r\n"
        b"Content-Type: application/x-www-form-urlencoded\r\nConnection: close\r\n\r\nold="
    ) % token.encode()
    with Site(store, extra=impatient) as site:
        heard = speak(site.url, head)
    assert heard.startswith(b"HTTP/1.1 408 ")
    assert fetch(store, "select count(*) from audit_entry where verb = 'change'") == [(0,)]


def test_a_head_that_does_not_end_is_hung_up_on(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Attentive, "seconds", 0.5)
    monkeypatch.setattr(uvicorn, "Config", lambda app, **how: _config(app, http=Attentive, **how))
    with Site(store) as site:
        begun = time.monotonic()
        assert speak(site.url, b"GET / HTTP/1.1\r\n", b"X: y\r\n", pause=0.3) == b""
        assert speak(site.url) == b""
        assert time.monotonic() - begun < 10
        assert httpx.get(f"{site.url}/healthz").status_code == 200


_config = uvicorn.Config


@pytest.mark.parametrize(
    "head",
    [
        b"GET /healthz HTTP/1.1\r\nHost: x\r\nX: " + b"y" * (1 << 20) + b"\r\n\r\n",
        b"POST /healthz HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!",
        b"POST /healthz HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        b"GET /\x00 HTTP/1.1\r\nHost: x\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"nonsense\r\n\r\n",
    ],
)
def test_a_head_that_is_none_is_refused(store: Store, head: bytes) -> None:
    with Site(store) as site:
        heard = speak(site.url, head)
        assert heard.startswith(b"HTTP/1.1 400 ") or heard == b""
        assert httpx.get(f"{site.url}/healthz").status_code == 200


def test_nothing_asked_comes_back_as_a_header(store: Store) -> None:
    evil = "/gaps\r\nSet-Cookie: ohub=stolen"
    with client(store, None) as ask:
        page = ask.get("/sign-in", params={"next": evil})
        led = ask.get("/gaps", params={"rule": "x\r\nSet-Cookie: a=b"}, headers={"Accept": "text/html"})
    assert "set-cookie" not in page.headers
    assert 'name="next" value="/"' in page.text
    assert "set-cookie" not in led.headers
    assert "\r" not in led.headers["location"]


FOREIGN = ("/api/v1/batches/{batch}", "/api/v1/batches/{batch}/issues", "/api/v1/batches/{batch}/receipt",
           "/api/v1/batches/{batch}/receipt/rows", "/batches/{batch}")  # fmt: skip


@pytest.mark.parametrize("path", FOREIGN)
def test_what_is_anothers_looks_like_what_is_not_there(store: Store, path: str) -> None:
    """The answer to a foreign number and to none are the same, whatever is asked of it."""
    fill_places(store)
    own, other = PLACES[0], PLACES[1]
    batches = {str(org): int(n) for org, n in fetch(store, "select organisation, batch_id from batch")}
    with client(store, Role.EXAM_INSTITUTION, f"institution:{own[3]}") as ask:
        answers = [ask.get(path.format(batch=n)) for n in (batches[other[3]], 10**6)]
        mine = ask.get(path.format(batch=batches[own[3]]))
    assert [answer.status_code for answer in answers] == [404, 404]
    assert (
        len({answer.text.replace(str(n), "") for answer, n in zip(answers, (batches[other[3]], 10**6), strict=True)})
        == 1
    )
    assert mine.status_code in (200, 409)  # a batch without its bytes has no receipt


def test_a_cursor_of_another_county_shows_ones_own_only(store: Store) -> None:
    fill_places(store)
    with client(store, Role.REGULATOR, "bureau:370102") as ask:
        cursor = ask.get("/api/v1/findings?analysis=gaps&limit=1").json()["items"][0]["finding_id"]
        listed = ask.get("/api/v1/findings", params={"analysis": "gaps", "limit": 1}).json()
        assert {each["division_code"] for each in listed["items"]} == {"370102"}
    with client(store, Role.REGULATOR, "bureau:370202") as ask:
        listed = ask.get("/api/v1/findings", params={"analysis": "gaps", "cursor": to_cursor(cursor - 1)}).json()
        assert {each["division_code"] for each in listed["items"]} <= {"370202"}


def test_numbers_and_text_that_no_column_holds(store: Store) -> None:
    fill(store)
    with client(store) as ask:
        for path in (f"/api/v1/batches/{10**30}", "/api/v1/batches/1/issues?code=%00", f"/gaps?rule=%00{PERSONAL[1]}"):
            answer = ask.get(path)
            assert answer.status_code in (404, 422), path
            assert PERSONAL[1] not in answer.text
