"""The assertion with which a client signs in: a JWT it has signed (RFC 7523, `private_key_jwt`), good once.

Whatever is wrong with it, the refusal is the same, and a client that there is not costs the same work as one there is.
`reason` is for the audit alone.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, TypeGuard

import orjson
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, RSAKey
from sqlalchemy import Connection, text

from hub.errors import HubError
from hub.security.clients.keys import ALGORITHMS, LONGEST_KID, Jwk, SigningKey, find_key

LONGEST, LONGEST_JTI = 8192, 256
LIFETIME, LEEWAY = 300, 60  # seconds: how far ahead `exp` may lie, and how far clocks may differ
HEADERS = {"alg", "kid", "typ"}  # not jwk, jku, x5u, x5c: a key never comes with what it signed; nor crit, b64
TYPES = {None, "JWT", "jwt", "client-authentication+jwt"}

USE_UP = """
insert into client_assertion_seen (client_id, jti_hash, ends_at) values (:client, :jti, to_timestamp(:ends))
on conflict do nothing
"""
_REGISTRY = jws.JWSRegistry(algorithms=sorted(ALGORITHMS.values()))


class BadAssertionError(HubError):
    """Nobody is signed in by this. `reason` is one word of ASCII and never told outside."""

    status = 401

    def __init__(self, reason: str) -> None:
        super().__init__(
            "客户端身份未通过核验；请核对客户端编号、密钥与断言的 aud、exp、jti，并检查时钟；仍不行请联系管理员。",
            "The client was not recognised; check its id, its key, aud, exp and jti of the assertion, and your clock. "
            "If that does not help, ask the administrator of the hub.",
        )
        self.reason = reason


@dataclass(frozen=True)
class Assertion:
    """What was sent, taken apart and not yet believed."""

    client_id: str
    key_id: str
    algorithm: str
    claims: dict[str, Any]
    signed: jws.CompactSignature


def read_assertion(text: str) -> Assertion:
    """Take an assertion apart. Raises BadAssertionError (form, header)."""
    try:
        signed = jws.extract_compact(text.encode("ascii") if len(text) <= LONGEST else b"", registry=_REGISTRY)
        claims = orjson.loads(signed.payload)
    except (JoseError, ValueError, TypeError) as problem:
        raise BadAssertionError("form") from problem
    header = signed.headers()
    if not isinstance(header, dict) or not _is_fine(header):
        raise BadAssertionError("header")
    issuer = claims.get("iss") if isinstance(claims, dict) else None
    if not isinstance(issuer, str):
        raise BadAssertionError("form")
    return Assertion(issuer, header["kid"], header["alg"], claims, signed)


def check_assertion(assertion: Assertion, keys: Sequence[Jwk], audience: str, now: datetime) -> None:
    """Raise BadAssertionError unless one of `keys` has signed this, for `audience`, and it is of now.

    One signature is verified in any case: with nobody's key where there is none that fits.
    """
    found = find_key(keys, assertion.key_id, assertion.algorithm)
    is_signed = _verify(assertion.signed, found or _nobodys(assertion.algorithm))
    if not (found and is_signed):
        raise BadAssertionError("signature" if found else "key")
    claims, at = assertion.claims, now.timestamp()
    if claims.get("sub") != assertion.client_id:
        raise BadAssertionError("subject")
    if claims.get("aud") not in (audience, [audience]):
        raise BadAssertionError("audience")
    if not _is_of_now(claims, at):
        raise BadAssertionError("time")
    if not (isinstance(jti := claims.get("jti"), str) and 0 < len(jti) <= LONGEST_JTI):
        raise BadAssertionError("jti")


def use_up(connection: Connection, assertion: Assertion) -> None:
    """Note that a checked assertion was used. Raises BadAssertionError (replay) when it was before: of two at once,
    the second waits here until the first is committed."""
    values = {"client": assertion.client_id, "ends": assertion.claims["exp"]}
    values["jti"] = hashlib.sha256(assertion.claims["jti"].encode()).digest()
    if connection.execute(text(USE_UP), values).rowcount != 1:
        raise BadAssertionError("replay")


def _is_fine(header: dict[str, Any]) -> bool:
    kid, kind = header.get("kid"), header.get("typ")
    named = isinstance(kid, str) and 0 < len(kid) <= LONGEST_KID
    typed = kind is None or (isinstance(kind, str) and kind in TYPES)
    return named and typed and header.keys() <= HEADERS and header.get("alg") in list(ALGORITHMS.values())


def _verify(signed: jws.CompactSignature, key: SigningKey) -> bool:
    try:
        return jws.validate_compact(signed, key, registry=_REGISTRY)
    except (JoseError, ValueError, TypeError):
        return False


@cache
def _nobodys(algorithm: str) -> SigningKey:
    """A public key that nothing is believed of, as costly as a usual one: its numbers are no secret."""
    if algorithm == ALGORITHMS["EC"]:
        return ECKey.import_key(ec.derive_private_key(1, ec.SECP384R1()).public_key())
    return RSAKey.import_key(rsa.RSAPublicNumbers(65537, 2**2048 - 1).public_key())


def _is_of_now(claims: dict[str, Any], at: float) -> bool:
    """`exp` lies ahead, at most 5 minutes; `iat` and `nbf`, where given, are not to come and not of long ago."""
    if not _is_number(ends := claims.get("exp")) or not at < ends <= at + LIFETIME:
        return False
    begun = [claims[name] for name in ("iat", "nbf") if name in claims]
    return all(_is_number(one) and at - LIFETIME - LEEWAY <= one <= at + LEEWAY for one in begun)


def _is_number(value: Any) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool)
