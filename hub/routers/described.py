"""What the description of the interface (OpenAPI) says of every operation: how it refuses, and what opens its lock."""

from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, iter_route_contexts

from hub.door.cookies import SESSION
from hub.door.locks import Lock, Open

PROBLEM = {
    "type": "object",
    "required": ["type", "status", "title", "title_en"],
    "properties": {
        "type": {"type": "string"},
        "status": {"type": "integer"},
        "title": {"type": "string", "description": "what is wrong and what to do, in Chinese"},
        "title_en": {"type": "string", "description": "the same in English"},
        "fields": {"type": "array", "items": {"type": "string"}, "description": "where, for a parameter or a body"},
    },
}
STATUSES = {
    400: "the request is not right",
    401: "sign in first",
    403: "not allowed, or not from here",
    404: "there is no such thing, or it is not for you",
    405: "not this method",
    408: "it did not arrive in time",
    409: "not as things stand",
    411: "its length must be told",
    413: "too large",
    415: "not this type of content",
    422: "a parameter or the body does not have the required form",
    429: "too many; Retry-After says when",
    502: "a partner's answer could not be read",
    503: "a part of the hub cannot be reached now",
}
REFUSALS: dict[int | str, dict[str, Any]] = {
    status: {"description": says, "content": {"application/problem+json": {"schema": PROBLEM}}}
    for status, says in STATUSES.items()
}
SCHEMES = {
    "session": {"type": "apiKey", "in": "cookie", "name": SESSION, "description": "of somebody "
                "signed in; a change also brings the header X-CSRF-Token"},
    "token": {"type": "http", "scheme": "bearer", "description": "of a system, from /oauth/token"},
}  # fmt: skip


def locks(dependant: Dependant) -> Iterator[Lock | Open]:
    """The locks in the signature of a handler."""
    for each in dependant.dependencies:
        if isinstance(each.call, Lock | Open):
            yield each.call
        yield from locks(each)


def install(app: FastAPI) -> None:
    """Have the description of `app` name the lock of each operation."""
    plain = app.openapi

    def described() -> dict[str, Any]:
        if app.openapi_schema is None:
            document = plain()
            document.setdefault("components", {})["securitySchemes"] = SCHEMES
            for route in _routes(app):
                _name_lock(document, route)
        return app.openapi_schema or {}

    app.openapi = described  # type: ignore[method-assign]


def _routes(app: FastAPI) -> Iterator[APIRoute]:
    for context in iter_route_contexts(app.routes):
        if isinstance(context.original_route, APIRoute) and context.original_route.include_in_schema:
            yield context.original_route


def _name_lock(document: dict[str, Any], route: APIRoute) -> None:
    """Nothing opens what is open to all; of a lock it is told which permissions open it."""
    lock = next(locks(route.dependant))
    for method in route.methods or ():
        operation = document["paths"][route.path][method.lower()]
        operation["security"] = [{name: []} for name in SCHEMES] if isinstance(lock, Lock) else []
        if isinstance(lock, Lock) and lock.permissions:
            operation["x-permissions"] = sorted(lock.permissions)
