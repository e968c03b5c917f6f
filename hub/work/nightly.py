"""What becomes of tasks at night, all at once: made, settled, returned and escalated, as findings and days go."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, text

from hub.db import Store
from hub.security.actor import Actor
from hub.work.beginning import begin_all
from hub.work.deadlines import usual
from hub.work.transitions import STANDING, TRANSITIONS, Due
from schemas.codes.divisions import ancestors

# The finding came or went; where a way leads on from the task's state, the task takes it.
FOLLOW = """
with old as (
    select t.task_id, t.state, way.kind, way.target, way.due_on
    from task t join finding f using (finding_id)
    left join unnest(cast(:kinds as text[]), cast(:origins as text[]), cast(:targets as text[]), cast(:days as date[]))
        as way (kind, origin, target, due_on) on way.origin = t.state
    where t.is_gone <> :gone and (f.closed_on is not null) = :gone
    for update of t
), changed as (
    update task t set is_gone = :gone, state = coalesce(old.target, t.state), due_on = coalesce(old.due_on, t.due_on),
        version = t.version + 1, changed_at = clock_timestamp()
    from old where old.task_id = t.task_id
), told as (
    insert into task_event (task_id, actor, kind, from_state, to_state, due_on)
    select task_id, :actor, kind, state, target, due_on from old where kind is not null returning 1
)
select count(*) from told
"""
BUREAUS = "select distinct bureau from task where due_on < :on and state not in ('closed', 'dismissed')"
ESCALATE = """
with changed as (
    update task t set bureau = up.above, owner = null, due_on = usual.due_on, escalations = t.escalations + 1,
        version = t.version + 1, changed_at = clock_timestamp()
    from unnest(cast(:bureaus as text[]), cast(:above as text[])) as up (bureau, above),
        unnest(cast(:states as text[]), cast(:days as date[])) as usual (state, due_on)
    where t.bureau = up.bureau and t.state = usual.state and t.due_on < :on
        and t.state not in ('closed', 'dismissed')
    returning t.task_id, t.state, t.due_on, t.agency, t.bureau
), told as (
    insert into task_event (task_id, actor, kind, from_state, to_state, due_on, detail)
    select task_id, :actor, 'escalated', state, state, due_on, jsonb_build_object('agency', agency, 'bureau', bureau)
    from changed
)
select count(*) from changed
"""
SETTLING, RETURNING = ("settle", "settle_supervised"), ("return", "return_resolved")


@dataclass(frozen=True)
class Night:
    """How many tasks were made, settled by the records, brought back by them, and escalated."""

    begun: int
    settled: int
    returned: int
    escalated: int


def keep_up(store: Store, actor: Actor, on: date) -> Night:
    """Bring the tasks up to the findings as of a day, after the analyses. Done twice it changes nothing more."""
    with store.transaction(actor) as connection:
        settled = _follow(connection, actor, on, SETTLING, gone=True)
        returned = _follow(connection, actor, on, RETURNING, gone=False)
        begun = begin_all(connection, str(actor), on)
        return Night(begun, settled, returned, _escalate(connection, actor, on))


def _follow(connection: Connection, actor: Actor, on: date, names: Iterable[str], *, gone: bool) -> int:
    ways = [(TRANSITIONS[name], origin) for name in names for origin in TRANSITIONS[name].origins]
    values: dict[str, Any] = {
        "actor": str(actor),
        "gone": gone,
        "kinds": [way.name for way, _ in ways],
        "origins": [origin for _, origin in ways],
        "targets": [way.target for way, _ in ways],
        "days": [None if way.due is Due.NONE else usual(way.target, on) for way, _ in ways],
    }
    return int(connection.execute(text(FOLLOW), values).scalar_one())


def _escalate(connection: Connection, actor: Actor, on: date) -> int:
    """What is late goes to the bureau above; the province has none above it."""
    late = connection.execute(text(BUREAUS), {"on": on}).scalars()
    up = {bureau: above[0] for bureau in late if (above := ancestors(bureau, on))}
    values: dict[str, Any] = {
        "actor": str(actor),
        "on": on,
        "bureaus": list(up),
        "above": list(up.values()),
        "states": list(STANDING),
        "days": [usual(state, on) for state in STANDING],
    }
    return int(connection.execute(text(ESCALATE), values).scalar_one())
