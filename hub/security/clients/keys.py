"""The public keys of a client: what is taken of a JWK set (RFC 7517), what is refused of it, and the key of a kid.

A key is RSA with 2048 to 8192 bits, for RS384, or EC on P-384, for ES384 (SMART Backend Services), and has a kid.
"""

import re
from base64 import urlsafe_b64decode
from collections.abc import Sequence
from typing import Any

import orjson
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, RSAKey

from hub.errors import HubError

Jwk = dict[str, Any]
SigningKey = RSAKey | ECKey
MEMBERS = {"RSA": ("kty", "n", "e"), "EC": ("kty", "crv", "x", "y")}
ALGORITHMS = {"RSA": "RS384", "EC": "ES384"}
CURVE = "P-384"
PRIVATE = {"d", "p", "q", "dp", "dq", "qi", "oth", "k"}  # RFC 7518 §6: what no public key has; `k` is a shared secret
VALUE = re.compile(r"[A-Za-z0-9_-]+", re.ASCII)  # base64url, and so are the names of types and curves
MOST_KEYS, LONGEST_KID = 20, 128


class KeysError(HubError):
    """What was given is no set of public keys that assertions can be checked with."""

    status = 422


def read_keys(given: bytes) -> list[Jwk]:
    """The keys of a JWK set as somebody gave it, all of them good. Raises KeysError."""
    return [_public(key) for key in _listed(given)]


def read_published(given: bytes) -> list[Jwk]:
    """The usable keys of a JWK set as a client publishes it, for other purposes too. Raises KeysError for none."""
    found = [key for key in map(_usable, _listed(given)) if key]
    if not found:
        raise _refusal("没有可用的签名公钥", "none of the keys can be used to sign in")
    return found


def find_key(keys: Sequence[Jwk], key_id: str, algorithm: str) -> SigningKey | None:
    """The key of that kid for that algorithm, if there is one."""
    fitting = [key for key in keys if key["kid"] == key_id and ALGORITHMS[key["kty"]] == algorithm]
    return _import(fitting[0]) if fitting else None


def key_ids(keys: Sequence[Jwk]) -> list[str]:
    """The kids, for lists."""
    return [key["kid"] for key in keys]


def _listed(given: bytes) -> list[Jwk]:
    """The objects in the set, none of them private and each with a kid of its own."""
    if b"PRIVATE KEY" in given:
        raise _private()
    try:
        found = orjson.loads(given)
    except ValueError:
        found = None
    keys = found.get("keys") if isinstance(found, dict) else None
    listed = keys if isinstance(keys, list) else []
    if any(PRIVATE.intersection(key) for key in (found, keys, *listed) if isinstance(key, dict)):
        raise _private()
    if not listed or not all(isinstance(key, dict) for key in listed):
        raise _refusal('应为 JWK 集合：{"keys": […]}', 'it should be a JWK set: {"keys": […]}')
    named = [kid for key in listed if isinstance(kid := key.get("kid"), str)]
    if len(listed) > MOST_KEYS or len(set(named)) < len(named):
        raise _refusal(f"最多 {MOST_KEYS} 个密钥，kid 不得重复", f"at most {MOST_KEYS} keys, each with its own kid")
    return listed


def _usable(key: Jwk) -> Jwk | None:
    try:
        return _public(key)
    except KeysError:
        return None


def _public(key: Jwk) -> Jwk:
    """The members that make the key, and its kid: nothing else is kept. Raises KeysError."""
    kid, kty = key.get("kid"), str(key.get("kty"))
    if not (isinstance(kid, str) and 0 < len(kid) <= LONGEST_KID and kid.isascii() and kid.isprintable()):
        raise _refusal("每个密钥须有 kid（ASCII，最多 128 字符）", "each key needs a kid: up to 128 ASCII characters")
    if kty not in MEMBERS or (kty == "EC" and key.get("crv") != CURVE):
        raise _refusal(f"密钥须为 RSA 或 EC {CURVE}", f"a key is RSA, or EC on {CURVE}")
    if not _is_for_signing(key, ALGORITHMS[kty]):
        raise _refusal(
            "密钥的 alg、use、key_ops 须用于验证签名（RS384 或 ES384）",
            "alg, use and key_ops of a key must be for verifying signatures (RS384 or ES384)",
        )
    public = {name: key.get(name) for name in MEMBERS[kty]}
    if not all(isinstance(value, str) and VALUE.fullmatch(value) for value in public.values()):
        raise _refusal("密钥的数值有误", "the numbers of a key are not right")
    _import(public)
    return public | {"kid": kid}


def _is_for_signing(key: Jwk, algorithm: str) -> bool:
    """As far as the key says what it is for."""
    operations = key.get("key_ops", ["verify"])
    fits = key.get("alg", algorithm) == algorithm and key.get("use", "sig") == "sig"
    return fits and isinstance(operations, list) and "verify" in operations


def _import(public: Jwk) -> SigningKey:
    """The key of its members. Raises KeysError for a point beside the curve, a modulus too small or too large."""
    try:
        if public["kty"] == "EC":
            return ECKey.import_key({name: public[name] for name in MEMBERS["EC"]})
        modulus, exponent = _number(public["n"]), _number(public["e"])
        if not (2048 <= modulus.bit_length() <= 8192 and 65537 <= exponent < 2**32 and modulus & exponent & 1):
            raise _refusal(
                "RSA 密钥须为 2048 至 8192 位，指数不小于 65537",
                "an RSA key has 2048 to 8192 bits and an exponent of at least 65537",
            )
        return RSAKey.import_key({name: public[name] for name in MEMBERS["RSA"]})
    except (JoseError, ValueError, TypeError) as problem:
        raise _refusal("密钥的数值有误", "the numbers of a key are not right") from problem


def _number(text: str) -> int:
    return int.from_bytes(urlsafe_b64decode(text + "=" * (-len(text) % 4)))


def _private() -> KeysError:
    return KeysError(
        "这里面有私钥或共享密钥。私钥不得离开该系统：请视其为已泄露，另生成一对，只提交公钥。",
        "This holds a private or shared key, which must never leave its system: take it as lost, make another pair, "
        "and give the public key only.",
    )


def _refusal(zh: str, en: str) -> KeysError:
    return KeysError(
        f"公钥不能使用：{zh}。请向该系统的维护方索取正确的 JWK 集合。",
        f"The keys cannot be used: {en}. Ask those who run the system for the right JWK set.",
    )
