"""From where guesses come: devices that have been here before, and addresses that are one network."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.db import Store
from hub.security.accounts.limits import (
    Guess,
    _network,
    device_token,
)
from tests.hub.security.accounts.test_limits import right, wait


def test_nobody_is_shut_out_by_guesses_from_elsewhere(store: Store) -> None:
    device = device_token(store.vault, "lake")
    mine = Guess("password", "lake", "192.0.2.9", device)
    while not wait(store):
        pass
    assert [wait(store, mine) for _ in range(6)] == [0] * 5 + [30], "it has guesses of its own, and no more"
    right(store, mine)
    assert [wait(store, mine), wait(store)] == [0, 30]


def test_a_device_counts_for_its_login_alone_and_cannot_be_made_up(store: Store) -> None:
    device = device_token(store.vault, "lake")
    made_up = (
        "x",
        "a.b",
        f"{device[:-1]}{'0' if device[-1] != '0' else '1'}",
        device_token(store.vault, "hill"),
        ".",
        "健.康",
    )
    while not wait(store):
        pass
    assert {wait(store, Guess("password", "lake", "192.0.2.9", each)) for each in made_up} == {30}


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("192.0.2.1", "192.0.2.2", False), ("2001:db8::1", "2001:db8::ffff:2", True),
        ("2001:db8::1", "2001:db8:0:1::1", False), ("::ffff:192.0.2.1", "192.0.2.1", True),
        ("::ffff:192.0.2.1", "::ffff:192.0.2.2", False), ("fe80::1%eth0", "fe80::2", True), ("testclient", "x", False),
    ],
)  # fmt: skip
def test_which_addresses_are_one(one: str, other: str, same: bool) -> None:
    assert (_network(one) == _network(other)) == same


@given(st.text(max_size=40))
def test_any_text_may_stand_for_an_address(address: str) -> None:
    assert isinstance(_network(address), str)
