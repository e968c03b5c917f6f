"""Every path of the service has a lock, and each lock lets in whom the map of roles says and nobody else."""

import re
from functools import partial

import pytest
from fastapi.routing import APIRoute, iter_route_contexts
from starlette.routing import BaseRoute

from hub.db import Store
from hub.door.locks import Lock, Open
from hub.main import create_app
from hub.routers.described import locks
from hub.security.permissions import Role, may
from tests.hub.service import client

# What nobody needs to be known for, and why.
FOR_ALL = {
    "/healthz": "a watchdog asks",
    "/readyz": "a watchdog asks",
    "/metrics": "counts by route, nothing of a person",
    "/.well-known/jwks.json": "anyone verifies what the hub signed",
    "/sign-in": "who signs in is not known yet",
    "/sign-in/second-factor": "asks for the begun session itself",
    "/sign-in/second-factor/new": "asks for the begun session itself",
    "/sign-in/second-factor/confirm": "asks for the begun session itself",
    "/sign-out": "asks for the session itself",
    "/sign-in/sso/{name}": "who signs in is not known yet",
    "/sign-in/sso/{name}/callback": "who signs in is not known yet",
    "/sign-in/sso/{name}/jwks.json": "the provider verifies what the hub signed",
    "/oauth/token": "a system shows by its assertion which one it is",
}
OF_FRAMEWORK = {"/openapi.json"}  # the description of the interface, which is public


def everything(store: Store) -> list[BaseRoute]:
    """Routes of included routers too."""
    return [context.original_route for context in iter_route_contexts(create_app(store).routes)]


def routes(store: Store) -> list[APIRoute]:
    found = [route for route in everything(store) if isinstance(route, APIRoute)]
    assert len(found) > 20
    return found


def filled(route: APIRoute) -> str:
    """Its address, with 1 for whatever it is of."""
    return re.sub(r"{\w+(:\w+)?}", "1", route.path)


def test_every_path_and_page_has_exactly_one_lock(store: Store) -> None:
    for route in routes(store):
        assert len(list(locks(route.dependant))) == 1, route.path


def test_what_is_open_to_all_is_known(store: Store) -> None:
    found = {route.path for route in routes(store) if any(isinstance(lock, Open) for lock in locks(route.dependant))}
    assert found == set(FOR_ALL)


def test_there_is_nothing_else_to_reach(store: Store) -> None:
    """Nothing but the routes with locks, the static files and the description."""
    others = [route for route in everything(store) if not isinstance(route, APIRoute)]
    assert {route.path for route in others} == {"/static", *OF_FRAMEWORK}  # type: ignore[attr-defined]


def test_nobody_gets_in_without_signing_in(store: Store) -> None:
    """Programs are told so, whatever they ask; a browser is led to the sign-in."""
    with client(store, None) as ask:
        for route in routes(store):
            if route.path in FOR_ALL:
                continue
            path = filled(route)
            for method in route.methods:
                answer = ask.request(method, path, params={"source": "national", "analysis": "gaps"})
                assert answer.status_code == 401, (method, path)
                assert answer.headers["content-type"] == "application/problem+json"
        page = ask.get("/gaps?rule=G03", headers={"Accept": "text/html"})
    assert (page.status_code, page.headers["location"]) == (303, "/sign-in?next=%2Fgaps%3Frule%3DG03")


ORGANISATIONS = {
    Role.EMPLOYER: "employer:91370100M000100Y4B",
    Role.EXAM_INSTITUTION: "institution:370102001",
    Role.DIAGNOSIS_INSTITUTION: "institution:370102001",
    Role.WORKER: "person:1",
}


@pytest.mark.parametrize("role", list(Role))
def test_each_role_gets_what_its_permissions_open_and_no_more(store: Store, role: Role) -> None:
    """The truth table: what a lock asks for is had, or the answer is that there is no such thing."""
    with client(store, role, ORGANISATIONS.get(role, "bureau:370100")) as ask:
        for route in routes(store):
            lock = next(locks(route.dependant))
            if not isinstance(lock, Lock) or "GET" not in route.methods:
                continue
            path = filled(route)
            answer = ask.get(path, params={"analysis": "gaps"})
            permitted = lock.opens(partial(may, role))
            refused = "没有这个页面或记录，或者您的角色看不到它" in answer.text
            assert refused is not permitted, (role, path, answer.status_code)
            assert answer.status_code < 500, (role, path)
