"""Key sets: good ones are taken without what they need not say, private and weak ones are refused with the reason."""

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.security.clients.keys import KeysError, find_key, key_ids, read_keys, read_published
from tests.hub.security.clients.systems import pair, private, public

EC, RSA = (dict(pair(kind).as_dict(private=False)) for kind in ("EC", "RSA"))
SMALL = "A" * 20 + "B" * 150  # a modulus of 1004 bits


def keys(*listed: Any) -> bytes:
    return json.dumps({"keys": list(listed)}).encode()


def test_good_keys_are_taken_without_the_rest() -> None:
    taken = read_keys(
        keys(EC | {"use": "sig", "alg": "ES384", "x5c": ["MII"], "note": "x"}, RSA | {"key_ops": ["verify"]})
    )
    assert key_ids(taken) == ["ec-1", "rsa-1"]
    assert [sorted(key) for key in taken] == [["crv", "kid", "kty", "x", "y"], ["e", "kid", "kty", "n"]]


def test_a_key_is_found_by_kid_and_for_its_own_algorithm_alone() -> None:
    taken = read_keys(public(pair("EC"), pair("RSA")))
    found = find_key(taken, "ec-1", "ES384")
    assert found
    assert found.thumbprint() == pair("EC").thumbprint()
    assert [find_key(taken, kid, alg) for kid, alg in (("ec-1", "RS384"), ("rsa-1", "ES384"), ("x", "ES384"))] == [
        None
    ] * 3


PRIVATE = [
    private(pair("EC")),
    private(pair("RSA")),
    private(pair("EC", 2), pair("RSA")),
    private(pair("oct")),
    json.dumps(pair("EC").as_dict(private=True)).encode(),
    b"-----BEGIN RSA PRIVATE KEY-----\nMII",
    keys(EC | {"d": ""}),
]


@pytest.mark.parametrize("given", PRIVATE)
@pytest.mark.parametrize("read", [read_keys, read_published])
def test_a_private_key_is_refused_and_said_to_be_lost(given: bytes, read: Any) -> None:
    with pytest.raises(KeysError, match="私钥") as refused:
        read(given)
    assert "must never leave" in refused.value.en


BAD = {
    "JWK 集合": [
        b"",
        b"[]",
        b"{}",
        keys(),
        keys("x"),
        json.dumps(EC).encode(),
        b'{"keys": {"a": 1}}',
        b'{"keys": "ab"}',
    ],
    "不得重复": [keys(EC, EC), keys(*({} for _ in range(21)))],
    "须有 kid": [keys(EC | {"kid": kid}) for kid in (None, 1, "", "é", "x" * 129)],
    "P-384": [public(pair("P-256")), keys({"kty": "OKP", "crv": "Ed25519", "x": "", "kid": "a"}), keys({"kid": "a"})],
    "alg、use": [
        *(keys(EC | changes) for changes in ({"alg": "ES256"}, {"use": "enc"}, {"key_ops": ["sign"]}, {"key_ops": 1})),
        keys(RSA | {"alg": "RS256"}),
    ],
    "2048": [
        *(keys(RSA | {"n": n}) for n in (SMALL, RSA["n"] * 5, RSA["n"][:-2] + "AA")),
        *(keys(RSA | {"e": e}) for e in ("Aw", "AQAAAAE", "AQAA")),
    ],
    "数值有误": [
        *(keys(EC | {"x": x}) for x in (EC["y"], "", None, 1, "é", "a=b")),
        keys(RSA | {"n": None}),
        keys({"kty": "RSA", "kid": "a"}),
    ],
}


@pytest.mark.parametrize(("given", "reason"), [(given, reason) for reason, each in BAD.items() for given in each])
def test_what_cannot_be_used_is_refused_with_the_reason(given: bytes, reason: str) -> None:
    with pytest.raises(KeysError, match=reason):
        read_keys(given)


def test_of_published_keys_those_for_other_purposes_are_passed_over() -> None:
    assert key_ids(read_published(public(pair("P-256"), pair("EC")))) == ["ec-1"]
    with pytest.raises(KeysError, match="没有可用"):
        read_published(public(pair("P-256")))


NAMES = st.sampled_from(["keys", "kty", "kid", "crv", "x", "y", "n", "e"])
VALUES = st.none() | st.integers() | st.text(max_size=5) | st.sampled_from(["EC", "RSA", "P-384", EC["x"], RSA["n"]])
TREES = st.recursive(
    VALUES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=8), max_leaves=12
)


@given(TREES | st.dictionaries(NAMES, VALUES).map(lambda key: {"keys": [key]}))
def test_nothing_else_is_ever_raised(given: Any) -> None:
    for read in (read_keys, read_published):
        with suppress(KeysError):
            assert key_ids(read(json.dumps(given).encode()))
