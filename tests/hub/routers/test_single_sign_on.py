"""Signing in at an identity provider: the whole way there and back over HTTP."""

import time
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from sqlalchemy import text

from hub.db import Store
from hub.security.accounts.users import disable_user
from hub.security.sign_on.links import unlink_user
from hub.security.sign_on.providers import disable_provider, find_provider
from tests.hub.routers.sign_on_place import place
from tests.hub.security.accounts.people import ACTOR


@pytest.mark.parametrize("rules", [
    {"algorithm": "ES256"}, {"algorithm": "ES384"}, {"algorithm": "RS256"}, {"algorithm": "PS384"},
    {"secret": "a:b c%/+密钥"}, {"names_itself": False}, {"max_age": 600},
    {"header": {"kid": None, "typ": "JWT", "x-private": "1"}},
    {"claims": {"aud": ["ohub-client", "other"], "azp": "ohub-client"}}, {"claims": {"at_hash": None}},
])  # fmt: skip
def test_signing_in(store: Store, rules: dict[str, Any]) -> None:
    with place(store, **rules) as here, httpx.Client() as browser:
        answer = browser.get(here.begin(browser, "/batches?x=1"))
        assert (answer.status_code, answer.headers["location"]) == (
            303, "/sign-in/second-factor?next=%2Fbatches%3Fx%3D1")  # fmt: skip
        assert "ohub-sign-on" not in browser.cookies
        session = here.session(browser)
        assert session is not None
        assert (session.login, session.is_complete) == ("lake", False)
        detail = {"step": "provider", "provider": "province", "second_factor": False}
        assert here.audit() == [("user:lake", "sign_in", detail)]


@pytest.mark.parametrize(
    ("role", "accepts", "claims", "complete"),
    [
        ("regulator", ["mfa", "otp"], {"amr": ["pwd", "otp"]}, True),
        ("regulator", ["mfa"], {"amr": ["pwd"]}, False),
        ("regulator", ["mfa"], {"amr": "mfa"}, False),
        ("regulator", ["gold"], {"acr": "gold"}, True),
        ("regulator", [], {"amr": ["mfa", "otp", "hwk"], "acr": "gold"}, False),
        ("employer", [], {}, True),
    ],
)
def test_who_proved_more_at_the_provider_need_not_here(
    store: Store, role: str, accepts: list[str], claims: dict[str, Any], complete: bool
) -> None:
    with place(store, role=role, accepts=accepts, claims=claims) as here, httpx.Client() as browser:
        assert browser.get(here.begin(browser)).status_code == 303
        session = here.session(browser)
        assert session is not None
        assert session.is_complete == complete


def test_what_is_in_the_token_gives_no_role(store: Store) -> None:
    claims = {"role": "security_admin", "roles": ["security_admin"], "preferred_username": "chief"}
    with place(store, claims=claims) as here, httpx.Client() as browser:
        browser.get(here.begin(browser))
        session = here.session(browser)
        assert session is not None
        assert (session.role, session.login) == ("regulator", "lake")


def test_a_sign_in_belongs_to_one_browser_and_is_good_once(store: Store) -> None:
    with place(store) as here, httpx.Client() as browser, httpx.Client() as other, httpx.Client() as third:
        mine, others = here.begin(browser), here.begin(other)
        for asking, address in ((other, mine), (browser, others), (third, mine)):
            refused = asking.get(address)
            assert (refused.status_code, "不是在这个浏览器" in refused.json()["title"]) == (403, True)
        cookies = dict(browser.cookies)
        assert browser.get(mine).status_code == 303, "what others tried has not used it up"
        browser.cookies.update(cookies)
        assert browser.get(mine).status_code == 403
        assert len(here.audit()) == 1


def test_a_code_is_not_good_twice(store: Store) -> None:
    """Somebody saw the code of one sign-in and brings it to another of their own."""
    with place(store) as here, httpx.Client() as browser, httpx.Client() as thief:
        (seen,) = parse_qs(urlsplit(here.begin(browser)).query)["code"]
        here.provider.sends["code"] = seen
        answer = thief.get(here.begin(thief))
        assert "（invalid_grant）" in answer.json()["title"], "it was given out for another verifier"
        assert here.session(thief) is None


def test_a_sign_in_is_good_for_ten_minutes(store: Store) -> None:
    with place(store) as here, httpx.Client() as browser:
        back = here.begin(browser)
        with store.transaction(ACTOR) as connection:
            kept = connection.execute(text("delete from sign_on_attempt returning *")).mappings().one()
            names, values = ", ".join(kept), ", ".join(f":{name}" for name in kept)
            older = dict(kept) | {"begun_at": datetime.fromtimestamp(time.time() - 601, UTC)}
            connection.execute(text(f"insert into sign_on_attempt ({names}) values ({values})"), older)
        assert browser.get(back).status_code == 403
        assert here.session(browser) is None
        here.begin(browser)
        with store.transaction(ACTOR) as connection:
            assert connection.execute(text("select count(*) from sign_on_attempt")).scalar_one() == 1


def test_a_provider_may_change_its_keys(store: Store) -> None:
    with place(store) as here:
        for requests in (1, 2):
            with httpx.Client() as browser:
                assert browser.get(here.begin(browser)).status_code == 303
                assert here.provider.key_requests == requests
            here.provider.rotate()
        with httpx.Client() as browser:
            answer = browser.get(here.begin(browser))
            assert (answer.status_code, "一分钟后" in answer.json()["title"]) == (403, True)
            assert here.provider.key_requests == 2, "not oftener than once a minute"


def test_somebody_who_signed_in_there_too_long_ago(store: Store) -> None:
    with place(store, max_age=600, claims={"auth_time": int(time.time()) - 3600}) as here, httpx.Client() as browser:
        assert "（auth_time）" in browser.get(here.begin(browser)).json()["title"]
        here.provider.claims["auth_time"] = None
        assert "（auth_time）" in browser.get(here.begin(browser)).json()["title"]
        assert here.session(browser) is None


@pytest.mark.parametrize("change", ["unlink", "disable user", "disable provider"])
def test_whoever_is_let_go_is_signed_out_and_does_not_come_in_again(store: Store, change: str) -> None:
    now = datetime.now(UTC)
    with place(store) as here, httpx.Client() as browser:
        assert browser.get(here.begin(browser)).status_code == 303
        assert here.session(browser) is not None
        back = here.begin(browser)
        with store.transaction(ACTOR) as connection:
            if change == "unlink":
                unlink_user(connection, find_provider(connection, "province"), "lake", now)
            elif change == "disable user":
                disable_user(connection, ACTOR, "lake", now)
            else:
                assert disable_provider(connection, ACTOR, "province", now) == 1
        assert here.session(browser) is None
        assert browser.get(back).status_code in (403, 404)
        assert here.session(browser) is None


def test_who_begins_again_and_again_must_wait(store: Store) -> None:
    with place(store) as here, httpx.Client() as browser:
        address = f"{here.url}/sign-in/sso/province"
        answers = [browser.get(address).status_code for _ in range(51)]
        assert answers == [303] * 50 + [429]


def test_over_https_no_other_host_can_set_the_cookies(store: Store) -> None:
    with place(store) as here:
        store.settings.public_url = "https://hub.example"
        here.provider.redirect_uris.append("https://hub.example/sign-in/sso/province/callback")
        sent = httpx.get(f"{here.url}/sign-in/sso/province")
        (cookie,) = sent.headers.get_list("set-cookie")
        assert cookie.startswith("__Host-ohub-sign-on=")
        assert {"Secure", "HttpOnly", "Path=/", "SameSite=lax"} <= set(cookie.split("; "))
        assert "domain" not in cookie.lower()


@pytest.mark.parametrize("path", ["nobody", "nobody/callback", "nobody/jwks.json", "a", "x%00y", "Province"])
def test_there_is_no_other_provider(store: Store, path: str) -> None:
    with place(store) as here:
        assert httpx.get(f"{here.url}/sign-in/sso/{path}").status_code in (404, 422)


def test_the_public_key_is_published_and_nothing_else_of_it(store: Store) -> None:
    with place(store) as here:
        (key,) = httpx.get(f"{here.url}/sign-in/sso/province/jwks.json").json()["keys"]
        assert key == here.provider.client_key
        assert set(key) == {"kty", "crv", "x", "y", "kid", "use", "alg"}
