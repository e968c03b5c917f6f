"""What people ask to be done with a batch: noted down with how far it is, and done by a job, one after the other.

Killed at any moment, the next worker does it again from its start: a batch is stored whole or not at all.
"""

import time
from collections.abc import Callable

import structlog
from sqlalchemy import Connection, text
from sqlalchemy.engine import RowMapping

from hub.db import Store
from hub.errors import HubError
from hub.intake.modes import Mode
from hub.intake.pipeline import interpret
from hub.intake.release import release_batch
from hub.security.actor import Actor

log = structlog.get_logger()
RELEASE = "release"
TRIES = 3  # what ends its process each time would keep all others waiting for ever
SECONDS = 1.0  # between two notes of how far it is
# What is under way is not asked for again, and what is asked anew begins at its start.
ASK = """
insert into intake_job as j (batch_id, mode, state, asked_by) values (:batch, :mode, 'waiting', :actor)
on conflict (batch_id) do update set mode = excluded.mode, state = 'waiting', asked_by = excluded.asked_by,
    asked_at = now(), ended_at = null, tries = 0, rows = 0, failure_zh = null, failure_en = null
where j.state in ('done', 'failed')
"""
NEXT = """
update intake_job set state = 'running', tries = tries + 1, rows = 0
where batch_id = (
    select batch_id from intake_job where state in ('running', 'waiting') order by asked_at, batch_id limit 1
)
returning batch_id, mode, tries
"""
NOTE = "update intake_job set rows = :rows where batch_id = :batch"
END = """
update intake_job set state = :state, ended_at = now(), failure_zh = :zh, failure_en = :en where batch_id = :batch
"""
BROKEN = HubError(
    "处理这个批次时系统内部出错，已记录；文件已保留，请报告维护者，也可以重新提交。",
    "Something went wrong inside while this batch was taken; it was noted and the file is kept. Report it to the "
    "maintainers, or ask again.",
)


def ask(connection: Connection, batch_id: int, mode: str, actor: Actor) -> None:
    """Note that `mode` is to be done with a batch. `connection` is the hub's own."""
    connection.execute(text(ASK), {"batch": batch_id, "mode": mode, "actor": str(actor)})


def job_of(connection: Connection, batch_id: int) -> RowMapping | None:
    """The last that was asked to be done with a batch, as far as whoever asks may see it."""
    query = text("select * from intake_job where batch_id = :batch")
    return connection.execute(query, {"batch": batch_id}).mappings().first()


def do_next(store: Store, actor: Actor) -> bool:
    """Do the oldest that was asked for. False when nothing waits. What is refused fails with its sentence."""
    with store.transaction(actor) as connection:
        found = connection.execute(text(NEXT)).one_or_none()
    if found is None:
        return False
    batch_id, mode, tries = found
    try:
        if tries <= TRIES:
            _do(store, batch_id, mode, actor)
        _end(store, actor, batch_id, None if tries <= TRIES else BROKEN)
    except HubError as refusal:
        _end(store, actor, batch_id, refusal)
    except Exception:
        _end(store, actor, batch_id, BROKEN)
        raise
    return True


def _do(store: Store, batch_id: int, mode: str, actor: Actor) -> None:
    if mode == RELEASE:
        with store.transaction(actor) as connection:
            release_batch(connection, store, batch_id)
            return
    outcome = interpret(store, batch_id, actor, _noting(store, batch_id, actor), Mode(mode))
    log.info("taken", batch=batch_id, mode=mode, received=outcome.received, accepted=outcome.accepted)


def _noting(store: Store, batch_id: int, actor: Actor) -> Callable[[int], None]:
    """Notes the last row that was looked at, now and then; in a transaction of its own, so that it can be seen."""
    noted = time.monotonic()

    def note(row: int) -> None:
        nonlocal noted
        if time.monotonic() - noted >= SECONDS:
            noted = time.monotonic()
            with store.transaction(actor) as connection:
                connection.execute(text(NOTE), {"batch": batch_id, "rows": row})

    return note


def _end(store: Store, actor: Actor, batch_id: int, problem: HubError | None) -> None:
    told = {"zh": problem.zh, "en": problem.en} if problem else {"zh": None, "en": None}
    with store.transaction(actor) as connection:
        connection.execute(text(END), {"batch": batch_id, "state": "failed" if problem else "done", **told})
