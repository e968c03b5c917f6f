"""Signed documents: in the standard form, by this key, of this kind, and not a letter otherwise."""

import json
import string
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import replace
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from hypothesis import given
from hypothesis import strategies as st

from hub.security.keys import KeyRing
from hub.security.signing import SignatureError, published, sign, verify

RING = KeyRing("k1", {"k1": bytes(32)}, bytes(32), bytes(32), bytes(range(32)))
OTHER = replace(RING, signing=bytes(range(1, 33)))
# RFC 8037, appendix A: the key, its thumbprint, and the signature over its text.
RFC = replace(RING, signing=urlsafe_b64decode("nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A="))
RFC_X, RFC_KID = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo", "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"

DOCUMENT = {"batch": 12, "counts": {"held": 1, "accepted": 2}, "来源": "山东"}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(st.characters(codec="utf-8"), max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(string.ascii_letters), inner, max_size=4),
    max_leaves=12,
)


def raw(part: str) -> bytes:
    return urlsafe_b64decode(part + "=" * (-len(part) % 4))


def coded(value: bytes) -> str:
    return urlsafe_b64encode(value).decode().rstrip("=")


def header(**changes: Any) -> str:
    return coded(json.dumps({"alg": "EdDSA", "kid": published(RING)["keys"][0]["kid"], "typ": "a"} | changes).encode())


def test_the_published_key_is_in_the_standard_form() -> None:
    assert published(RFC) == {
        "keys": [{"kty": "OKP", "crv": "Ed25519", "x": RFC_X, "kid": RFC_KID, "alg": "EdDSA", "use": "sig"}]
    }


def test_what_is_signed_can_be_checked_without_us() -> None:
    head, body, signature = sign(RFC, "a", DOCUMENT).split(".")
    Ed25519PublicKey.from_public_bytes(raw(RFC_X)).verify(raw(signature), f"{head}.{body}".encode())
    assert json.loads(raw(head)) == {"alg": "EdDSA", "kid": RFC_KID, "typ": "a"}
    assert raw(body).decode() == '{"batch":12,"counts":{"accepted":2,"held":1},"来源":"山东"}'


@given(st.dictionaries(st.text(string.ascii_letters), JSON, max_size=6))
def test_what_was_signed_is_what_is_read(document: dict[str, Any]) -> None:
    assert verify(sign(RING, "a", document), "a", published(RING)) == document
    assert sign(RING, "a", document) == sign(RING, "a", json.loads(json.dumps(document)))


@given(st.data())
def test_any_other_letter_is_found(data: st.DataObject) -> None:
    signed = sign(RING, "a", DOCUMENT)
    place = data.draw(st.integers(0, len(signed) - 1))
    letter = data.draw(st.sampled_from(string.ascii_letters + string.digits + "-_.!=é"))
    spoilt = signed[:place] + letter + signed[place + 1 :]
    same = [raw(part) for part in signed.split(".")]
    try:
        unchanged = [raw(part) for part in spoilt.split(".")] == same  # the last letter has bits that say nothing
    except ValueError:
        unchanged = False
    if not unchanged:
        with pytest.raises(SignatureError):
            verify(spoilt, "a", published(RING))


def test_other_keys_and_kinds_are_refused() -> None:
    signed = sign(RING, "a", DOCUMENT)
    with pytest.raises(SignatureError, match="密钥不在"):
        verify(signed, "a", published(OTHER))
    with pytest.raises(SignatureError, match="不是所要的一种"):
        verify(signed, "b", published(RING))
    both = {"keys": published(OTHER)["keys"] + published(RING)["keys"]}
    assert verify(signed, "a", both) == DOCUMENT


def test_a_key_id_is_computed_and_not_believed() -> None:
    (ours,), (theirs,) = published(RING)["keys"], published(OTHER)["keys"]
    with pytest.raises(SignatureError, match="密钥不在"):
        verify(sign(RING, "a", DOCUMENT), "a", {"keys": [theirs | {"kid": ours["kid"]}]})


@pytest.mark.parametrize(
    "head",
    [header(alg="none"), header(alg="HS256"), header(alg="Ed448"), header(kid=None), header(crit=["x"], x=1), "e30"],
)
def test_other_headers_are_refused(head: str) -> None:
    _, body, signature = sign(RING, "a", DOCUMENT).split(".")
    for last in (signature, ""):
        with pytest.raises(SignatureError):
            verify(f"{head}.{body}.{last}", "a", published(RING))


@pytest.mark.parametrize("keys", [{}, {"keys": None}, {"keys": ["x"]}, {"keys": [{"kty": "OKP", "crv": "Ed25519"}]}])
def test_what_is_no_key_set_verifies_nothing(keys: Any) -> None:
    with pytest.raises(SignatureError):
        verify(sign(RING, "a", DOCUMENT), "a", keys)


@pytest.mark.parametrize("text", ["", ".", "..", "a.b.c", "…", "e30.e30.e30", "x" * 200_000])
def test_what_is_no_signed_document_is_refused(text: str) -> None:
    with pytest.raises(SignatureError):
        verify(text, "a", published(RING))
