"""Users for the security administrator: added, changed and suspended on the record, never oneself."""

import re

import httpx
import pytest

from hub.db import Store
from hub.security.accounts.users import authenticate, find_user
from hub.security.permissions import ROLES, Permission, Role
from tests.hub.intake.messages import TESTER, fetch
from tests.hub.service import client

PATH = "/system/users"
NEW = {"login": "wang.new", "name": "王某某", "role": "case_regulator", "kind": "bureau", "key": "370100"}
PAGES = {
    PATH: {Permission.USER_MANAGE},
    "/system/roles": {Permission.USER_MANAGE, Permission.AUDIT_READ, Permission.SYSTEM_OPERATE},
    "/system/jobs": {Permission.SYSTEM_OPERATE},
    "/system/simulator": {Permission.SYSTEM_OPERATE},
    "/sharing": {Permission.AGREEMENT_MANAGE, Permission.SYSTEM_OPERATE},
}
PASSWORD = re.compile(r'<p class="figure"><code>([^<]+)</code>')


@pytest.mark.parametrize("role", [Role.SECURITY_ADMIN, Role.SYSTEM_ADMIN, Role.AUDITOR, Role.CASE_REGULATOR])
def test_no_administrator_sees_all_of_it(store: Store, role: Role) -> None:
    with client(store, role, "bureau:370000") as ask:
        seen = {path: ask.get(path).status_code for path in PAGES}
    assert seen == {path: 200 if ROLES[role] & needed else 404 for path, needed in PAGES.items()}
    assert set(seen.values()) != {200}


def test_a_user_is_added_and_signs_in_with_the_password_shown_once(store: Store) -> None:
    with client(store, Role.SECURITY_ADMIN) as ask:
        shown = ask.post(PATH, data=NEW)
        listed = ask.get(PATH, params={"q": "wang"})
        later = ask.get(f"{PATH}/wang.new")
    password = PASSWORD.search(shown.text)
    assert password
    assert shown.headers["cache-control"] == "no-store"
    assert "王某某" not in shown.text + listed.text
    assert "wang.new" in listed.text
    assert not PASSWORD.search(later.text)
    with store.transaction(TESTER) as connection:
        from datetime import UTC, datetime

        assert authenticate(connection, "wang.new", password[1], datetime.now(UTC))
    assert written(store) == [("grant", {"user": "wang.new", "what": "add"})]


WRONG = [
    ({"login": "W"}, "登录名须为"),
    ({"key": "999999"}, "单位代码不对"),
    ({"role": "employer"}, "须属于"),
    ({"territory": "370200"}, "辖区不在"),
]


def test_what_cannot_be_a_user_is_told_and_stays_typed(store: Store) -> None:
    with client(store, Role.SECURITY_ADMIN) as ask:
        for typed, sentence in WRONG:
            answer = ask.post(PATH, data=NEW | typed)
            assert answer.status_code in (409, 422)
            assert sentence in answer.text
            assert f'value="{(NEW | typed)["login"]}"' in answer.text
        assert ask.post(PATH, data=NEW, headers={"X-CSRF-Token": "x"}).status_code == 403
    assert written(store) == []


# what is done, the form, then role, disabled, audit
DONE = [
    ("role", {"role": "regulator"}, ("regulator", False), "grant"),
    ("disable", {}, ("regulator", True), "revoke"),
    ("enable", {}, ("regulator", False), "grant"),
    ("reset-factor", {}, ("regulator", False), "revoke"),
    ("end-sessions", {}, ("regulator", False), "revoke"),
]


def test_standing_changes_on_the_record(store: Store) -> None:
    with client(store, Role.SECURITY_ADMIN) as ask:
        ask.post(PATH, data=NEW)
        for what, form, expected, verb in DONE:
            answer = ask.post(f"{PATH}/wang.new/{what}", data=form)
            assert answer.status_code == 303, what
            with store.transaction(TESTER) as connection:
                user = find_user(connection, "wang.new")
            assert (user.role, user.disabled_at is not None) == expected, what
            assert written(store)[-1] == (verb, {"user": "wang.new", "what": what})
        assert PASSWORD.search(ask.post(f"{PATH}/wang.new/password").text)
        refused(ask)


def refused(ask: httpx.Client) -> None:
    """A role that cannot be had there, a deed that there is not, and oneself."""
    assert ask.post(f"{PATH}/wang.new/role", data={"role": "worker"}).status_code == 422
    assert ask.post(f"{PATH}/wang.new/promote").status_code == 404
    assert ask.post(f"{PATH}/nobody/disable").status_code == 404
    own = ask.post(f"{PATH}/security-admin.370000/role", data={"role": "auditor"})
    assert own.status_code == 409
    assert "不能更改自己的账户" in own.text


def written(store: Store) -> list[tuple[str, dict[str, str]]]:
    query = "select verb, detail from audit_entry where detail ? 'user' and address <> '' order by entry_id"
    found = fetch(store, query)
    return [(row[0], row[1]) for row in found]


def test_the_table_of_roles_is_the_one_in_force(store: Store) -> None:
    with client(store, Role.AUDITOR) as ask:
        page = ask.get("/system/roles", params={"lang": "en"}).text
    assert page.count("✓ may") == sum(map(len, ROLES.values()))
    assert all(f"<small>{each}</small>" in page for each in Permission)
