"""Work that nobody waits for, on the same PostgreSQL: hourly pulls, the nightly analyses."""

from procrastinate import App, PsycopgConnector

from hub.db import Store
from hub.jobs import tasks

# Cron times are UTC.
HOURLY_PULL = "15 * * * *"
NIGHTLY_ANALYSIS = "0 18 * * *"  # 02:00 in China


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

    return app
