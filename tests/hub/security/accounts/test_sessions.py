"""Sessions: tokens, idle and absolute ends, rotation, revocation, and the one statement that looks them up."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import event, text

from hub.db import Store
from hub.security.accounts.sessions import (
    LOOK_UP,
    Lifetime,
    Session,
    csrf_fits,
    csrf_secret,
    look_up,
    start,
)
from tests.hub.security.accounts.people import ACTOR, HOUR, MINUTE, NOW, SECOND, add


def begin(store: Store, user_id: int, now: datetime = NOW, second_factor: bool = False) -> str:
    with store.transaction(ACTOR) as connection:
        return start(connection, user_id, now, second_factor=second_factor)


def seen(store: Store, token: str, now: datetime = NOW, lifetime: Lifetime | None = None) -> Session | None:
    with store.transaction(ACTOR) as connection:
        return look_up(connection, token, now, *([lifetime] if lifetime else []))


def test_a_session_says_whose_it_is(any_store: Store) -> None:
    user = add(any_store)
    session = seen(any_store, begin(any_store, user.user_id))
    assert session is not None
    assert (session.user_id, session.login, session.role, session.territory) == (
        user.user_id,
        "lake",
        "regulator",
        "370100",
    )
    assert (session.organisation_kind, session.organisation_key, session.begun_at) == ("bureau", "370100", NOW)


def test_tokens_are_long_and_never_the_same(store: Store) -> None:
    user = add(store).user_id
    tokens = {begin(store, user) for _ in range(20)}
    assert len(tokens) == 20
    assert {len(token) for token in tokens} == {43}  # 256 bits in base64


@pytest.mark.parametrize("token", ["", "x" * 43, "\0", "\ud800", "健康"])
def test_what_is_no_token_finds_nothing(store: Store, token: str) -> None:
    begin(store, add(store).user_id)
    assert seen(store, token) is None


def test_complete_only_with_the_second_factor_where_it_is_due(store: Store) -> None:
    regulator, employer = add(store), add(store, "mill", "employer")
    found = [
        seen(store, begin(store, regulator.user_id)),
        seen(store, begin(store, regulator.user_id, second_factor=True)),
        seen(store, begin(store, employer.user_id)),
    ]
    assert [one.is_complete for one in found if one] == [False, True, True]


@pytest.mark.parametrize(
    ("after", "alive"),
    [([29 * MINUTE], True), ([30 * MINUTE], False), ([29 * MINUTE, 58 * MINUTE], True), ([29 * MINUTE, HOUR], False)],
)
def test_the_idle_end(store: Store, after: list[timedelta], alive: bool) -> None:
    token = begin(store, add(store).user_id)
    found = [seen(store, token, NOW + each) for each in after]
    assert (found[-1] is not None) == alive


def test_the_absolute_end_comes_however_busy_it_is(store: Store) -> None:
    token = begin(store, add(store).user_id)
    alive = [seen(store, token, NOW + n * 20 * MINUTE) is not None for n in range(40)]
    assert alive == [True] * 36 + [False] * 4  # 12 hours are 36 times 20 minutes


def test_the_ends_are_parameters(store: Store) -> None:
    token = begin(store, add(store).user_id)
    assert seen(store, token, NOW + 2 * HOUR, Lifetime(3 * HOUR, 4 * HOUR)) is not None
    assert seen(store, token, NOW + 4 * HOUR, Lifetime(3 * HOUR, 4 * HOUR)) is None


def test_last_seen_moves_once_a_minute(store: Store) -> None:
    token = begin(store, add(store).user_id)
    moved = []
    for seconds in (0, 59, 60, 61, 119, 120):
        seen(store, token, NOW + seconds * SECOND)
        with store.transaction(ACTOR) as connection:
            last = connection.execute(text("select last_seen_at from app_session")).scalar_one()
        moved.append((last - NOW).total_seconds())
    assert moved == [0, 0, 60, 60, 60, 120]


def test_a_look_up_is_one_statement_on_the_index(store: Store) -> None:
    user = add(store).user_id
    token = begin(store, user)
    spread = "insert into app_session (token_hash, user_id, begun_at, last_seen_at) " \
        "select sha256(n::text::bytea), :user, :now, :now from generate_series(1, 5000) n"  # fmt: skip
    with store.transaction(ACTOR) as connection:
        connection.execute(text(spread), {"user": user, "now": NOW})
    statements: list[str] = []
    with store.transaction(ACTOR) as connection:
        event.listen(connection, "before_cursor_execute", lambda *given: statements.append(given[2]))
        assert look_up(connection, token, NOW) is not None
        values = {"hash": b"x", "now": NOW, "idle": HOUR, "absolute": HOUR, "touched": MINUTE}
        plan = "\n".join(connection.execute(text(f"explain {LOOK_UP}"), values).scalars())
    assert statements[0].lstrip().startswith("with found")
    assert len([each for each in statements if "explain" not in each]) == 1
    assert "Index Scan using app_session_token_hash_key" in plan
    assert "Seq Scan on app_session" not in plan


def test_the_secret_of_forms_belongs_to_one_token(store: Store) -> None:
    user = add(store).user_id
    one, other = begin(store, user), begin(store, user)
    assert csrf_fits(one, csrf_secret(one))
    assert not csrf_fits(one, csrf_secret(other))
    assert not csrf_fits(one, "健康")
    assert one not in csrf_secret(one)
