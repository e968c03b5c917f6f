"""The calculator over HTTP: one case, a list, refusals as problem details, and nobody who has not signed in."""

from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest
from fastapi import FastAPI

from analytics.entitlements.calculate import answer
from hub.db import Store
from hub.routers import entitlements
from hub.routers.cases import MOST
from hub.security.accounts.sessions import csrf_secret
from hub.security.permissions import Role
from tests.hub.service import Site, signed_in

PATH = "/api/v1/entitlements"
ORGANISATIONS = {Role.REGULATOR: "bureau:370100", Role.EXAM_INSTITUTION: "institution:370102001"}


def included(app: FastAPI) -> None:
    """The service with this router, whether or not it has it already."""
    if PATH not in app.openapi()["paths"]:
        app.openapi_schema = None
        app.include_router(entitlements.router)


@contextmanager
def asking(store: Store, role: Role | None = Role.REGULATOR) -> Iterator[httpx.Client]:
    with Site(store, extra=included) as site, httpx.Client(base_url=site.url, timeout=30) as ask:
        if role:
            token = signed_in(store, role, ORGANISATIONS[role])
            ask.cookies.set("ohub", token)
            ask.headers["X-CSRF-Token"] = csrf_secret(token)
        yield ask


@pytest.mark.parametrize("role", ORGANISATIONS)
def test_one_case_and_a_list_are_answered_as_the_calculator_does(store: Store, role: Role) -> None:
    given = [entitlements.EXAMPLE, {"grade": 11}, {}]
    with asking(store, role) as ask:
        one, several = ask.post(PATH, json=entitlements.EXAMPLE), ask.post(PATH, json=given)
    assert (one.status_code, several.status_code) == (200, 200)
    assert one.json() == answer(entitlements.EXAMPLE)
    assert several.json() == answer(given)
    amounts = {item["code"]: item["amount"] for item in one.json()["items"] if item["amount"]}
    assert amounts == {"disability_lump_sum": 130200.0, "disability_allowance": 4650.0}


def test_refusals_are_problem_details_in_two_languages(store: Store) -> None:
    with asking(store) as ask:
        bad = ask.post(PATH, json={"grade": 11, "region": "张三"})
        many = ask.post(PATH, json=[{}] * (MOST + 1))
        broken = ask.post(PATH, content=b"{", headers={"Content-Type": "application/json"})
    for refusal in (bad, many, broken):
        assert refusal.status_code == 422
        assert refusal.headers["content-type"] == "application/problem+json"
    assert bad.json()["title"].startswith("grade 须为 1 至 10 的整数；region 须为")
    assert bad.json()["title_en"].startswith("grade must be a whole number from 1 to 10")
    assert "张三" not in bad.text
    assert "1000" in many.json()["title"]


def test_nobody_calculates_without_signing_in(store: Store) -> None:
    with asking(store, role=None) as ask:
        assert ask.post(PATH, json=entitlements.EXAMPLE).status_code == 401
