"""The command that works through the jobs."""

from typing import Annotated

import typer
from sqlalchemy import text

from hub.cli.output import Json, answer
from hub.cli.store import opened
from hub.security.actor import operator

STATES = "select status::text, count(*) from jobs.procrastinate_jobs group by status order by status"


def register(app: typer.Typer) -> None:
    """Add the commands to `app`."""
    app.command("worker")(worker_command)


def worker_command(
    once: Annotated[bool, typer.Option("--once", help="做完现有任务即结束 stop when no job is left")] = False,
    as_json: Json = False,
) -> None:
    """后台任务：每小时采集，每晚分析 Jobs: pulls every hour, analyses every night; any number may run."""
    from hub.jobs import build

    with opened() as store:
        build(store).run_worker(wait=not once)
        with store.transaction(operator()) as connection:
            jobs: dict[str, int] = dict(connection.execute(text(STATES)).tuples().all())
    answer(jobs, as_json, "ohub worker")
