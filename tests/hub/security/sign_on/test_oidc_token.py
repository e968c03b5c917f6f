"""What is believed of an ID token: one issuer, one audience, one sign-in, now, and a signature of the provider."""

import base64
import json
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jws

from hub.security.sign_on.id_token import Expected, Identity, check_token
from hub.security.sign_on.oidc import Tokens
from hub.security.sign_on.refusals import REFUSALS, SignOnError
from tests.hub.security.accounts.people import NOW, SECOND
from tests.hub.security.sign_on.oidc_provider import new_key, unsigned

EXPECTED = Expected("https://id.example", "ohub-client", "n" * 43)
KEY = new_key()
GOOD = {"iss": "https://id.example", "aud": "ohub-client", "sub": "s", "nonce": "n" * 43,
        "iat": int(NOW.timestamp()), "exp": int(NOW.timestamp()) + 300}  # fmt: skip


def checked(token: str, expected: Expected = EXPECTED, now: datetime = NOW, access: str | None = None) -> Identity:
    return check_token(Tokens(token, access), expected, lambda _, __: KEY, now)


def signed(**claims: Any) -> str:
    said = {name: value for name, value in (GOOD | claims).items() if value is not None}
    return jws.serialize_compact({"alg": "ES256", "kid": KEY.kid}, json.dumps(said), KEY)


TOKEN = signed()


def test_a_good_token() -> None:
    assert checked(TOKEN) == Identity("s", frozenset())
    assert checked(signed(amr=["pwd", 7, "otp"], acr="gold")).methods == {"pwd", "otp", "gold"}


@pytest.mark.parametrize(("seconds", "good"), [(-61, False), (-60, True), (359, True), (360, False)])
def test_clocks_may_differ_by_a_minute(seconds: int, good: bool) -> None:
    now = NOW + seconds * SECOND
    if good:
        assert checked(TOKEN, now=now).subject == "s"
    else:
        with pytest.raises(SignOnError, match="有效时间内"):
            checked(TOKEN, now=now)


@pytest.mark.parametrize(("age", "good"), [(0, True), (660, True), (661, False), (-61, False)])
def test_how_long_ago_somebody_signed_in_there(age: int, good: bool) -> None:
    token, expected = signed(auth_time=GOOD["iat"] - age), EXPECTED._replace(max_age=600)
    if good:
        assert checked(token, expected).subject == "s"
    else:
        with pytest.raises(SignOnError, match="auth_time"):
            checked(token, expected)


ODD = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5), st.just(10**400),
                st.lists(st.text(max_size=3), max_size=2), st.dictionaries(st.text(max_size=3), st.none(), max_size=1),
                st.just("\ud800"), st.just("\0"))  # fmt: skip


@given(st.sampled_from(["iss", "aud", "sub", "nonce", "exp", "iat", "nbf", "azp", "at_hash", "auth_time"]), ODD)
def test_whatever_a_claim_holds_there_is_a_sentence(claim: str, value: Any) -> None:
    expected = EXPECTED._replace(max_age=600)
    token = signed(**{"auth_time": GOOD["iat"], claim: value})
    reason, identity = "", None
    try:
        identity = checked(token, expected, access="x")
    except SignOnError as refusal:
        reason = refusal.reason.partition(".")[0]
    assert (reason in REFUSALS) == (identity is None)
    if identity:
        assert claim not in ("iss", "aud", "nonce"), "these have one good value alone"
        assert identity.subject.isascii()


@given(st.integers(0, len(TOKEN) - 1), st.characters(codec="ascii"))
def test_a_token_that_is_changed_anywhere_is_refused(place: int, character: str) -> None:
    changed = TOKEN[:place] + character + TOKEN[place + 1 :]
    if changed == TOKEN:
        return
    try:
        identity = checked(changed)
    except SignOnError:
        return
    # The last character of base64 has bits that stand for nothing: the same bytes, written another way.
    assert (place, identity) == (len(TOKEN) - 1, Identity("s", frozenset()))


@given(st.one_of(st.text(max_size=80), st.from_regex(r"[\w-]{0,40}\.[\w-]{0,40}\.[\w-]{0,40}", fullmatch=True)))
def test_what_is_no_token_is_refused(junk: str) -> None:
    with pytest.raises(SignOnError):
        checked(junk)


@pytest.mark.parametrize("algorithm", ["none", "HS256", "HS512", "RS512", "ES512", "EdDSA", "ES256K", "", None, 7, []])
def test_no_other_algorithm(algorithm: Any) -> None:
    token = unsigned({}, GOOD).replace(unsigned({}, {}).split(".")[0], _header(algorithm))
    with pytest.raises(SignOnError, match=r"alg|signature"):
        checked(token)


def _header(algorithm: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps({"alg": algorithm}).encode()).decode().rstrip("=")
