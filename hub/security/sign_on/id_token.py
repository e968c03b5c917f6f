"""Checks an ID token (OpenID Connect Core 1.0, 3.1.3.7): who signed it, for whom, when, and for which sign-in."""

import hashlib
import hmac
from base64 import urlsafe_b64encode
from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple

from joserfc import jws, jwt
from joserfc.errors import ClaimError, ExpiredTokenError, JoseError

from hub.security.sign_on.facts import VerifyingKey
from hub.security.sign_on.oidc import Tokens
from hub.security.sign_on.refusals import SignOnError

ALGORITHMS = ("RS256", "RS384", "PS256", "PS384", "ES256", "ES384")  # never `none`, never a shared secret
LEEWAY_S = 60
LONGEST_SUBJECT = 255
TIMES = ("exp", "iat", "nbf")
KeyOf = Callable[[str | None, str], VerifyingKey]  # the key of a name and an algorithm; raises SignOnError


class Expected(NamedTuple):
    """What the token must say. `max_age`: how many seconds ago the person may have signed in at the provider."""

    issuer: str
    client_id: str
    nonce: str
    max_age: int | None = None


class Identity(NamedTuple):
    """Whom the provider vouches for, and its words (`acr`, `amr`) for how they proved who they are."""

    subject: str
    methods: frozenset[str]


class _Registry(jws.JWSRegistry):
    """Our algorithms alone. Headers we do not know are passed over (RFC 7515, 4), and may hold certificates."""

    max_header_length = 8192

    def __init__(self) -> None:
        super().__init__(algorithms=ALGORITHMS, strict_check_header=False)


_REGISTRY = _Registry()


def check_token(tokens: Tokens, expected: Expected, key_of: KeyOf, now: datetime) -> Identity:
    """Whom the ID token is about. Raises SignOnError, with the part that is wrong and never a value of it."""
    algorithm, claims = _verified(tokens.id_token, key_of)
    _check_standard(claims, expected, now)
    _check_sign_in(claims, expected)
    if "at_hash" in claims and not _is_hash(claims["at_hash"], tokens.access_token, algorithm):
        raise SignOnError("token", "at_hash")
    if expected.max_age is not None and not _is_recent(claims.get("auth_time"), expected.max_age, now):
        raise SignOnError("clock", "auth_time")
    return Identity(claims["sub"], _methods(claims))


def is_subject(text: str) -> bool:
    """May this be a `sub`: ASCII, at most 255 characters (OpenID Connect Core 1.0, 2)?"""
    return bool(text) and text.isascii() and text.isprintable() and len(text) <= LONGEST_SUBJECT


def _verified(token: str, key_of: KeyOf) -> tuple[str, dict[str, Any]]:
    """The algorithm and the claims, once the signature is known to be that of the provider."""
    try:
        header = jws.extract_compact(token.encode("ascii"), registry=_REGISTRY).headers()
        algorithm, key_id = header.get("alg"), header.get("kid")
        # A critical extension is one the hub does not know; one of the library's would change what is signed.
        if algorithm not in ALGORITHMS or "crit" in header or not isinstance(key_id, str | None):
            raise SignOnError("token", "alg")
        claims = jwt.decode(token, key_of(key_id, algorithm), registry=_REGISTRY).claims
    except (JoseError, ValueError, TypeError, RecursionError) as problem:
        raise SignOnError("token", "signature") from problem
    return algorithm, claims


def _check_standard(claims: dict[str, Any], expected: Expected, now: datetime) -> None:
    """Issuer, audience, subject and times, as the library checks them."""
    rules = jwt.JWTClaimsRegistry(
        now=int(now.timestamp()),
        leeway=LEEWAY_S,
        iss={"essential": True, "value": expected.issuer},
        aud={"essential": True, "value": expected.client_id},
        sub={"essential": True},
        exp={"essential": True},
        iat={"essential": True},
    )
    try:
        rules.validate(claims)
    except ExpiredTokenError as problem:
        raise SignOnError("clock", "exp") from problem
    except ClaimError as problem:
        claim = _ours(getattr(problem, "claim", ""))
        raise SignOnError("clock" if claim in TIMES else "token", claim) from problem
    if not is_subject(claims["sub"]):
        raise SignOnError("token", "sub")


def _check_sign_in(claims: dict[str, Any], expected: Expected) -> None:
    """Is it for the sign-in that was begun here, and for us where it is for others too?"""
    nonce = claims.get("nonce")
    if not isinstance(nonce, str) or not hmac.compare_digest(nonce.encode("utf-8", "replace"), expected.nonce.encode()):
        raise SignOnError("token", "nonce")
    audience, party = claims["aud"], claims.get("azp")
    alone = isinstance(audience, str) or len(audience) == 1
    if party != expected.client_id and not (party is None and alone):
        raise SignOnError("token", "azp")


def _ours(claim: str) -> str:
    """The name of a claim that we ask for; the library may name several that are missing."""
    return claim.split(",", maxsplit=1)[0]


def _is_hash(given: Any, access_token: str | None, algorithm: str) -> bool:
    """Is it the left half of the access token's hash, by the hash of the algorithm (3.1.3.6)?"""
    digest = hashlib.new(f"sha{algorithm[2:]}", (access_token or "").encode()).digest()
    proper = urlsafe_b64encode(digest[: len(digest) // 2]).rstrip(b"=")
    return (
        bool(access_token) and isinstance(given, str) and hmac.compare_digest(given.encode("utf-8", "replace"), proper)
    )


def _is_recent(signed_in: Any, max_age: int, now: datetime) -> bool:
    if isinstance(signed_in, bool) or not isinstance(signed_in, int | float):
        return False
    return -LEEWAY_S <= int(now.timestamp()) - signed_in <= max_age + LEEWAY_S


def _methods(claims: dict[str, Any]) -> frozenset[str]:
    """The words for how somebody proved who they are; what is not a word is none."""
    methods, level = claims.get("amr"), claims.get("acr")
    words = [*(methods if isinstance(methods, list) else []), level]
    return frozenset(word for word in words if isinstance(word, str))
