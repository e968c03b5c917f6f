"""Signing in over HTTP: password, second factor, forms of other sites, and what must not work without all of it."""

import re
from datetime import UTC, datetime, timedelta

import httpx
import pyotp
import pytest
from sqlalchemy import text

from hub.db import Store
from hub.pages.signing_in import local
from hub.security.accounts.sessions import csrf_secret
from hub.security.permissions import Role
from tests.hub.intake.messages import TESTER, fetch
from tests.hub.service import PASSWORD, Site, client, signed_in

STEP = timedelta(seconds=30)  # the code before this one still counts, and leaves this one for the next sign-in
CODE = "/sign-in/second-factor"


def a_user(store: Store, role: Role = Role.CASE_REGULATOR, organisation: str = "bureau:370000") -> str:
    """A user who never signed in; the session that made them is thrown away."""
    signed_in(store, role, organisation)
    with store.transaction(TESTER) as connection:
        connection.execute(text("delete from app_session"))
        return str(connection.execute(text("select login from app_user")).scalar_one())


def give_password(ask: httpx.Client, login: str, password: str = PASSWORD, **more: str) -> httpx.Response:
    return ask.post("/sign-in", data={"login": login, "password": password, **more})


def csrf(page: httpx.Response) -> str:
    return re.findall('name="csrf" value="(.+?)"', page.text)[0]


def bind(ask: httpx.Client) -> tuple[pyotp.TOTP, list[str]]:
    """Bind an authenticator as a browser would; gives it, and the recovery codes."""
    secret = csrf_secret(ask.cookies["ohub"])
    shown = ask.post(f"{CODE}/new", data={"csrf": secret})
    (uri,) = re.findall(r"otpauth://[^<]+", shown.text)
    app = pyotp.parse_uri(uri.replace("&amp;", "&"))
    assert isinstance(app, pyotp.TOTP)
    done = ask.post(f"{CODE}/confirm", data={"csrf": secret, "code": app.at(datetime.now(UTC) - STEP)})
    return app, re.findall("<li><code>(.+?)</code>", done.text)


def audit(store: Store) -> list[tuple[str, str, str]]:
    rows = fetch(store, "select actor, verb, coalesce(detail ->> 'step', '') from audit_entry order by at, entry_id")
    return [(str(a), str(b), str(c)) for a, b, c in rows]


def test_the_whole_sign_in_and_out(store: Store) -> None:
    login = a_user(store)
    with client(store, None) as ask:
        begun = give_password(ask, login, next="/gaps")
        assert (begun.status_code, begun.headers["location"]) == (303, f"{CODE}?next=/gaps")
        assert "httponly" in begun.headers["set-cookie"].lower()
        assert "samesite=lax" in begun.headers["set-cookie"].lower()
        assert ask.get("/api/v1/findings?analysis=gaps").status_code == 401  # the password alone opens nothing
        app, recovery = bind(ask)
        assert len(recovery) == 10
        assert ask.get("/api/v1/findings?analysis=gaps").status_code == 200
        page = ask.get("/account", headers={"Accept": "text/html"})
        assert ask.post("/sign-out", data={"csrf": csrf(page)}).status_code == 303
        assert ask.get("/api/v1/findings?analysis=gaps").status_code == 401
        give_password(ask, login)
        again = ask.post(CODE, data={"csrf": csrf(ask.get(CODE)), "code": app.now(), "next": "//evil.example"})
        assert (again.status_code, again.headers["location"]) == (303, "/")
        assert ask.get("/account").status_code == 200
    who = f"user:{login}"
    steps = [("sign_in", "password"), ("sign_in", "second_factor"), ("sign_out", "")]
    assert audit(store) == [(who, *step) for step in (*steps, *steps[:2])]


def test_recovery_codes_open_once(store: Store) -> None:
    login = a_user(store)
    with client(store, None) as ask:
        give_password(ask, login)
        _, recovery = bind(ask)
        for expected in (303, 401):
            ask.cookies.clear()
            give_password(ask, login)
            answer = ask.post(CODE, data={"csrf": csrf(ask.get(CODE)), "code": recovery[0]})
            assert answer.status_code == expected


def test_a_password_alone_cannot_replace_the_second_factor(store: Store) -> None:
    login = a_user(store)
    with client(store, None) as ask:
        give_password(ask, login)
        bind(ask)
        ask.cookies.clear()
        give_password(ask, login)
        secret = csrf(ask.get(CODE))
        assert ask.post(f"{CODE}/new", data={"csrf": secret}).status_code == 401
        assert ask.post(f"{CODE}/confirm", data={"csrf": secret, "code": "123456"}).status_code == 401
        assert ask.get("/account").status_code == 401


def test_who_needs_no_second_factor_but_has_one_gives_it(store: Store) -> None:
    login = a_user(store, Role.EMPLOYER, "employer:91370100M000100Y4B")
    with client(store, None) as ask:
        give_password(ask, login)
        assert ask.get("/account").status_code == 200
        bind(ask)
        assert ask.get("/account").status_code == 200
        ask.cookies.clear()
        give_password(ask, login)
        assert ask.get("/account").status_code == 401


@pytest.mark.parametrize(
    ("login", "password"),
    [("nobody-here", PASSWORD), ("", ""), ("x" * 200, "y" * 200), ("a\0b", "c\0d"), ("🙂", "🙂"), ("' or 1=1 --", "x")],
)
def test_wrong_ones_all_look_alike(store: Store, login: str, password: str) -> None:
    known = a_user(store)
    with client(store, None) as ask:
        wrong, right = give_password(ask, login, password), give_password(ask, known, "wrong wrong wrong")
    assert (wrong.status_code, right.status_code) == (401, 401)
    assert wrong.text.replace(login or "-", "") == right.text.replace(login or "-", "")
    assert "ohub=" not in wrong.headers.get("set-cookie", "")
    assert [entry[1:] for entry in audit(store)] == [("sign_in_failed", "password")] * 2
    assert login not in str(fetch(store, "select detail from audit_entry")) or not login


def test_guesses_are_slowed(store: Store) -> None:
    login = a_user(store)
    with client(store, None) as ask:
        answers = [give_password(ask, login, f"wrong number {n} wrong").status_code for n in range(7)]
        assert answers == [401] * 5 + [429] * 2
        waiting = give_password(ask, login)
    assert waiting.status_code == 429
    assert int(waiting.headers["retry-after"]) in range(1, 31)


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
    ],
)
def test_forms_of_other_sites_do_nothing(store: Store, headers: dict[str, str]) -> None:
    login = a_user(store)
    with client(store, None) as ask:
        assert ask.post("/sign-in", data={"login": login, "password": PASSWORD}, headers=headers).status_code == 403
    with client(store) as ask:
        assert ask.post("/account/sessions/end", headers=headers).status_code == 403


def test_a_change_needs_the_secret_of_its_own_session(store: Store) -> None:
    other = signed_in(store, Role.REGULATOR)
    with client(store) as ask:
        good = ask.headers.pop("X-CSRF-Token")
        for bad in ("", "x", "é", good[:-1], good.upper()):
            data = {"csrf": bad}
            assert ask.post("/account/sessions/end", data=data).status_code == 403, bad
        assert ask.post("/account/sessions/end", data={"csrf": good}).status_code == 303
        ask.cookies.set("ohub", other)
        assert ask.post("/account/sessions/end", data={"csrf": good}).status_code == 403


def test_changing_the_password_ends_all_sessions(store: Store) -> None:
    signed_in(store)
    with client(store) as ask:
        wrong = ask.post(
            "/account/password", data={"old": "not the old one at all", "new": "nine brown owls in the elm"}
        )
        weak = ask.post("/account/password", data={"old": PASSWORD, "new": "password1234"})
        assert (wrong.status_code, weak.status_code) == (401, 422)
        done = ask.post("/account/password", data={"old": PASSWORD, "new": "nine brown owls in the elm"})
        assert done.status_code == 200
        assert ask.get("/account").status_code == 401
    assert fetch(store, "select count(*) from app_session where revoked_at is null") == [(0,)]


def test_over_https_the_cookies_belong_to_this_host_alone(store: Store) -> None:
    login = a_user(store)
    store.settings.public_url = "https://hub.example"
    with Site(store) as site, httpx.Client(base_url=site.url) as ask:
        cookie = give_password(ask, login).headers["set-cookie"]
    assert re.match("__Host-ohub=.+; HttpOnly; Path=/; SameSite=lax; Secure$", cookie)


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        ("/gaps?rule=G03", "/gaps?rule=G03"),
        *((evil, "/") for evil in ("//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)",
                                   "", "/\nx", "evil", "\\\\evil", "/\t/evil.example")),
    ],
)  # fmt: skip
def test_after_signing_in_one_stays_here(asked: str, given: str) -> None:
    assert local(asked) == given
