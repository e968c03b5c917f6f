"""The queue as its keeper sees it: what waits, runs, or failed and why; asking for a job, and for another try."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from procrastinate.exceptions import AlreadyEnqueued, UniqueViolation
from sqlalchemy import Connection, text
from sqlalchemy.engine import RowMapping

from hub.db import Store
from hub.errors import HubError, NotFoundError
from hub.jobs import build

STATES = ("todo", "doing", "failed", "succeeded", "cancelled", "aborted")
COUNTS = "select status::text as state, count(*) as jobs from jobs.procrastinate_jobs group by status"
LISTED = """
with j as (
    select id, task_name, status::text as state, attempts, scheduled_at from jobs.procrastinate_jobs
    where (cast(:state as text) is null or status = cast(:state as jobs.procrastinate_job_status))
        and (cast(:before as bigint) is null or id < :before)
    order by id desc limit :limit)
select j.id, j.task_name as task, j.state, j.attempts, j.scheduled_at, e.asked_at, e.begun_at, e.ended_at,
    f.zh, f.en, f.kind
from j left join lateral (
    select min(at) filter (where type in ('deferred', 'scheduled')) as asked_at,
        max(at) filter (where type = 'started') as begun_at,
        max(at) filter (where type in ('succeeded', 'failed', 'aborted', 'cancelled')) as ended_at
    from jobs.procrastinate_events where job_id = j.id) e on true
left join lateral (select zh, en, kind from jobs.failure where job_id = j.id order by attempt desc limit 1) f on true
order by j.id desc
"""
STANDING = """
select status::text from jobs.procrastinate_jobs where task_name = :task and status in ('todo', 'doing')
order by status = 'doing' desc limit 1
"""
FAILED = "select 1 from jobs.procrastinate_jobs where id = :job and status = 'failed'"


def counts(connection: Connection) -> dict[str, int]:
    """How many jobs are in each state. What succeeded is forgotten after three days."""
    found = {row.state: row.jobs for row in connection.execute(text(COUNTS))}
    return {state: found[state] for state in STATES if state in found}


def jobs(connection: Connection, state: str | None, before: int | None, limit: int) -> Sequence[RowMapping]:
    """Jobs, the latest first; `before` is the number of the last one of the page before."""
    return connection.execute(text(LISTED), {"state": state, "before": before, "limit": limit}).mappings().all()


def standing(connection: Connection, task: str) -> str | None:
    """doing or todo where a job of this task is under way or waits."""
    return connection.execute(text(STANDING), {"task": task}).scalar()


def ask(store: Store, task: str, **what: Any) -> bool:
    """Have a job done as soon as a worker is free. False where one of its kind waits already."""
    queue = build(store)
    with queue.open(), suppress(AlreadyEnqueued):
        queue.configure_task(task).defer(**what)
        return True
    return False


def retry(store: Store, actor: Any, job: int) -> None:
    """Another try of a failed job. Raises HubError where it did not fail, or one of its kind waits already."""
    with store.transaction(actor) as connection:
        if connection.execute(text(FAILED), {"job": job}).scalar() is None:
            raise NotFoundError("没有这个失败的作业；请刷新列表。", "There is no such failed job; reload the list.")
    queue = build(store)
    try:
        with queue.open():
            queue.job_manager.retry_job_by_id(job, datetime.now(UTC))
    except UniqueViolation:
        raise HubError(
            "同类作业已在排队，不必重试；请看它的结果。",
            "One of its kind waits already; see how that one ends.",
        ) from None
