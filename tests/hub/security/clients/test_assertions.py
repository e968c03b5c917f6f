"""Assertions: a good one is taken once; one with a single thing wrong is refused, and outside all refusals are one."""

import json
from base64 import urlsafe_b64encode
from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st
from joserfc.jwk import ECKey, OctKey

from hub.db import Store
from hub.security.clients.assertions import BadAssertionError, check_assertion, read_assertion, use_up
from hub.security.clients.keys import Jwk, read_keys
from tests.hub.intake.messages import fetch
from tests.hub.security.clients.systems import ACTOR, AUDIENCE, NOW, add, claims, pair, public, signed

KEYS = read_keys(public(pair("EC"), pair("RSA")))
WHO = "insurance-jinan"
AT = int(NOW.timestamp())


def refusal(text: str, keys: list[Jwk] = KEYS) -> str:
    """Why it is refused; nothing when it is good."""
    try:
        check_assertion(read_assertion(text), keys, AUDIENCE, NOW)
    except BadAssertionError as refused:
        return refused.reason
    return ""


def said(**changes: Any) -> dict[str, Any]:
    return claims(WHO, NOW, **changes)


def coded(value: Any) -> str:
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    return urlsafe_b64encode(raw).decode().rstrip("=")


GOOD = {
    "EC": signed(said(), pair("EC")),
    "RSA": signed(said(), pair("RSA")),
    "no typ": signed(said(), pair("EC"), typ=None),
    "typ of the newer draft": signed(said(), pair("EC"), typ="client-authentication+jwt"),
    "aud in a list": signed(said(aud=[AUDIENCE]), pair("EC")),
    "no iat": signed(said(iat=None), pair("EC")),
    "a clock that is fast": signed(said(iat=AT + 60, nbf=AT + 60), pair("EC")),
    "a clock that is slow": signed(said(iat=AT - 360, exp=AT + 1), pair("EC")),
    "as late as may be": signed(said(exp=AT + 300), pair("EC")),
    "parts of seconds": signed(said(exp=AT + 200.5, iat=AT - 0.25), pair("EC")),
    "claims of its own": signed(said(scope="x", more={"a": [1]}), pair("EC")),
}
EC, OTHER = pair("EC"), pair("EC", 2)
SECRET = OctKey.import_key(public(pair("RSA")), {"kid": "rsa-1"})
HEAD, BODY, SIGNATURE = GOOD["EC"].split(".")
# what is wrong, alone -> the assertion
FORGED = {
    "signature": {
        "another key under its kid": signed(said(), OTHER, kid="ec-1"),
        "another RSA key under its kid": signed(said(), pair("RSA", 2), kid="rsa-1"),
        "no signature": f"{HEAD}.{BODY}.",
        "another body": f"{HEAD}.{coded(said())}.{SIGNATURE}",
        "a letter changed": f"{HEAD}.{BODY}.{'A' if SIGNATURE[0] != 'A' else 'B'}{SIGNATURE[1:]}",
        "nothing but noughts": f"{HEAD}.{BODY}.{coded(bytes(96))}",
        "short": f"{HEAD}.{BODY}.{coded(bytes(10))}",
    },
    "key": {
        "a kid of nobody": signed(said(), OTHER),
        "the EC key's kid for RSA": signed(said(), pair("RSA"), kid="ec-1"),
        "the RSA key's kid for EC": signed(said(), EC, kid="rsa-1"),
    },
    "header": {
        "none": f"{coded({'alg': 'none', 'kid': 'ec-1'})}.{BODY}.",
        "None": f"{coded({'alg': 'None', 'kid': 'ec-1'})}.{BODY}.",
        "HS384 with the public key as secret": signed(said(), SECRET, alg="HS384"),
        "HS256": signed(said(), SECRET, alg="HS256"),
        "RS256": signed(said(), pair("RSA"), alg="RS256"),
        "RS512": signed(said(), pair("RSA"), alg="RS512"),
        "PS384": signed(said(), pair("RSA"), alg="PS384"),
        "ES256": signed(said(), pair("P-256"), alg="ES256"),
        "jwk": signed(said(), OTHER, jwk=OTHER.as_dict(private=False)),
        "jku": signed(said(), EC, jku="https://keys.example/jwks"),
        "x5u": signed(said(), EC, x5u="https://keys.example/x5u"),
        "x5c": signed(said(), EC, x5c=["MII"]),
        "crit": f"{coded({'alg': 'ES384', 'kid': 'ec-1', 'crit': ['x'], 'x': 1})}.{BODY}.{SIGNATURE}",
        "b64": f"{coded({'alg': 'ES384', 'kid': 'ec-1', 'b64': False, 'crit': ['b64']})}.{{}}.{SIGNATURE}",
        "no kid": signed(said(), EC, kid=None),
        "empty kid": signed(said(), EC, kid=""),
        "kid in a list": f"{coded({'alg': 'ES384', 'kid': ['ec-1']})}.{BODY}.{SIGNATURE}",
        "another typ": signed(said(), EC, typ="at+jwt"),
        "a list": f"{coded(['alg'])}.{BODY}.{SIGNATURE}",
    },
    "subject": {
        "sub of another": signed(said(sub="insurance-qingdao"), EC),
        "no sub": signed(said(sub=None), EC),
        "sub in a list": signed(said(sub=[WHO]), EC),
    },
    "audience": {
        "another": signed(said(aud="https://hub.example/oauth/token"), EC),
        "no path": signed(said(aud="http://127.0.0.1:8000"), EC),
        "a slash more": signed(said(aud=f"{AUDIENCE}/"), EC),
        "others too": signed(said(aud=[AUDIENCE, "https://elsewhere.example"]), EC),
        "none": signed(said(aud=None), EC),
        "empty": signed(said(aud=[]), EC),
    },
    "time": {
        "over": signed(said(exp=AT), EC),
        "too long": signed(said(exp=AT + 301), EC),
        "no exp": signed(said(exp=None), EC),
        "exp as text": signed(said(exp=str(AT + 200)), EC),
        "exp true": signed(said(exp=True), EC),
        "made later": signed(said(iat=AT + 61), EC),
        "made long ago": signed(said(iat=AT - 361), EC),
        "not yet": signed(said(nbf=AT + 61), EC),
        "iat as text": signed(said(iat=str(AT)), EC),
    },
    "jti": {
        "none": signed(said(jti=None), EC),
        "empty": signed(said(jti=""), EC),
        "a number": signed(said(jti=7), EC),
        "too long": signed(said(jti="j" * 257), EC),
    },
    "form": {
        "nothing": "",
        "no parts": "x",
        "four parts": f"{GOOD['EC']}.x",
        "not ASCII": f"{HEAD}.{BODY}.é",
        "not JSON": signed(b"x", EC),
        "a list": signed([WHO], EC),
        "exp without end": signed(b'{"iss": "%b", "sub": "%b", "exp": 1e999}' % (WHO.encode(), WHO.encode()), EC),
        "no iss": signed(said(iss=None), EC),
        "iss in a list": signed(said(iss=[WHO]), EC),
        "too long": signed(said(more="x" * 8192), EC),
        "detached": f"{HEAD}..{SIGNATURE}",
    },
}


@pytest.mark.parametrize("name", GOOD)
def test_a_good_one_is_taken(name: str) -> None:
    assert refusal(GOOD[name]) == ""


@pytest.mark.parametrize(("reason", "name"), [(reason, name) for reason, each in FORGED.items() for name in each])
def test_one_thing_wrong_is_refused(reason: str, name: str) -> None:
    assert refusal(FORGED[reason][name]) == reason


@pytest.mark.parametrize("kind", ["EC", "RSA"])
def test_who_has_no_key_costs_a_signature_too(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from hub.security.clients import assertions

    verified, verify = [], assertions.jws.validate_compact
    monkeypatch.setattr(assertions.jws, "validate_compact", lambda *a, **k: verified.append(a[1]) or verify(*a, **k))
    assert [refusal(GOOD[kind], keys) for keys in (KEYS, [])] == ["", "key"]
    known, nobodys = verified
    assert (type(known), known.raw_value.key_size) == (type(nobodys), nobodys.raw_value.key_size)


def test_nobody_can_sign_as_the_key_that_stands_in() -> None:
    """Everybody knows its private key: it is the number one."""
    known = ECKey.import_key(ec.derive_private_key(1, ec.SECP384R1()), {"kid": "anything"})
    assert refusal(signed(said(), known)) == "key"


def test_the_reason_is_not_told() -> None:
    assert len({(str(BadAssertionError(reason)), BadAssertionError(reason).status) for reason in FORGED}) == 1


@given(st.data())
def test_whatever_is_sent_is_refused(data: st.DataObject) -> None:
    parts = GOOD["EC"].split(".")
    place = data.draw(st.integers(0, 2))
    parts[place] = data.draw(st.text(max_size=40) | st.binary(max_size=60).map(coded) | st.just(parts[place]))
    text = data.draw(st.sampled_from([".".join(parts), ".".join(parts[:2]), parts[place]]))
    assert text == GOOD["EC"] or refusal(text)


def test_an_assertion_is_good_once(any_store: Store) -> None:
    add(any_store)
    add(any_store, "insurance-qingdao")

    def use(text: str) -> str:
        try:
            with any_store.transaction(ACTOR) as connection:
                use_up(connection, read_assertion(text))
        except BadAssertionError as refused:
            return refused.reason
        return ""

    first = signed(said(jti="same"), pair("EC"))
    again = signed(said(jti="same", exp=AT + 10), pair("RSA"))
    anothers = signed(claims("insurance-qingdao", NOW + timedelta(seconds=9), jti="same"), pair("EC"))
    assert [use(text) for text in (first, first, again, anothers)] == ["", "replay", "replay", ""]
    kept = fetch(
        any_store, "select octet_length(jti_hash), extract(epoch from ends_at)::int from client_assertion_seen"
    )
    assert sorted(map(tuple, kept)) == [(32, AT + 200), (32, AT + 209)]
