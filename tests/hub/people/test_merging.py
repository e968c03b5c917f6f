"""A person's word: merging, undoing, deciding; every undoing gives back what was before."""

from collections.abc import Callable
from datetime import date

import pytest

from hub.db import Store
from hub.errors import HubError, NotFoundError
from hub.people.merging import decide, merge, undo
from hub.security.actor import Actor
from tests.analytics.linkage.people import Entry
from tests.hub.intake.messages import fetch
from tests.hub.people.entries import decision, enter, merges, states

PERSON = Actor("web", "reviewer")
FIVE = [Entry(name, "1", date(1980, 1, 1), None, None, ()) for name in "甲乙丙丁戊"]


@pytest.fixture
def five(any_store: Store) -> Store:
    """Five workers without numbers."""
    enter(any_store, FIVE)
    return any_store


def test_the_smallest_stands_for_all_and_every_pointer_goes_to_it(five: Store) -> None:
    for a, b in [(4, 5), (5, 3), (2, 4)]:
        merge(five, PERSON, a, b)
    assert merges(five) == {3: 2, 4: 2, 5: 2}
    assert fetch(five, "select distinct decided_by, probability from link_decision") == [("web:reviewer", 1.0)]


@pytest.mark.parametrize("chain", [[(1, 2), (2, 3), (4, 5), (3, 5)], [(4, 5), (1, 5), (2, 3), (3, 4)]])
def test_undoing_in_turn_gives_back_every_former_state(five: Store, chain: list[tuple[int, int]]) -> None:
    before = []
    for a, b in chain:
        before.append(merges(five))
        merge(five, PERSON, a, b)
    for a, b in reversed(chain):
        undo(five, PERSON, decision(five, a, b))
        assert merges(five) == before.pop()


def test_undoing_a_merge_in_the_middle_parts_only_what_it_joined(five: Store) -> None:
    for a, b in [(1, 2), (2, 3), (3, 4)]:
        merge(five, PERSON, a, b)
    undo(five, PERSON, decision(five, 2, 3))
    assert merges(five) == {2: 1, 4: 3}


def test_an_undone_merge_can_be_made_again(five: Store) -> None:
    first = merge(five, PERSON, 1, 2)
    undo(five, PERSON, first)
    assert merge(five, PERSON, 2, 1) == first
    assert (merges(five), states(five)) == ({2: 1}, {(1, 2): "merged"})


def test_a_pair_that_waits_is_settled_either_way(five: Store) -> None:
    for a, b in [(1, 2), (3, 4)]:
        _wait(five, a, b)
    decide(five, PERSON, decision(five, 1, 2), same=True)
    decide(five, PERSON, decision(five, 3, 4), same=False)
    assert (merges(five), states(five)) == ({2: 1}, {(1, 2): "merged", (3, 4): "different"})
    undo(five, PERSON, decision(five, 3, 4))
    assert states(five)[3, 4] == "review"
    assert fetch(five, "select distinct probability from link_decision") == [(0.7,)]


REFUSED: dict[str, tuple[Callable[[Store], object], type[HubError]]] = {
    "unknown worker": (lambda store: merge(store, PERSON, 1, 99), NotFoundError),
    "unknown decision": (lambda store: undo(store, PERSON, 99), NotFoundError),
    "unknown decision to settle": (lambda store: decide(store, PERSON, 99, same=True), NotFoundError),
    "one person already": (lambda store: merge(store, PERSON, 1, 3), HubError),
    "a worker with itself": (lambda store: merge(store, PERSON, 1, 1), HubError),
    "against another's word": (lambda store: merge(store, PERSON, 1, 5), HubError),
    "different, though joined": (lambda store: decide(store, PERSON, decision(store, 1, 2), same=False), HubError),
    "undone twice": (lambda store: undo(store, PERSON, decision(store, 4, 5)), HubError),
}


@pytest.mark.parametrize(("act", "error"), REFUSED.values(), ids=REFUSED.keys())
def test_what_is_refused_changes_nothing(store: Store, act: Callable[[Store], object], error: type[HubError]) -> None:
    enter(store, FIVE)
    for a, b in [(1, 2), (2, 3), (4, 5)]:
        merge(store, PERSON, a, b)
    undo(store, PERSON, decision(store, 4, 5))
    _wait(store, 3, 5)
    decide(store, PERSON, decision(store, 3, 5), same=False)
    before = fetch(store, "select * from link_decision order by 1"), merges(store)
    with pytest.raises(error):
        act(store)
    assert (fetch(store, "select * from link_decision order by 1"), merges(store)) == before


def _wait(store: Store, a: int, b: int) -> None:
    fetch(
        store,
        "insert into link_decision (worker_id, other_id, probability, state, decided_by, decided_at) "
        "values (:a, :b, 0.7, 'review', 'job:linkage', now()) returning 1",
        a=a,
        b=b,
    )
