"""Taking tasks from state to state, one or many in one statement; whoever comes second is told so."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

import orjson
from sqlalchemy import Connection, text

from hub.errors import HubError
from hub.security.actor import Actor
from hub.security.audit.entries import Access, Verb, record_access
from hub.security.keys import KeyRing
from hub.security.vault import Vault
from hub.work.deadlines import deadline
from hub.work.remarks import read_remark, seal_remark
from hub.work.transitions import TRANSITIONS, Transition

# Only what is still as its reader saw it; the policies let through only what is one's own duty.
CHANGE = """
with old as (
    select t.task_id, t.state, t.worker_id from task t
    join unnest(cast(:tasks as bigint[]), cast(:versions as int[])) as seen (task_id, version) using (task_id, version)
    where t.state = any(:origins) for update of t
), changed as (
    update task t set {change}, version = t.version + 1, changed_at = clock_timestamp()
    from old where t.task_id = old.task_id
    returning t.task_id, old.state as before, t.state, t.due_on, t.worker_id
), told as (
    insert into task_event (task_id, actor, kind, from_state, to_state, due_on, detail, remark)
    select task_id, :actor, :kind, before, state, due_on, cast(:detail as jsonb), :remark from changed
)
select task_id, worker_id from changed order by task_id
"""
MOVE = CHANGE.format(  # what was nobody's is whose who first does something about it
    change="state = :target, due_on = coalesce(cast(:due_on as date), t.due_on), owner = coalesce(t.owner, :owner)"
)


class StaleError(HubError):
    """Somebody else has changed it meanwhile, or it is not one's own duty any more."""

    status = 409

    def __init__(self) -> None:
        super().__init__(
            "这件事项已被他人改动，或已不归您办理，您的操作没有执行；您写的内容保留在下面，请核对最新情况后再决定。",
            "Somebody else has changed this task, or it is no longer yours to decide on; nothing was done. What you "
            "wrote is kept below: look at how it stands now, then decide.",
        )


class Seen(NamedTuple):
    """A task as its reader saw it."""

    task_id: int
    version: int


@dataclass(frozen=True)
class Desk:
    """Who works on tasks, from where, with what seals and signs."""

    actor: Actor
    vault: Vault
    keys: KeyRing
    today: date
    address: str = ""


@dataclass(frozen=True)
class Deed:
    """What is noted of a change: its kind, the remark in clear, and who or which office it went to."""

    kind: str
    remark: str = ""
    detail: dict[str, str | None] = field(default_factory=dict)


def way_of(name: str) -> Transition:
    """The transition of that name, if it is one for people. Raises HubError."""
    way = TRANSITIONS.get(name)
    if way is None or way.by is None:
        raise HubError("没有这种操作；请用页面上的按钮。", "There is no such step; use the buttons of the page.")
    return way


def move(
    connection: Connection, desk: Desk, seen: Sequence[Seen], name: str, remark: str = "", due_on: date | None = None
) -> list[int]:
    """Take what is still as it was seen along the transition `name`; gives the tasks that went. Raises HubError."""
    way = way_of(name)
    deed = Deed(name, read_remark(remark, needed=way.reason))
    owner = desk.actor.name if desk.actor.kind == "user" else None
    due = deadline(way, due_on, desk.today)
    values = {"origins": list(way.origins), "target": way.target, "due_on": due, "owner": owner}
    return change(connection, desk, MOVE, seen, deed, values)


def change(
    connection: Connection, desk: Desk, statement: str, seen: Sequence[Seen], deed: Deed, values: dict[str, Any]
) -> list[int]:
    """Run a statement made of CHANGE and note it in the audit; gives the tasks that it changed."""
    named = {
        "tasks": [one.task_id for one in seen],
        "versions": [one.version for one in seen],
        "actor": str(desk.actor),
        "kind": deed.kind,
        "remark": seal_remark(desk.vault, deed.remark),
        "detail": orjson.dumps(deed.detail).decode(),
    }
    rows = connection.execute(text(statement), named | values).all()
    changed, workers = [row[0] for row in rows], [row[1] for row in rows if row[1]]
    if changed:
        note = Access(Verb.DECIDE, workers=workers, address=desk.address, detail={"tasks": changed, "step": deed.kind})
        record_access(connection, desk.keys, desk.actor, note)
    return changed
