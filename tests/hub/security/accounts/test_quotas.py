"""Quotas: so many at once, so many in any hour, each user by themselves, and two at once count twice."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest

from hub.db import Store
from hub.security.accounts.quotas import UNMASK, TooOftenError, use
from tests.hub.intake.messages import TESTER, fetch

NOW = datetime(2026, 11, 25, 8, tzinfo=UTC)


def test_the_quota_gives_thirty_at_once_and_sixty_in_an_hour(store: Store) -> None:
    """Asked every ten seconds for two hours: no hour has more than sixty."""
    given_at, moment = [], NOW
    with store.transaction(TESTER) as connection:
        while moment < NOW + timedelta(hours=2):
            with suppress(TooOftenError):
                use(connection, store.vault, UNMASK, "lake", moment)
                given_at.append(moment)
            moment += timedelta(seconds=10)
        use(connection, store.vault, UNMASK, "hill", NOW)  # everybody has their own
    assert len([at for at in given_at if at < NOW + timedelta(minutes=5)]) >= UNMASK.at_once
    for at in given_at:
        assert len([each for each in given_at if at <= each < at + timedelta(hours=1)]) <= 60
    assert fetch(store, "select count(*) from sign_in_attempt where scope = 'unmask'") == [(2,)]


def test_waiting_as_long_as_told_is_enough(store: Store) -> None:
    with store.transaction(TESTER) as connection:
        for _ in range(UNMASK.at_once):
            use(connection, store.vault, UNMASK, "lake", NOW)
        with pytest.raises(TooOftenError) as refused:
            use(connection, store.vault, UNMASK, "lake", NOW)
        seconds = refused.value.seconds
        assert 0 < seconds <= UNMASK.every.total_seconds()
        use(connection, store.vault, UNMASK, "lake", NOW + timedelta(seconds=seconds))


def test_those_at_once_are_counted_one_by_one(any_store: Store) -> None:
    def one(_: int) -> bool:
        with any_store.transaction(TESTER) as connection:
            try:
                use(connection, any_store.vault, UNMASK, "lake", NOW)
            except TooOftenError:
                return False
            return True

    with ThreadPoolExecutor(6) as threads:
        assert sum(threads.map(one, range(UNMASK.at_once + 10))) == UNMASK.at_once
