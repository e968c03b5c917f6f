"""What the jobs do, in the name of the job."""

from datetime import UTC, datetime

import structlog

from hub.db import Store
from hub.intake.feeds import read_feeds
from hub.intake.pulling import pull
from hub.keeping.checkpoints import chain, keep_checkpoint
from hub.keeping.resealing import reseal
from hub.security import limits, sessions
from hub.security.actor import Actor
from hub.security.keys import read_ring
from hub.surveillance.analyse import analyse

log = structlog.get_logger()
PULLING, ANALYSING, RESEALING, AUDITING, CLEARING = (
    Actor("job", name) for name in ("pull", "analyse", "reseal", "audit", "clear")
)


def pull_all(store: Store) -> None:
    """Pull every feed; what one partner does wrong does not keep the others from being pulled."""
    for feed in read_feeds(store.settings):
        pulled = pull(store, feed, PULLING)
        log.info("pulled", **pulled.as_json())


def analyse_all(store: Store) -> None:
    """All analyses as of today."""
    for run in analyse(store, ANALYSING):
        log.info("analysed", analysis=run.analysis, findings=run.findings, seconds=run.seconds)


def reseal_all(store: Store) -> None:
    """Seal anew what an older key still seals; with one key there is nothing to look for."""
    if len(read_ring(store.keys_path).vault) > 1:
        log.info("resealed", values=sum(reseal(store, RESEALING).values()))


def clear_ended(store: Store) -> None:
    """Delete sessions that ended long ago, and guesses that are forgotten."""
    now = datetime.now(UTC)
    with store.transaction(CLEARING) as connection:
        sessions.clear_ended(connection, now)
        limits.clear_forgotten(connection, now)


def chain_all(store: Store) -> None:
    """Chain the audit's new entries."""
    chain(store, AUDITING)


def sign_checkpoint(store: Store) -> None:
    """Sign where the audit ends today."""
    point, path = keep_checkpoint(store, AUDITING)
    log.info("checkpoint", number=point.number, file=path.name)
