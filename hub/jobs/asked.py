"""Jobs that somebody asked for on a page, with what they asked; and why a job failed, kept for who looks after it."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any

from procrastinate import App, JobContext
from sqlalchemy import text

from hub.db import Store
from hub.errors import HubError
from hub.security.actor import Actor

VERIFYING, SIMULATING = "verify_audit", "simulate"
FAILING = Actor("job", "failure")
INSERT = """
insert into jobs.failure (job_id, attempt, kind, zh, en) values (:job, :attempt, :kind, :zh, :en)
on conflict (job_id, attempt) do nothing
"""
NOT_FORESEEN = (
    "出现未预见的错误；请查看服务日志中同一时刻的记录，再重试。",
    "Something unforeseen went wrong; see the log of that moment, then retry.",
)


def add_asked(app: App, store: Store) -> None:
    """Add the tasks. What one was asked is in its arguments, which hold nothing of a person."""

    @app.task(name=VERIFYING, queueing_lock=VERIFYING, lock=VERIFYING)
    def verify_audit(asked_by: str) -> None:
        from hub.keeping.verifying import keep_verification

        keep_verification(store, Actor("job", "audit"), asked_by)

    @app.task(name=SIMULATING, queueing_lock=SIMULATING, lock=SIMULATING)
    def simulate(asked_by: str, parameter: str, edited: str, begins: str, as_of: str) -> None:
        from hub.surveillance.trying import Asked, keep_trial

        asked = Asked(parameter, edited, date.fromisoformat(begins), date.fromisoformat(as_of))
        keep_trial(store, Actor("job", "simulate"), asked, asked_by)


def keeping_reasons(store: Store) -> Callable[..., Awaitable[Any]]:
    """For `worker_middleware`: a failure leaves its sentence, or only its kind where nobody foresaw it."""

    async def keep(call_next: Callable[[], Awaitable[Any]], context: JobContext, worker: Any) -> Any:
        del worker
        try:
            return await call_next()
        except Exception as problem:
            await asyncio.to_thread(note_failure, store, context.job.id, context.job.attempts, problem)
            raise

    return keep


def note_failure(store: Store, job: int | None, attempt: int, problem: Exception) -> None:
    """Keep why a job failed."""
    zh, en = (problem.zh, problem.en) if isinstance(problem, HubError) else NOT_FORESEEN
    values = {"job": job, "attempt": attempt, "kind": type(problem).__name__, "zh": zh, "en": en}
    with store.transaction(FAILING) as connection:
        connection.execute(text(INSERT), values)
