"""The statements that keep who is who: decisions on pairs, and the pointer to a person's root that follows from them.

Merged pairs are a forest (a pair already joined is never merged again), so that undoing one parts what it joined.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, text

from hub.people.joining import Pair, People
from hub.security.actor import Actor
from hub.tallies.folding import fold

LOCK = 0x6C696E6B  # "link": one at a time changes who is who
PARTED = ("different", "undone")

# A machine's word changes nothing but what still waits; a person's word changes anything.
DECIDE = """
insert into link_decision (worker_id, other_id, probability, state, decided_by, decided_at)
select worker_id, other_id, probability, state, :by, now()
from unnest(cast(:workers as bigint[]), cast(:others as bigint[]), cast(:probabilities as float[]),
    cast(:states as text[])) as found (worker_id, other_id, probability, state)
on conflict (worker_id, other_id) do update
set state = excluded.state, probability = excluded.probability, decided_by = excluded.decided_by,
    decided_at = excluded.decided_at
where link_decision.state = 'review' or :overrule
returning decision_id
"""
SET_ROOTS = """
update worker w set merged_into = nullif(p.root, p.worker_id)
from unnest(cast(:workers as bigint[]), cast(:roots as bigint[])) as p (worker_id, root)
where w.worker_id = p.worker_id and w.merged_into is distinct from nullif(p.root, p.worker_id)
"""
DECISIONS = "select decision_id, worker_id, other_id, probability, state from link_decision"
MEMBERS = """
with root as (select coalesce(merged_into, worker_id) as worker_id from worker where worker_id = any(:workers))
select w.worker_id from worker w join root on w.worker_id = root.worker_id
union select w.worker_id from worker w join root on w.merged_into = root.worker_id
order by 1
"""


class Decision(NamedTuple):
    """What is decided on a pair (worker_id < other_id). `state`: merged, review, different or undone."""

    decision_id: int
    worker_id: int
    other_id: int
    probability: float
    state: str

    @property
    def pair(self) -> Pair:
        return self.worker_id, self.other_id


class Finding(NamedTuple):
    """A pair, how probably it is one person, and what is to become of it."""

    pair: Pair
    probability: float
    state: str


def lock(connection: Connection) -> None:
    """Wait until nobody else changes who is who, until the end of this transaction."""
    connection.execute(text("select pg_advisory_xact_lock(:lock)"), {"lock": LOCK})


def decisions(connection: Connection, workers: Sequence[int] | None = None) -> list[Decision]:
    """All decisions, or those on pairs within `workers`."""
    where = "" if workers is None else " where worker_id = any(:workers) and other_id = any(:workers)"
    values: dict[str, Any] = {} if workers is None else {"workers": list(workers)}
    return [Decision(*row) for row in connection.execute(text(f"{DECISIONS}{where} order by decision_id"), values)]


def members(connection: Connection, *workers: int) -> list[int]:
    """All workers of the people that `workers` belong to, in order."""
    return list(connection.execute(text(MEMBERS), {"workers": list(workers)}).scalars())


def record(connection: Connection, actor: Actor, findings: Sequence[Finding], overrule: bool) -> list[int]:
    """Write decisions in one statement; `overrule` those that no longer wait. Gives the ids of those written."""
    values = {
        "by": str(actor),
        "overrule": overrule,
        "workers": [finding.pair[0] for finding in findings],
        "others": [finding.pair[1] for finding in findings],
        "probabilities": [finding.probability for finding in findings],
        "states": [finding.state for finding in findings],
    }
    return list(connection.execute(text(DECIDE), values).scalars())


def point(connection: Connection, people: People, workers: Iterable[int]) -> None:
    """Point every worker of the people of `workers` to its root, in one statement."""
    pointers = list(people.roots(workers))
    values = {"workers": [worker for worker, _ in pointers], "roots": [root for _, root in pointers]}
    connection.execute(text(SET_ROOTS), values)
    fold(connection)


def merged(found: Iterable[Decision]) -> Iterator[Pair]:
    return (decision.pair for decision in found if decision.state == "merged")


def apart(found: Iterable[Decision]) -> set[Pair]:
    """Pairs that a person said are two people."""
    return {decision.pair for decision in found if decision.state in PARTED}
