"""Signing in at an identity provider (OpenID Connect Core 1.0): the request that a browser is sent away with, and the
exchange of the code it comes back with. Code flow with PKCE (RFC 7636, S256), state and nonce."""

import hashlib
import secrets
import time
from base64 import urlsafe_b64encode
from typing import Any, NamedTuple
from urllib.parse import quote_plus, urlencode

import httpx
from joserfc import jwt
from joserfc.jwk import ECKey

from hub.security.sign_on.facts import Metadata
from hub.security.sign_on.fetching import Answer, fetch
from hub.security.sign_on.refusals import SignOnError

SECRET_BYTES = 32
ASSERTION_S = 60  # how long an assertion of ours is good
ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
OUR_ALGORITHM, OUR_CURVE = "ES256", "P-256"
# What is repeated of a provider's words: the codes of the standards (RFC 6749, 4.1.2.1 and 5.2; OpenID, 3.1.2.6).
ERRORS = frozenset({
    *("access_denied", "invalid_request", "invalid_scope", "unauthorized_client", "unsupported_response_type"),
    *("server_error", "temporarily_unavailable", "invalid_client", "invalid_grant", "unsupported_grant_type"),
    *("login_required", "interaction_required", "consent_required", "account_selection_required"),
})  # fmt: skip


class Attempt(NamedTuple):
    """The secrets of one sign-in: `browser` stays with the browser, `verifier` with the hub, the rest travels."""

    state: str
    nonce: str
    verifier: str
    browser: str


class Client(NamedTuple):
    """Who the hub is to a provider, and how it proves it: with a `secret`, or with a private key, a JWK."""

    client_id: str
    redirect_uri: str
    secret: str | None = None
    signing_key: dict[str, Any] | None = None


class Tokens(NamedTuple):
    """What a code was exchanged for. The access token serves for nothing but the check of the other."""

    id_token: str
    access_token: str | None


def new_attempt() -> Attempt:
    """Secrets of 256 bits each, in base64url (43 characters, as RFC 7636 wants of a verifier)."""
    return Attempt(*(secrets.token_urlsafe(SECRET_BYTES) for _ in Attempt._fields))


def new_signing_key() -> dict[str, Any]:
    """A private key (JWK) for `private_key_jwt`, named by its thumbprint (RFC 7638)."""
    key = ECKey.generate_key(OUR_CURVE, {"use": "sig", "alg": OUR_ALGORITHM}, auto_kid=True)
    return dict(key.as_dict(private=True))


def public_key(signing_key: dict[str, Any]) -> dict[str, Any]:
    """The public half, for the provider."""
    return dict(ECKey.import_key(signing_key).as_dict(private=False))


def request_url(metadata: Metadata, client: Client, attempt: Attempt, max_age: int | None = None) -> str:
    """Where the browser is sent."""
    challenge = urlsafe_b64encode(hashlib.sha256(attempt.verifier.encode()).digest()).decode().rstrip("=")
    asked = {
        "response_type": "code",
        "scope": "openid",
        "client_id": client.client_id,
        "redirect_uri": client.redirect_uri,
        "state": attempt.state,
        "nonce": attempt.nonce,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    } | ({} if max_age is None else {"max_age": str(max_age)})
    address = metadata.authorization_endpoint
    return f"{address}{'&' if '?' in address else '?'}{urlencode(asked)}"


def check_sender(metadata: Metadata, issuer: str | None) -> None:
    """Does the answer come from this provider (RFC 9207)? Raises SignOnError where somebody else's was passed on."""
    promised = metadata.authorization_response_iss_parameter_supported
    if issuer != metadata.issuer and (promised or issuer is not None):
        raise SignOnError("mix-up")


def known_error(code: Any) -> str:
    """A provider's error code where it is one of the standards; else a word of ours."""
    return code if isinstance(code, str) and code in ERRORS else "other"


def exchange(metadata: Metadata, client: Client, code: str, verifier: str) -> Tokens:
    """The tokens for a code. Raises SignOnError when the provider refuses, UnavailableError when it does not answer."""
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": client.redirect_uri,
        "code_verifier": verifier,
    }
    status, content = _ask(metadata, client, form)
    if status != 200:
        raise SignOnError("exchange", known_error(content.get("error")))
    token, access = content.get("id_token"), content.get("access_token")
    if not isinstance(token, str) or not isinstance(access, str | None):
        raise SignOnError("exchange", "form")
    return Tokens(token, access)


def _ask(metadata: Metadata, client: Client, form: dict[str, str]) -> Answer:
    """Showing who we are (OpenID Connect Core 1.0, 9)."""
    if client.signing_key:
        ours = {"client_assertion_type": ASSERTION_TYPE, "client_assertion": _assertion(metadata, client)}
        return fetch(metadata.token_endpoint, form | ours | {"client_id": client.client_id})
    # RFC 6749, 2.3.1: both are encoded as in a form first, so that a colon in one is not taken for the one between.
    basic = httpx.BasicAuth(quote_plus(client.client_id), quote_plus(client.secret or ""))
    return fetch(metadata.token_endpoint, form, basic)


def _assertion(metadata: Metadata, client: Client) -> str:
    """Good once, for a minute. The key is of this provider alone, so it says nothing to any other."""
    key, now = ECKey.import_key(client.signing_key or {}), int(time.time())
    claims = {
        "iss": client.client_id,
        "sub": client.client_id,
        "aud": metadata.token_endpoint,
        "jti": secrets.token_urlsafe(16),
        "iat": now,
        "exp": now + ASSERTION_S,
    }
    return jwt.encode({"alg": OUR_ALGORITHM, "kid": key.kid}, claims, key, algorithms=[OUR_ALGORITHM])
