"""Signing in at an identity provider that lies: every lie is refused with a sentence, and there is no session."""

import time
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from joserfc import jwt

from hub.db import Store
from hub.door.callers import DOOR
from hub.security.sign_on import fetching as oidc_fetching
from tests.hub.routers.sign_on_place import place
from tests.hub.security.sign_on.oidc_provider import SUBJECT, Provider, new_key, signed_with_public_key, unsigned

Lie = Callable[[Provider], None]


def says(**claims: Any) -> Lie:
    return lambda provider: provider.claims.update(claims)


def brings(**sends: str | None) -> Lie:
    return lambda provider: provider.sends.update(sends)


def publishes(**document: Any) -> Lie:
    return lambda provider: provider.document.update(document)


def is_(**switches: Any) -> Lie:
    return lambda provider: vars(provider).update(switches)


def forges(provider: Provider) -> None:
    """Signs with a key of the same name that is not the one published."""
    other = new_key()
    provider.sign = lambda header, claims: jwt.encode(header, claims, other)


def confuses(provider: Provider) -> None:
    provider.sign = signed_with_public_key(provider.keys[0])


NOW = int(time.time())
LIES: dict[str, tuple[Lie, str, str]] = {
    "issuer": (says(iss="http://127.0.0.1:1"), "未通过核对（iss）", "token.iss"),
    "audience": (says(aud="another-client"), "未通过核对（aud）", "token.aud"),
    "no audience": (says(aud=[]), "未通过核对（aud）", "token.aud"),
    "audience of two, no party": (says(aud=["ohub-client", "other"]), "（azp）", "token.azp"),
    "other party": (says(azp="other"), "（azp）", "token.azp"),
    "nonce": (says(nonce="x" * 43), "（nonce）", "token.nonce"),
    "no nonce": (says(nonce=None), "（nonce）", "token.nonce"),
    "expired": (says(exp=NOW - 61), "有效时间内（exp）", "clock.exp"),
    "no end": (says(exp=None), "有效时间内（exp）", "clock.exp"),
    "from the future": (says(iat=NOW + 3600), "有效时间内（iat）", "clock.iat"),
    "not yet": (says(nbf=NOW + 3600), "有效时间内（nbf）", "clock.nbf"),
    "hash of another token": (says(at_hash="AAAA"), "（at_hash）", "token.at_hash"),
    "no subject": (says(sub=None), "（sub）", "token.sub"),
    "long subject": (says(sub="x" * 256), "（sub）", "token.sub"),
    "none": (is_(sign=unsigned), "（alg）", "token.alg"),
    "secret that is public": (confuses, "（alg）", "token.alg"),
    "other key": (forges, "（signature）", "token.signature"),
    "unknown key": (is_(header={"kid": "nobody's"}), "不在它公布的密钥", "key"),
    "critical header": (is_(header={"crit": ["b64"], "b64": True}), "（alg）", "token.alg"),
    "mix-up": (brings(iss="http://127.0.0.1:1"), "不是来自这次登录", "mix-up"),
    "no name of its own": (brings(iss=None), "不是来自这次登录", "mix-up"),
    "denied": (brings(code=None, error="access_denied"), "（access_denied）", "denied.access_denied"),
    "denied in its own words": (brings(code=None, error="测试甲"), "（other）", "denied.other"),
    "another's code": (brings(code="guessed"), "（invalid_grant）", "exchange.invalid_grant"),
    "another client's key": (is_(client_key=None), "（invalid_client）", "exchange.invalid_client"),
    "large keys": (is_(padding=300_000), "过大", "unavailable"),
    "slow keys": (is_(slow=1.5), "没有及时作答", "unavailable"),
    "another subject": (says(sub="somebody-else"), "没有对应到", "not-linked"),
}


@pytest.mark.parametrize("lie", LIES)
def test_a_lie_is_refused(store: Store, lie: str, monkeypatch: pytest.MonkeyPatch) -> None:
    tell, sentence, reason = LIES[lie]
    monkeypatch.setattr(oidc_fetching, "SECONDS", 0.75)
    with place(store) as here, httpx.Client() as browser:
        tell(here.provider)
        answer = browser.get(here.begin(browser))
        assert answer.status_code in (403, 503)
        assert sentence in answer.json()["title"]
        assert here.session(browser) is None
        detail = {"step": "provider", "provider": "province", "reason": reason}
        assert here.audit() == [(str(DOOR), "sign_in_failed", detail)]
        assert not [word for word in (*here.provider.seen, SUBJECT, "测试甲", "somebody-else") if word in answer.text]


@pytest.mark.parametrize(
    ("lie", "code"),
    [
        (publishes(issuer="http://127.0.0.1:1"), "（issuer）"),
        (publishes(token_endpoint="http://partner.example/token"), "（token_endpoint）"),
        (publishes(jwks_uri="https://user@partner.example/"), "（jwks_uri）"),
        (publishes(authorization_endpoint=None), "（form）"),
    ],
)
def test_a_provider_that_publishes_something_else_is_not_asked(store: Store, lie: Lie, code: str) -> None:
    with place(store) as here, httpx.Client() as browser:
        lie(here.provider)
        answer = browser.get(f"{here.url}/sign-in/sso/province")
        assert (answer.status_code, code in answer.json()["title"]) == (403, True)
