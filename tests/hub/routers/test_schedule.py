"""The examination calculator over HTTP: who may ask, one case, a list, and what is refused."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest
import uvicorn
from fastapi import FastAPI

from hub.db import Store
from hub.routers import problems, schedule
from hub.routers.cases import MOST
from hub.security.accounts.sessions import csrf_secret
from hub.security.permissions import Role
from tests.hub.service import Site, signed_in

PATH = "/api/v1/schedule"
SECRET = "370102199001011234"  # a person's number that came into the wrong field


class ScheduleSite(Site):
    """The calculator by itself, served by uvicorn."""

    def __init__(self, store: Store) -> None:
        app = FastAPI()
        app.state.store, self.batch = store, 0
        problems.install(app)
        app.include_router(schedule.router)
        self._server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="critical"))
        self._thread = threading.Thread(target=self._server.run)


@contextmanager
def asking(store: Store, role: Role | None = Role.EMPLOYER) -> Iterator[httpx.Client]:
    """Asks as somebody with that role; as nobody for None."""
    with ScheduleSite(store) as site, httpx.Client(base_url=site.url, timeout=30) as client:
        if role:
            token = signed_in(store, role, "employer:91370102MA3C000015")
            client.cookies.set("ohub", token)
            client.headers["X-CSRF-Token"] = csrf_secret(token)
        yield client


def test_one_case_and_a_list(store: Store) -> None:
    case = schedule.EXAMPLE
    with asking(store) as client:
        one = client.post(PATH, json=case)
        several = client.post(PATH, json=[case, {**case, "as_of": None}, case])
        none = client.post(PATH, json=[])
    assert one.status_code == several.status_code == none.status_code == 200
    (before, periodic) = one.json()["required"]
    assert (before["type"], before["last"], periodic["type"], periodic["due"], periodic["overdue_days"]) == (
        "01", None, "02", "2026-09-10", 74,
    )  # fmt: skip
    first, bad, last = several.json()
    assert first == last == one.json()
    assert "as_of" in bad["problem"]["zh"]
    assert none.json() == []


@pytest.mark.parametrize("role", [None])
def test_nobody_asks_without_signing_in(store: Store, role: Role | None) -> None:
    with asking(store, role) as client:
        assert client.post(PATH, json=schedule.EXAMPLE).status_code == 401


def test_refusals_say_what_is_wrong_and_repeat_nothing(store: Store) -> None:
    with asking(store) as client:
        answers = [
            client.post(PATH, json={**schedule.EXAMPLE, "hazards": [{"code": SECRET}]}),
            client.post(PATH, json=[schedule.EXAMPLE] * (MOST + 1)),
            client.post(PATH, json="case"),
            client.post(PATH, content=SECRET, headers={"Content-Type": "application/json"}),
        ]
    assert [answer.status_code for answer in answers] == [422] * 4
    assert "hazards.0.code" in answers[0].json()["title"]
    assert "1000" in answers[1].json()["title_en"]
    assert not any(SECRET in answer.text for answer in answers)
