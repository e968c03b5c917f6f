"""Sends what is due, each to its channel: taken by one worker only, tried again after growing waits, then dead."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, text

from hub.db import Store
from hub.notices.mail import send_mail
from hub.notices.subscribing import opened
from hub.notices.webhooks import post
from hub.security.actor import Actor

WAITS = [timedelta(minutes=n) for n in (1, 5, 30, 120, 480, 1440)]  # after the first failure, the second …
MOST, LONGEST = 500, timedelta(seconds=50)  # of one run; the next one goes on
IN_ONE_MAIL = 100
# The oldest subscription that has something due, held until it is sent; of somebody who may still sign in.
DUE = """
select d.delivery_id, d.payload, d.attempts, d.subscription_id, s.channel, s.target
from notice_delivery d join notice_subscription s using (subscription_id) join app_user u using (login)
where d.state = 'waiting' and d.next_at <= :now and s.ended_at is null and u.disabled_at is null
    and (u.active_until is null or u.active_until >= current_date)
    and (cast(:one as uuid) is null or d.subscription_id = :one)
order by d.next_at, d.event_id limit :limit for update of d skip locked
"""
SENT = """
update notice_delivery set state = 'sent', attempts = attempts + 1, sent_at = :now, problem = ''
where delivery_id = any(:deliveries)
"""
FAILED = """
update notice_delivery set state = :state, attempts = attempts + 1, next_at = :next, problem = :problem
where delivery_id = any(:deliveries)
"""

KEPT = timedelta(days=90)  # of what was sent or given up; what happened to the task itself stays with the task
CLEAR = "delete from notice_delivery where state <> 'waiting' and created_at < :before"


@dataclass(frozen=True)
class Outcome:
    """How many notices were sent, and how many attempts failed."""

    sent: int
    failed: int


def send_due(store: Store, actor: Actor, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> Outcome:
    """Send what is due now, oldest first, as far as the time of a run suffices."""
    sent = failed = 0
    until = now() + LONGEST
    while sent + failed < MOST and now() < until:
        with store.transaction(actor) as connection:
            due = _due(connection, now())
            if not due:
                break
            problem = _sent(store, due, now())
            _keep(connection, due, problem, now())
        sent, failed = (sent + len(due), failed) if not problem else (sent, failed + len(due))
    return Outcome(sent, failed)


def clear_old(connection: Connection, now: datetime) -> None:
    """Delete what was sent or given up long ago."""
    connection.execute(text(CLEAR), {"before": now - KEPT})


def _due(connection: Connection, now: datetime) -> Sequence[Any]:
    """One notice for a webhook; all that is due of one subscription for a mail."""
    first = connection.execute(text(DUE), {"now": now, "one": None, "limit": 1}).all()
    if not first or first[0].channel == "webhook":
        return first
    names = {"now": now, "one": first[0].subscription_id, "limit": IN_ONE_MAIL}
    return connection.execute(text(DUE), names).all()


def _sent(store: Store, due: Sequence[Any], now: datetime) -> str:
    """What went wrong, as a code; blank for nothing."""
    target = opened(store.vault, due[0].subscription_id, due[0].target)
    if due[0].channel == "mail":
        return send_mail(store.settings, target["address"], [each.payload for each in due])
    delivery: UUID = due[0].delivery_id
    return post(store.settings, target, str(delivery), due[0].payload, now)


def _keep(connection: Connection, due: Sequence[Any], problem: str, now: datetime) -> None:
    deliveries = [each.delivery_id for each in due]
    if not problem:
        connection.execute(text(SENT), {"deliveries": deliveries, "now": now})
        return
    for each in due:
        is_last = each.attempts >= len(WAITS)
        values = {"state": "dead" if is_last else "waiting", "problem": problem, "deliveries": [each.delivery_id],
                  "next": now if is_last else now + WAITS[each.attempts]}  # fmt: skip
        connection.execute(text(FAILED), values)
