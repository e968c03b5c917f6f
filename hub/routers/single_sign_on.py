"""Signing in at a province's identity provider: the browser is sent there, comes back, and gets a session."""

from typing import Annotated, Any
from urllib.parse import urlencode, urlsplit

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import RedirectResponse, Response

from hub.door.callers import DOOR, OfStore, address_of
from hub.door.cookies import set_session
from hub.door.locks import ForAll
from hub.door.sign_on import PATH, Answer, receive, send
from hub.pages.signing_in import SECOND, local
from hub.security.sign_on.attempts import GOOD_FOR
from hub.security.sign_on.facts import Facts
from hub.security.sign_on.oidc import public_key
from hub.security.sign_on.providers import credential_of, find_provider
from hub.security.sign_on.refusals import no_provider

router = APIRouter(prefix=PATH, tags=["sign-in"])
COOKIE = "ohub-sign-on"
Name = Annotated[str, Path(pattern="^[a-z][a-z0-9-]{1,31}$")]
Short = Annotated[str, Query(max_length=500)]
Code = Annotated[str, Query(max_length=4000)]


@router.get("/{name}")
def begin(
    store: OfStore, request: Request, _: ForAll, name: Name, onward: Annotated[Short, Query(alias="next")] = "/"
) -> Response:
    """Send the browser to the provider."""
    address, attempt = send(store, _facts(request), name, address_of(request), local(onward))
    response = RedirectResponse(address, 303)
    age = int(GOOD_FOR.total_seconds())
    # Lax: the way back begins at another site.
    response.set_cookie(
        _cookie(request), attempt.browser, age, secure=_is_secure(request), httponly=True, samesite="lax"
    )
    return response


@router.get("/{name}/callback")
def come_back(
    store: OfStore, request: Request, _: ForAll, name: Name, state: Short = "", code: Code = "", error: Short = ""
) -> Response:
    """Take the browser back from the provider: a session, or a refusal that says why."""
    browser = request.cookies.get(_cookie(request), "")
    answer = Answer(state, code, error, request.query_params.get("iss"), browser, address_of(request))
    token, onward = receive(store, _facts(request), name, answer)
    # That page goes on by itself where no second factor is missing.
    response = RedirectResponse(f"{SECOND}?{urlencode({'next': onward})}", 303)
    response.delete_cookie(_cookie(request), secure=_is_secure(request), httponly=True, samesite="lax")
    set_session(response, request, token)
    return response


@router.get("/{name}/jwks.json")
def our_keys(store: OfStore, _: ForAll, name: Name) -> dict[str, Any]:
    """The public key by which the provider knows the hub (private_key_jwt)."""
    with store.transaction(DOOR) as connection:
        provider = find_provider(connection, name, usable=True)
        if not provider.by_key:
            raise no_provider()
        key = credential_of(connection, store.vault, provider).signing_key or {}
    return {"keys": [public_key(key)]}


def _facts(request: Request) -> Facts:
    """What is known of the providers, once for the application."""
    state = request.app.state
    if not hasattr(state, "sign_on_facts"):
        state.sign_on_facts = Facts()
    facts: Facts = state.sign_on_facts
    return facts


def _cookie(request: Request) -> str:
    """Its name: over https the browser itself makes sure that no other host has set it."""
    return f"__Host-{COOKIE}" if _is_secure(request) else COOKIE


def _is_secure(request: Request) -> bool:
    url: str = request.app.state.store.settings.public_url
    return urlsplit(url).scheme == "https"
