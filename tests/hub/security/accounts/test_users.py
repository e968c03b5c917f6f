"""Users: made, found, changed, disabled, authenticated; who did it; and that nothing secret lies in clear."""

from dataclasses import replace

import pytest
from sqlalchemy import text

from hub.db import Store
from hub.errors import NotFoundError
from hub.security.accounts.organisations import BadRoleError
from hub.security.accounts.passwords import WeakPasswordError
from hub.security.accounts.users import (
    LoginError,
    add_user,
    all_users,
    change_password,
    change_role,
    disable_user,
    display_name,
    enable_user,
    find_user,
)
from hub.security.actor import Actor
from tests.hub.security.accounts.people import ACTOR, MINUTE, NAME, NOW, PASSWORD, add, new_user, who

OTHER = Actor("command", "deputy")
BETTER = "seven kettles on a roof"


def test_a_user_is_found_as_made(any_store: Store) -> None:
    made = add(any_store)
    with any_store.transaction(ACTOR) as connection:
        assert find_user(connection, "lake") == made == all_users(connection)[0]
        assert display_name(connection, any_store.vault, made.user_id) == NAME
    expected = new_user()
    assert (made.role, made.territory, made.active_until) == ("regulator", "370100", expected.active_until)
    assert (made.organisation_kind, made.organisation_key) == expected.organisation
    assert (made.disabled_at, made.second_factor) == (None, False)


def test_a_login_is_given_once(store: Store) -> None:
    add(store)
    with pytest.raises(LoginError, match="已被使用"):
        add(store)


@pytest.mark.parametrize(
    "login", ["", "ab", "Lake", "1lake", "lake hill", "湖", "a" * 33, "a13800000000", "lake\n", "x370102198001010011"]
)
def test_a_login_that_cannot_be(store: Store, login: str) -> None:
    with pytest.raises(LoginError, match="小写字母"):
        add(store, login)


@pytest.mark.parametrize(
    ("role", "password", "taken"),
    [
        ("regulator", "x7Kf2mQp9LwZ", True), ("employer", "x7Kf2mQp9LwZ", False), ("employer", "x7Kf2mQp9LwZ4tB", True),
        ("regulator", "the lake is deep and cold", False), ("regulator", "370100 egrets on the bridge", False),
    ],
)  # fmt: skip
def test_the_policy_knows_who_it_is(store: Store, role: str, password: str, taken: bool) -> None:
    with store.transaction(ACTOR) as connection:
        new = new_user(role=role)
        if taken:
            assert add_user(connection, store.vault, ACTOR, new, password, NOW).login == "lake"
        else:
            with pytest.raises(WeakPasswordError):
                add_user(connection, store.vault, ACTOR, new, password, NOW)


def test_changes_say_who_and_when(store: Store) -> None:
    add(store)
    changes = [
        lambda connection, now: change_role(connection, OTHER, "lake", "auditor", now),
        lambda connection, now: change_password(connection, OTHER, "lake", BETTER, now),
        lambda connection, now: disable_user(connection, OTHER, "lake", now),
        lambda connection, now: enable_user(connection, OTHER, "lake", now),
    ]
    for number, change in enumerate(changes, 1):
        moment = NOW + number * MINUTE
        with store.transaction(OTHER) as connection:
            change(connection, moment)
            row = connection.execute(text("select created_by, created_at, changed_by, changed_at from app_user")).one()
        assert tuple(row) == (str(ACTOR), NOW, str(OTHER), moment)
    changed = who(store, "lake", BETTER)
    assert changed is not None
    assert (changed.role, changed.disabled_at) == ("auditor", None)
    assert who(store, "lake", PASSWORD) is None


@pytest.mark.parametrize(
    "change",
    [
        lambda connection: find_user(connection, "nobody"),
        lambda connection: disable_user(connection, ACTOR, "nobody", NOW),
        lambda connection: change_role(connection, ACTOR, "nobody", "auditor", NOW),
        lambda connection: change_password(connection, ACTOR, "nobody", BETTER, NOW),
    ],
)
def test_who_is_not_there_is_not_changed(store: Store, change: object) -> None:
    with store.transaction(ACTOR) as connection, pytest.raises(NotFoundError, match="ohub user list"):
        change(connection)  # type: ignore[operator]


def test_a_role_of_another_kind_of_organisation_is_refused(store: Store) -> None:
    made = add(store)
    for role in ("employer", "chief"):
        with pytest.raises(BadRoleError), store.transaction(ACTOR) as connection:
            change_role(connection, ACTOR, "lake", role, NOW)
        with pytest.raises(BadRoleError), store.transaction(ACTOR) as connection:
            add_user(connection, store.vault, ACTOR, replace(new_user("hill"), role=role), PASSWORD, NOW)
    with store.transaction(ACTOR) as connection:
        assert all_users(connection) == [made]


def test_a_weak_new_password_changes_nothing(store: Store) -> None:
    made = add(store)
    with pytest.raises(WeakPasswordError), store.transaction(ACTOR) as connection:
        change_password(connection, ACTOR, "lake", "woaini1314520", NOW)
    assert who(store, "lake") == made
