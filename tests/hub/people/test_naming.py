"""Masked names of many at once, of those behind the fence alone."""

from hub.db import Store
from hub.people.naming import masked_names
from hub.security.actor import Actor
from hub.security.scope import Fence
from tests.hub.intake.messages import TESTER
from tests.hub.people.two_people import FOREIGN, NONE, OWN, fill
from tests.hub.security.two_places import scope


def test_names_are_masked_and_of_the_fence_alone(store: Store) -> None:
    fill(store)
    with store.transaction(TESTER) as connection:
        every = masked_names(connection, store.vault, [OWN, FOREIGN, NONE])
    assert {worker: each["name"] for worker, each in every.items()} == {OWN: "欧阳*", FOREIGN: "申屠*"}
    within = Actor("user", "x", scope(Fence.TERRITORY, 0))
    with store.transaction(within) as connection:
        assert list(masked_names(connection, store.vault, [OWN, FOREIGN])) == [OWN]
