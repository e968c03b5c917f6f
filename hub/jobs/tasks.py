"""What the jobs do, in the name of the job."""

import structlog

from hub.db import Store
from hub.intake.feeds import read_feeds
from hub.intake.pulling import pull
from hub.security.actor import Actor
from hub.surveillance.analyse import analyse

log = structlog.get_logger()
PULLING, ANALYSING = Actor("job", "pull"), Actor("job", "analyse")


def pull_all(store: Store) -> None:
    """Pull every feed; what one partner does wrong does not keep the others from being pulled."""
    for feed in read_feeds(store.settings):
        pulled = pull(store, feed, PULLING)
        log.info("pulled", **pulled.as_json())


def analyse_all(store: Store) -> None:
    """All analyses as of today."""
    for run in analyse(store, ANALYSING):
        log.info("analysed", analysis=run.analysis, findings=run.findings, seconds=run.seconds)
