"""Work that nobody waits for, on the same PostgreSQL: pulls, nightly analyses, what vault and audit need."""

import asyncio

from procrastinate import App, PsycopgConnector
from procrastinate.exceptions import UniqueViolation
from procrastinate.jobs import Status
from procrastinate.manager import JobManager

from hub.db import Store
from hub.jobs import tasks

# Cron times are UTC.
HOURLY_PULL = "15 * * * *"
NIGHTLY_ANALYSIS = "0 18 * * *"  # 02:00 in China
DAILY_CHECKPOINT = "30 16 * * *"
NIGHTLY_RESEALING = "0 17 * * *"
DAILY_CLEARING = "45 16 * * *"
KEPT_HOURS = 72  # a job that succeeded; what failed stays until somebody has looked at it
EVERY_MINUTE = "* * * * *"


def build(store: Store) -> App:
    """The queue of `store` with its tasks. Two runs of one task never overlap, on however many machines."""
    url = store.app_url.set(drivername="postgresql").render_as_string(hide_password=False)
    app = App(connector=PsycopgConnector(conninfo=url, kwargs={"options": "-c search_path=jobs"}))

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

    return app


async def _take_up_stalled(jobs: JobManager) -> None:
    """Put the jobs of killed workers back; while one keeps its lock, nothing of its kind would ever run again."""
    for job in await jobs.get_stalled_jobs():
        try:
            await jobs.retry_job(job)
        except UniqueViolation:  # the clock has enqueued another of its kind meanwhile
            await jobs.finish_job(job, Status.FAILED, delete_job=False)
