"""Lock-out and rate limit: how many guesses get through, how long the next waits, that nobody shuts others out."""

import re
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from sqlalchemy import text

from hub.db import Store
from hub.security.accounts.limits import (
    ADDRESS,
    FORGOTTEN,
    LOGIN,
    Guess,
    Rule,
    WaitError,
    admit,
    clear_forgotten,
    succeeded,
)
from tests.hub.security.accounts.people import ACTOR, HOUR, MINUTE, NOW, SECOND

GUESS = Guess("password", "lake", "192.0.2.1")


def wait(store: Store, guess: Guess = GUESS, now: datetime = NOW, rules: tuple[Rule, Rule] = (LOGIN, ADDRESS)) -> int:
    """How many seconds the guess must wait; 0 when it was admitted and counted."""
    try:
        with store.transaction(ACTOR) as connection:
            admit(connection, store.vault, guess, now, rules)
    except WaitError as refusal:
        return refusal.seconds
    return 0


def right(store: Store, guess: Guess = GUESS, now: datetime = NOW) -> None:
    with store.transaction(ACTOR) as connection:
        succeeded(connection, store.vault, guess, now)


def test_the_delay_grows_and_has_an_end(store: Store) -> None:
    now, waits = NOW, []
    for _ in range(14):
        assert wait(store, now=now) == 0
        waits.append(wait(store, now=now) if len(waits) >= 4 else 0)
        now += timedelta(seconds=waits[-1])
    assert waits == [0, 0, 0, 0, 30, 60, 120, 240, 480, 960, 1920, 3600, 3600, 3600]


def test_a_guess_while_waiting_is_refused_and_does_not_prolong_it(store: Store) -> None:
    assert [wait(store) for _ in range(8)] == [0, 0, 0, 0, 0, 30, 30, 30]
    assert [wait(store, now=NOW + each * SECOND) for each in (1, 29, 30)] == [29, 1, 0]


def test_the_refusal_says_how_long() -> None:
    refusal = WaitError(42)
    assert (refusal.status, refusal.seconds) == (429, 42)
    assert "请等待 42 秒" in refusal.zh
    assert "wait 42 seconds" in refusal.en


@pytest.mark.parametrize("login", ["lake", "nobody-of-this-name"])
def test_twenty_at_once_get_no_more_guesses_than_one_by_one(any_store: Store, login: str) -> None:
    begun = threading.Barrier(20)

    def guess(number: int) -> int:
        begun.wait()
        return wait(any_store, Guess("password", login, f"192.0.2.{number}"))

    any_store.engine.dispose()
    with ThreadPoolExecutor(20) as pool:
        waits = list(pool.map(guess, range(20)))
    assert sorted(waits) == [0] * LOGIN.free + [30] * (20 - LOGIN.free)


def test_two_processes_share_the_count(store: Store) -> None:
    other = Store(store.settings)
    try:
        assert [wait(each) for each in (store, other, store, other, store, other)] == [0, 0, 0, 0, 0, 30]
    finally:
        other.close()


def test_what_was_right_makes_the_login_new(store: Store) -> None:
    for _ in range(3):
        assert [wait(store) for _ in range(4)] == [0] * 4
        right(store)


def test_the_login_is_the_same_however_it_is_written(store: Store) -> None:
    written = ("lake", "LAKE", " Lake ", "lAke", "laKe")
    assert [wait(store, Guess("password", each, "192.0.2.1")) for each in written] == [0] * 5
    assert wait(store) == 30


def test_the_right_password_gives_no_more_guesses_at_the_code(store: Store) -> None:
    waits = []
    for _ in range(6):
        assert wait(store) == 0
        right(store)
        waits.append(wait(store, Guess("code", "lake", "192.0.2.1")))
    assert waits == [0, 0, 0, 0, 0, 30]


def test_an_address_is_limited_over_all_logins(store: Store) -> None:
    def guess(number: int) -> int:
        return wait(store, Guess("password", f"user{number}", "192.0.2.1"))

    assert [guess(number) for number in range(ADDRESS.free)] == [0] * ADDRESS.free
    assert guess(99) == 1
    assert wait(store, Guess("password", "user99", "192.0.2.2")) == 0


def test_an_own_account_does_not_wash_an_address_clean(store: Store) -> None:
    rules = (LOGIN, Rule(6, MINUTE, HOUR))
    waits = []
    for number in range(6):
        waits.append(wait(store, Guess("password", f"user{number}", "192.0.2.1"), rules=rules))
        mine = Guess("password", "mine", "192.0.2.1")
        if wait(store, mine, rules=rules) == 0:
            with store.transaction(ACTOR) as connection:
                succeeded(connection, store.vault, mine, NOW, rules[1])
    assert waits == [0] * 6
    assert wait(store, Guess("password", "user6", "192.0.2.1"), rules=rules) == 60


def test_old_failures_are_forgotten(store: Store) -> None:
    assert [wait(store) for _ in range(5)] == [0] * 5
    later = NOW + FORGOTTEN
    assert [wait(store, now=later) for _ in range(6)] == [0] * 5 + [30]
    with store.transaction(ACTOR) as connection:
        assert clear_forgotten(connection, later) == 0
        assert clear_forgotten(connection, later + FORGOTTEN) == 2


def test_neither_login_nor_address_is_kept_in_clear(store: Store) -> None:
    wait(store, Guess("password", "my-password-typed-there", "192.0.2.77"))
    with store.transaction(ACTOR) as connection:
        kept = connection.execute(text("select a::text || encode(subject, 'escape') from sign_in_attempt a")).scalars()
        assert not re.search(r"my-password|192\.0", "".join(kept))
