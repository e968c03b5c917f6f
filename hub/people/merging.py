"""A person's word on who is who: join two workers, take a decision back, settle a pair that waits."""

from sqlalchemy import Connection, text

from hub.db import Store
from hub.errors import HubError, NotFoundError
from hub.people.deciding import Decision, Finding, apart, decisions, lock, members, merged, point, record
from hub.people.joining import Facts, People
from hub.security.actor import Actor

BY_HAND = 1.0  # the probability of a pair that no model proposed
ONE = """select decision_id, worker_id, other_id, probability, state from link_decision where decision_id = :decision"""


def merge(store: Store, actor: Actor, a: int, b: int) -> int:
    """Make one person of two workers; gives the decision's id.

    Raises NotFoundError for an unknown worker; HubError when they are one person already, or when somebody said of
    others among their workers that they are two people.
    """
    with store.transaction(actor) as connection:
        lock(connection)
        return _merge(connection, actor, a, b)


def decide(store: Store, actor: Actor, decision_id: int, same: bool) -> None:
    """Settle a pair: one person (`same`) or two. Raises what `merge` raises, and HubError for joined workers."""
    with store.transaction(actor) as connection:
        lock(connection)
        decision = _decision(connection, decision_id)
        if same:
            _merge(connection, actor, *decision.pair)
            return
        if decision.worker_id in members(connection, decision.other_id):
            raise HubError(
                "这两名劳动者已合并为一人；请先撤销使其合并的决定。",
                "These workers are one person now; undo the decision that joined them first.",
            )
        record(connection, actor, [Finding(decision.pair, decision.probability, "different")], overrule=True)


def undo(store: Store, actor: Actor, decision_id: int) -> None:
    """Take a decision back: a merge is parted exactly as before, a "different" waits again.

    Raises NotFoundError for an unknown decision, HubError for one that is not in force.
    """
    with store.transaction(actor) as connection:
        lock(connection)
        decision = _decision(connection, decision_id)
        state = {"merged": "undone", "different": "review"}.get(decision.state)
        if state is None:
            raise HubError("这个决定未生效，无可撤销。", "This decision is not in force; there is nothing to undo.")
        workers = members(connection, *decision.pair)
        record(connection, actor, [Finding(decision.pair, decision.probability, state)], overrule=True)
        point(connection, People(merged(decisions(connection, workers))), workers)


def _merge(connection: Connection, actor: Actor, a: int, b: int) -> int:
    pair = min(a, b), max(a, b)
    workers = members(connection, a, b)
    _refuse_unknown(workers, a, b)
    known = decisions(connection, workers)
    people = People(merged(known))
    _refuse_contradiction(people, Facts(apart(known) - {pair}), a, b)
    people.join(a, b)
    probability = next((decision.probability for decision in known if decision.pair == pair), BY_HAND)
    [decision_id] = record(connection, actor, [Finding(pair, probability, "merged")], overrule=True)
    point(connection, people, workers)
    return decision_id


def _refuse_unknown(workers: list[int], *wanted: int) -> None:
    for worker in wanted:
        if worker not in workers:
            raise NotFoundError(f"没有编号为 {worker} 的劳动者。", f"There is no worker {worker}.")


def _refuse_contradiction(people: People, facts: Facts, a: int, b: int) -> None:
    if people.root(a) == people.root(b):
        raise HubError("这两名劳动者已是同一人。", "These workers are one person already.")
    if not people.agree(a, b, facts):
        raise HubError(
            "已有人判定其中的劳动者不是同一人；请先复核那个决定。",
            "Somebody decided that workers among these are two people; review that decision first.",
        )


def _decision(connection: Connection, decision_id: int) -> Decision:
    found = connection.execute(text(ONE), {"decision": decision_id}).one_or_none()
    if found is None:
        raise NotFoundError(f"没有编号为 {decision_id} 的合并决定。", f"There is no link decision {decision_id}.")
    return Decision(*found)
