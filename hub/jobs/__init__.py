"""Work that nobody waits for, on the same PostgreSQL: pulls, nightly analyses, what vault and audit need."""

import asyncio
import time
from contextlib import suppress
from datetime import UTC, datetime

from procrastinate import App, PsycopgConnector
from procrastinate.exceptions import AlreadyEnqueued, UniqueViolation
from procrastinate.jobs import Status
from procrastinate.manager import JobManager

from hub.db import Store
from hub.jobs import tasks
from hub.jobs.asked import add_asked, keeping_reasons

# Cron times are UTC.
HOURLY_PULL = "15 * * * *"
NIGHTLY_ANALYSIS = "0 18 * * *"  # 02:00 in China
DAILY_CHECKPOINT = "30 16 * * *"
NIGHTLY_RESEALING = "0 17 * * *"
DAILY_CLEARING = "45 16 * * *"
DAILY_STATISTICS = "0 20 * * *"  # 04:00 in China; a month is published once, however often it is asked for
KEPT_HOURS = 72  # a job that succeeded; what failed stays until somebody has looked at it
EVERY_MINUTE = "* * * * *"


def build(store: Store) -> App:
    """The queue of `store` with its tasks. Two runs of one task never overlap, on however many machines."""
    url = store.app_url.set(drivername="postgresql").render_as_string(hide_password=False)
    app = App(
        connector=PsycopgConnector(conninfo=url, kwargs={"options": "-c search_path=jobs"}),
        worker_defaults={"worker_middleware": [keeping_reasons(store)]},
    )

    @app.periodic(cron=HOURLY_PULL)
    @app.task(name="pull", queueing_lock="pull", lock="pull")
    def pull(timestamp: int) -> None:  # noqa: ARG001 the scheduler passes it
        tasks.pull_all(store)

    @app.periodic(cron=NIGHTLY_ANALYSIS)
    @app.task(name="analyse", queueing_lock="analyse", lock="analyse")
    def analyse(timestamp: int) -> None:  # noqa: ARG001
        tasks.analyse_all(store)

    @app.periodic(cron=NIGHTLY_RESEALING)
    @app.task(name="reseal", queueing_lock="reseal", lock="reseal")
    def reseal(timestamp: int) -> None:  # noqa: ARG001
        tasks.reseal_all(store)

    @app.periodic(cron=EVERY_MINUTE)
    @app.task(name="chain", queueing_lock="chain", lock="chain")
    def chain(timestamp: int) -> None:  # noqa: ARG001
        tasks.chain_all(store)

    @app.periodic(cron=DAILY_CHECKPOINT)
    @app.task(name="checkpoint", queueing_lock="checkpoint", lock="checkpoint")
    def checkpoint(timestamp: int) -> None:  # noqa: ARG001
        tasks.sign_checkpoint(store)

    @app.periodic(cron=EVERY_MINUTE)
    @app.task(name="take_up", queueing_lock="take_up")
    async def take_up(timestamp: int) -> None:  # noqa: ARG001
        await _take_up_stalled(app.job_manager)

    @app.periodic(cron=DAILY_CLEARING)
    @app.task(name="clear", queueing_lock="clear")
    async def clear(timestamp: int) -> None:  # noqa: ARG001
        await app.job_manager.delete_old_jobs(nb_hours=KEPT_HOURS, include_failed=False)
        await asyncio.to_thread(tasks.clear_ended, store)

    _add_statistics(app, store)
    _add_bulk(app, store)
    _add_notices(app, store)
    _add_intake(app, store)
    add_asked(app, store)
    return app


def wake(store: Store, task: str) -> None:
    """Have a task of the clock done now, unless it is about to be anyway."""
    queue = build(store)
    with queue.open(), suppress(AlreadyEnqueued):
        queue.configure_task(task).defer(timestamp=int(time.time()))


def _add_statistics(app: App, store: Store) -> None:
    @app.periodic(cron=DAILY_STATISTICS)
    @app.task(name="statistics", queueing_lock="statistics", lock="statistics")
    def statistics(timestamp: int) -> None:
        tasks.publish_statistics(store, datetime.fromtimestamp(timestamp, UTC))


def _add_bulk(app: App, store: Store) -> None:
    """A part of an export at a time, so that other jobs have their turn in between."""

    @app.periodic(cron=EVERY_MINUTE)
    @app.task(name="bulk", queueing_lock="bulk", lock="bulk")
    async def bulk(timestamp: int) -> None:
        if await asyncio.to_thread(tasks.make_export, store):
            with suppress(AlreadyEnqueued):
                await app.configure_task("bulk").defer_async(timestamp=timestamp)


def _add_notices(app: App, store: Store) -> None:
    @app.periodic(cron=EVERY_MINUTE)
    @app.task(name="notices", queueing_lock="notices", lock="notices")
    def notices(timestamp: int) -> None:  # noqa: ARG001
        tasks.send_notices(store)


def _add_intake(app: App, store: Store) -> None:
    """A batch at a time; somebody is waiting for it."""

    @app.periodic(cron=EVERY_MINUTE)
    @app.task(name="intake", queueing_lock="intake", lock="intake", priority=10)
    async def intake(timestamp: int) -> None:
        if await asyncio.to_thread(tasks.take_batch, store):
            with suppress(AlreadyEnqueued):
                await app.configure_task("intake").defer_async(timestamp=timestamp)


async def _take_up_stalled(jobs: JobManager) -> None:
    """Put the jobs of killed workers back; while one keeps its lock, nothing of its kind would ever run again."""
    for job in await jobs.get_stalled_jobs():
        try:
            await jobs.retry_job(job)
        except UniqueViolation:  # the clock has enqueued another of its kind meanwhile
            await jobs.finish_job(job, Status.FAILED, delete_job=False)
