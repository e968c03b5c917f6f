"""An organisation sends its own records: another's are refused row by row, whatever the message says of itself."""

import io

import pytest

from hub.db import Store
from hub.intake.pipeline import interpret
from hub.intake.receive import receive
from hub.security.actor import Actor
from hub.security.scope import Fence, Scope
from tests.hub.intake.messages import Operation, bring, codes, counts, fetch, message

OWN, OTHER = "370102001", "370202001"
CREDIT = "91370100M000100Y4B"  # its organisation code, by which the national exchange knows it, is M000100Y4


def signed_in(organisation: str) -> Actor:
    return Actor("user", "somebody", Scope(Fence.INSTITUTION, {"organisation": organisation}))


def send(store: Store, payload: bytes, organisation: str) -> tuple[tuple[int, int, int, int], list[str]]:
    actor = signed_in(organisation)
    outcome = interpret(store, receive(store, "national", io.BytesIO(payload), actor).batch_id, actor)
    return counts(outcome), codes(store, outcome)


@pytest.mark.parametrize(
    ("organisation", "sender", "is_own"),
    [
        (OWN, OWN, True),
        (OWN, OTHER, False),
        (OWN, CREDIT[8:17], False),
        (CREDIT, CREDIT[8:17], False),  # the sender fits, but the people are another employer's
        (CREDIT, OWN, False),
        ("370102", OWN, True),  # a bureau, of what lies in its division
        ("370202", OWN, False),
    ],
)
def test_whose_rows_pass(store: Store, organisation: str, sender: str, is_own: bool) -> None:
    told = send(store, message("a", "b", sender=sender), organisation)
    assert told == (((2, 0, 0, 0), []) if is_own else ((0, 0, 2, 0), ["sender_other"] * 2))


def test_nobody_deletes_what_another_sent(store: Store) -> None:
    bring(store, message("a", sender=OTHER))
    forged = message("a", sender=OTHER, operation=Operation.DELETE)
    assert send(store, forged, OWN) == ((0, 0, 1, 0), ["sender_other"])
    assert fetch(store, "select deleted from record") == [(False,)]


def test_partners_are_pulled_for_all_they_hold(store: Store) -> None:
    assert counts(bring(store, message("a", sender=OTHER))) == (1, 0, 0, 0)
