"""What the jobs do, in the name of the job."""

from dataclasses import asdict
from datetime import UTC, datetime

import structlog

from hub.db import Store
from hub.intake.asking import do_next
from hub.intake.feeds import read_feeds
from hub.intake.pulling import pull
from hub.keeping.checkpoints import chain, keep_checkpoint
from hub.keeping.resealing import reseal
from hub.notices.sending import clear_old as clear_notices
from hub.publishing.months import last_closed
from hub.pull.bulk import clear_old
from hub.pull.bulk_making import make_next
from hub.security.accounts import limits, sessions
from hub.security.actor import Actor
from hub.security.keys import read_ring
from hub.work import drafts
from hub.work.nightly import keep_up

log = structlog.get_logger()
PUBLISHING = Actor("job", "statistics")
EXPORTING = Actor("job", "bulk")
NOTIFYING = Actor("job", "notices")
TAKING = Actor("job", "intake")
PUBLISHING_DAY = 5  # of the next month: by then the senders' transactions of the month have long ended
PULLING, ANALYSING, RESEALING, AUDITING, CLEARING = (
    Actor("job", name) for name in ("pull", "analyse", "reseal", "audit", "clear")
)


def pull_all(store: Store) -> None:
    """Pull every feed; what one partner does wrong does not keep the others from being pulled."""
    for feed in read_feeds(store.settings):
        pulled = pull(store, feed, PULLING)
        log.info("pulled", **pulled.as_json())


def analyse_all(store: Store) -> None:
    """All analyses as of today, and the tasks of what they found."""
    from hub.surveillance.analyse import analyse  # heavy, and a process that only serves has no use for it

    today = datetime.now(store.settings.zone).date()
    for run in analyse(store, ANALYSING, today):
        log.info("analysed", analysis=run.analysis, findings=run.findings, seconds=run.seconds)
    log.info("tasks kept up", **asdict(keep_up(store, ANALYSING, today)))


def reseal_all(store: Store) -> None:
    """Seal anew what an older key still seals; with one key there is nothing to look for."""
    if len(read_ring(store.keys_path).vault) > 1:
        log.info("resealed", values=sum(reseal(store, RESEALING).values()))


def clear_ended(store: Store) -> None:
    """Delete sessions that ended long ago, guesses that are forgotten, exports whose day is over, and old drafts."""
    now = datetime.now(UTC)
    with store.transaction(CLEARING) as connection:
        sessions.clear_ended(connection, now)
        limits.clear_forgotten(connection, now)
        clear_old(connection, now)
        clear_notices(connection, now)
        drafts.clear_old(connection, now)


def chain_all(store: Store) -> None:
    """Chain the audit's new entries."""
    chain(store, AUDITING)


def sign_checkpoint(store: Store) -> None:
    """Sign where the audit ends today."""
    point, path = keep_checkpoint(store, AUDITING)
    log.info("checkpoint", number=point.number, file=path.name)


def publish_statistics(store: Store, now: datetime) -> None:
    """Publish the last closed month from its day on, once; a day on which nothing ran is made up for on the next."""
    from hub.publishing.publishing import publish_month

    if now.astimezone(store.settings.zone).day >= PUBLISHING_DAY:
        outcome = publish_month(store, PUBLISHING, last_closed(now, store.settings.zone))
        log.info("published", **asdict(outcome))


def send_notices(store: Store) -> None:
    """Tell who asked for it what happened to tasks, and try again what could not be sent."""
    from hub.notices.sending import send_due
    from hub.notices.telling import tell

    told = tell(store, NOTIFYING, datetime.now(UTC))
    outcome = send_due(store, NOTIFYING)
    if told or outcome.sent or outcome.failed:
        log.info("notices", told=told, sent=outcome.sent, failed=outcome.failed)


def make_export(store: Store) -> bool:
    """Make one part of what clients asked for. False when nothing is waiting."""
    return make_next(store, EXPORTING)


def take_batch(store: Store) -> bool:
    """Do one thing that somebody asked to be done with a batch. False when nothing is waiting."""
    return do_next(store, TAKING)
