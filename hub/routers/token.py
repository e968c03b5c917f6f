"""Systems sign in: `POST /oauth/token`, client credentials with a signed assertion (RFC 6749 §4.4, RFC 7523)."""

from typing import Any
from urllib.parse import urlsplit

import structlog
from fastapi import APIRouter, FastAPI, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse

from hub.db import Store
from hub.door.callers import OfStore
from hub.door.locks import ForAll
from hub.routers.token_form import OPENAPI, Asked, TokenError, read_request
from hub.security.accounts.limits import ADDRESS, Guess, WaitError, admit, succeeded
from hub.security.actor import Actor
from hub.security.audit.entries import Access, Verb, record_access
from hub.security.clients.assertions import Assertion, BadAssertionError, check_assertion, read_assertion, use_up
from hub.security.clients.clients import Client, find_client
from hub.security.clients.keys import Jwk, KeysError
from hub.security.clients.published_keys import PublishedKeys, is_here
from hub.security.clients.tokens import LIFETIME, is_current, issue

router = APIRouter(prefix="/oauth", tags=["oauth"])
log = structlog.get_logger()

NO_STORE = {"Cache-Control": "no-store", "Pragma": "no-cache"}
AT_THE_DOOR = Actor("system", "token")  # until a client has shown which one it is


@router.post("/token", openapi_extra=OPENAPI)
async def token(request: Request, store: OfStore, _: ForAll) -> JSONResponse:
    """Give an access token, good for five minutes, to a client that shows by a signed assertion which one it is."""
    published = _published(request.app, store)
    try:
        asked = await read_request(request)
        granted = await run_in_threadpool(_sign_in, store, published, asked)
    except TokenError as refusal:
        return JSONResponse(refusal.content, refusal.status, headers=NO_STORE | refusal.headers)
    return JSONResponse(granted, headers=NO_STORE)


def audience(store: Store) -> str:
    """The only `aud` that assertions may have: the public address of this endpoint."""
    return f"{store.settings.public_url.rstrip('/')}/oauth/token"


def _published(app: FastAPI, store: Store) -> PublishedKeys:
    """The keys that this process keeps for this application."""
    if not hasattr(app.state, "published_keys"):
        host = urlsplit(store.settings.public_url).hostname or ""
        app.state.published_keys = PublishedKeys(loopback=is_here(host))
    kept: PublishedKeys = app.state.published_keys
    return kept


def _sign_in(store: Store, published: PublishedKeys, asked: Asked) -> dict[str, Any]:
    """The answer to a client that is recognised. Raises TokenError for anything else."""
    _admit(store, asked)
    client: Client | None = None
    try:
        assertion = read_assertion(asked.assertion)
        with store.transaction(AT_THE_DOOR) as connection:
            client = find_client(connection, assertion.client_id)
        check_assertion(assertion, _keys(published, client, assertion), audience(store), asked.now)
        given = _grant(store, _known(client, asked), assertion, asked)
    except BadAssertionError as refusal:
        _note_failure(store, asked, client, refusal.reason)
        raise TokenError("invalid_client", refusal.zh, refusal.en, status=401) from None
    if given is None:
        raise TokenError(
            "invalid_scope",
            "请在 scope 中写明所需的权限范围，并且只写已授予该客户端的。",
            "Name in scope what is asked for, and only what was granted to this client.",
        )
    ends_in = int(LIFETIME.total_seconds())
    return {
        "access_token": given,
        "token_type": "bearer",
        "expires_in": ends_in,
        "scope": " ".join(sorted(asked.scopes)),
    }


def _keys(published: PublishedKeys, client: Client | None, assertion: Assertion) -> list[Jwk]:
    """The public keys of a client; none for who is none or was disabled, or whose address gives none."""
    if client is None or client.disabled_at:
        return []
    if client.jwks_url is None:
        return client.jwks or []
    try:
        return published.keys(client.client_id, client.jwks_url, assertion.key_id)
    except KeysError as problem:
        log.warning("no_keys_of_client", client=client.client_id, zh=problem.zh)
        return []


def _known(client: Client | None, asked: Asked) -> Client:
    """The client, if it is the one that the form names too, where that names one. Raises BadAssertionError."""
    if client is None or asked.client_id not in ("", client.client_id):
        raise BadAssertionError("subject")
    return client


def _grant(store: Store, client: Client, assertion: Assertion, asked: Asked) -> str | None:
    """A token; None where the scopes do not fit. Either way the assertion is used up, and it is written down.

    Raises BadAssertionError when it was used before, or the client may not sign in (any more).
    """
    actor, fits = Actor("client", client.client_id), asked.scopes and asked.scopes <= set(client.scopes)
    with store.transaction(actor) as connection:
        use_up(connection, assertion)
        if not is_current(connection, client, asked.now):
            raise BadAssertionError("client")
        given = issue(connection, client, asked.scopes, asked.now) if fits else None
        verb = Verb.SIGN_IN if given else Verb.SIGN_IN_FAILED
        said = {"client": client.client_id} | ({"scopes": sorted(asked.scopes)} if given else {"reason": "scope"})
        record_access(connection, store.keys, actor, Access(verb, address=asked.address, detail=said))
        succeeded(connection, store.vault, _guess(asked), asked.now)
    return given


def _note_failure(store: Store, asked: Asked, client: Client | None, reason: str) -> None:
    """Write down an attempt that failed. Of whom it said it was, only what is a client of ours."""
    said = {"reason": reason} | ({"client": client.client_id} if client else {})
    access = Access(Verb.SIGN_IN_FAILED, address=asked.address, detail=said)
    with store.transaction(AT_THE_DOOR) as connection:
        record_access(connection, store.keys, AT_THE_DOOR, access)


def _admit(store: Store, asked: Asked) -> None:
    """Count the attempt before it is judged."""
    try:
        with store.transaction(AT_THE_DOOR) as connection:
            admit(connection, store.vault, _guess(asked), asked.now, (ADDRESS, ADDRESS))
    except WaitError as wait:
        raise TokenError(
            "temporarily_unavailable",
            f"该地址失败次数过多；请等待 {wait.seconds} 秒后再试。",
            f"Too many failures from this address; wait {wait.seconds} seconds.",
            status=429,
            headers={"Retry-After": str(wait.seconds)},
        ) from None


def _guess(asked: Asked) -> Guess:
    """Counted by address alone: a signature is not guessed, and nobody shuts a client out by naming it."""
    return Guess("client", asked.address, asked.address)
