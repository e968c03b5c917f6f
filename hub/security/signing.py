"""Signs small JSON documents with the hub's Ed25519 key, and verifies them with its published key.

A signed document is a JWS in compact form (RFC 7515) with the header alg `EdDSA` (RFC 8037), `kid` the thumbprint of
the key (RFC 7638) and `typ` the kind of document, so that one kind cannot be passed off as another. The payload is
the document as JSON in UTF-8, keys sorted, without blanks.
"""

from base64 import urlsafe_b64encode
from copy import copy
from typing import Any

import orjson
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

from hub.errors import HubError
from hub.security.keys import KeyRing

ALGORITHM, CURVE = "EdDSA", "Ed25519"
PUBLIC = ("kty", "crv", "x")
KeySet = dict[str, Any]  # a JWKS (RFC 7517): {"keys": [JWK, …]}


class SignatureError(HubError):
    """Something is not what the hub signed, or was signed with another key."""


class _Registry(jws.JWSRegistry):
    """EdDSA alone. The library warns of the name, under which a key of another curve could come; here none can."""

    def __init__(self) -> None:
        super().__init__(algorithms=[ALGORITHM])
        quiet = copy(jws.JWSRegistry.algorithms[ALGORITHM])
        quiet.security_warning = None
        self.algorithms = {ALGORITHM: quiet}


_REGISTRY = _Registry()


def sign(ring: KeyRing, kind: str, document: dict[str, Any]) -> str:
    """The document as a compact JWS of the kind `kind`, such as `ohub-receipt`; at most 128,000 bytes of JSON.

    The same document and key always give the same text.
    """
    key = _private(ring)
    header = {"alg": ALGORITHM, "kid": key.thumbprint(), "typ": kind}
    payload = orjson.dumps(document, option=orjson.OPT_SORT_KEYS)
    return jws.serialize_compact(header, payload, key, registry=_REGISTRY)


def verify(signed: str, kind: str, keys: KeySet) -> dict[str, Any]:
    """The document that was signed with one of `keys`. Raises SignatureError when it was altered, is of another kind,
    or is signed with a key that is not among them."""
    try:
        header = jws.extract_compact(signed.strip().encode("ascii")).headers()
        key = _public(keys, header.get("kid"))
        found = jws.deserialize_compact(signed.strip(), key, registry=_REGISTRY)
        document = orjson.loads(found.payload)
    except (JoseError, ValueError, TypeError, AttributeError) as problem:  # a header may be any JSON
        raise SignatureError(
            "签名不符：内容被改动过，或不是本系统签发的；请向签发方重新索取原件。",
            "The signature does not match: this was altered, or the hub never signed it. Ask the hub for the original.",
        ) from problem
    if header.get("typ") != kind or not isinstance(document, dict):
        raise SignatureError(
            f"签名有效，但这份文件不是所要的一种（{kind}）；请换成正确的文件。",
            f"The signature is good, but this is not a document of the kind {kind}; use the right file.",
        )
    return document


def published(ring: KeyRing) -> KeySet:
    """The public key as a JWKS, to be published at `/.well-known/jwks.json`."""
    key = _private(ring)
    public = key.as_dict(private=False)
    told = {name: public[name] for name in PUBLIC}
    return {"keys": [told | {"kid": key.thumbprint(), "alg": ALGORITHM, "use": "sig"}]}


def _private(ring: KeyRing) -> OKPKey:
    public = Ed25519PrivateKey.from_private_bytes(ring.signing).public_key().public_bytes_raw()
    return OKPKey.import_key({"kty": "OKP", "crv": CURVE, "x": _base64(public), "d": _base64(ring.signing)})


def _public(keys: KeySet, key_id: Any) -> OKPKey:
    """The key of that thumbprint, which is computed and not believed. Raises SignatureError when there is none."""
    listed = keys.get("keys") if isinstance(keys, dict) else None
    for each in listed if isinstance(listed, list) else ():
        if isinstance(each, dict) and (each.get("kty"), each.get("crv")) == ("OKP", CURVE):
            key = OKPKey.import_key({name: str(each.get(name)) for name in PUBLIC})
            if key.thumbprint() == key_id:
                return key
    raise SignatureError(
        "签名所用的密钥不在给出的公钥之中；请核对公钥是否来自签发方（/.well-known/jwks.json）。",
        "This was signed with a key that is not among the public keys given; check that they are those of the hub "
        "that signed it (/.well-known/jwks.json).",
    )


def _base64(value: bytes) -> str:
    return urlsafe_b64encode(value).decode().rstrip("=")
