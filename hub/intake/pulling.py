"""Pulls partners' endpoints page by page: each page is kept, interpreted, and its cursor moved with its data.

A pull that was cut off anywhere goes on where the store says it is: pages that were kept but not interpreted first,
then whatever follows the endpoint's cursor.
"""

import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from typing import Any

import stamina
import structlog
from sqlalchemy import text

from connectors.transports import FeedBase, Page, TransportError
from hub.db import Store, cursor
from hub.errors import HubError
from hub.intake.cursors import cursor_of, move_cursor
from hub.intake.pipeline import Outcome, UnreadablePageError, interpret
from hub.intake.receive import PulledFrom, receive
from hub.security.actor import Actor

log = structlog.get_logger()
ATTEMPTS = 3  # of a page whose bytes cannot be read: the line may have mangled it
SHOWN = 100  # characters of a cursor that people are shown: that of a folder tells of each of its days


@dataclass
class Pulled:
    """What pulling one endpoint came to. `problem` is why it ended early, in both languages; empty when it did not."""

    endpoint: str
    source: str
    pages: int = 0
    received: int = 0
    accepted: int = 0
    held: int = 0
    rejected: int = 0
    duplicates: int = 0
    retries: int = 0
    cursor: str | None = None
    problem: dict[str, str] = field(default_factory=dict)

    def add(self, outcome: Outcome) -> None:
        """Count one more page."""
        self.pages += 1
        for name in ("received", "accepted", "held", "rejected", "duplicates"):
            setattr(self, name, getattr(self, name) + getattr(outcome, name))

    def as_json(self) -> dict[str, Any]:
        cursor = self.cursor and self.cursor[:SHOWN] + "…" * (len(self.cursor) > SHOWN)
        return {**asdict(self), "cursor": cursor, "problem": self.problem or None}


Progress = Callable[[Pulled], None]


def pull(store: Store, feed: FeedBase, actor: Actor, progress: Progress = lambda _: None) -> Pulled:
    """Pull everything `feed` has to give now. Whatever fails ends the pull of this endpoint, and of no other."""
    pulled = Pulled(feed.name, feed.source)
    try:
        with _alone(store, feed.name):
            _pull(store, feed, actor, pulled, progress)
    except (TransportError, HubError) as problem:
        pulled.problem = {"zh": problem.zh, "en": problem.en}
    except Exception as problem:  # noqa: BLE001 a mistake of ours is told as one, and the others are still pulled
        pulled.problem = _unexpected(feed, problem)
    with store.transaction(actor) as connection:
        pulled.cursor = cursor_of(connection, feed.source, feed.name)
    return pulled


def _unexpected(feed: FeedBase, problem: Exception) -> dict[str, str]:
    """What people are told of an error that nobody foresaw, and where it is noted. Its message could hold a value."""
    kind, frame = type(problem).__name__, traceback.extract_tb(problem.__traceback__)[-1]
    log.error("pull_failed", endpoint=feed.name, kind=kind, file=frame.filename, line=frame.lineno)
    return {
        "zh": f"{feed.name}：系统内部出错（{kind}），出错位置已记入日志；请报告维护者。下次采集时从原处继续。",
        "en": f"{feed.name}: something went wrong inside ({kind}); the log says where. Report it to the maintainers. "
        "The next pull goes on from here.",
    }


def _pull(store: Store, feed: FeedBase, actor: Actor, pulled: Pulled, progress: Progress) -> None:
    for batch_id in _unfinished(store, feed, actor):
        pulled.add(interpret(store, batch_id, actor))
    for attempt in stamina.retry_context(on=UnreadablePageError, attempts=ATTEMPTS, timeout=None):
        with attempt:
            pulled.retries += attempt.num > 1
            with store.transaction(actor) as connection:
                after = cursor_of(connection, feed.source, feed.name)
            for page in feed.pages(after, pulled):
                pulled.add(_take(store, feed, page, actor))
                progress(pulled)


def _take(store: Store, feed: FeedBase, page: Page, actor: Actor) -> Outcome:
    """Keep and interpret one page. Bytes that were interpreted before only move the cursor."""
    where = PulledFrom(feed.name, page.cursor)
    received = receive(store, feed.source, page.payload, actor, pulled=where)
    if received.done:
        with store.transaction(actor) as connection:
            move_cursor(cursor(connection), feed.source, feed.name, page.cursor)
        return Outcome(received.batch_id, 0, 0, 0, 0, 0)
    return interpret(store, received.batch_id, actor)


def _unfinished(store: Store, feed: FeedBase, actor: Actor) -> list[int]:
    """Pages of the endpoint that were kept when an earlier pull was cut off."""
    query = text("select batch_id from batch where endpoint = :endpoint and source = :source and state = 'received' "
                 "order by batch_id")  # fmt: skip
    with store.transaction(actor) as connection:
        return list(connection.execute(query, {"endpoint": feed.name, "source": feed.source}).scalars())


@contextmanager
def _alone(store: Store, endpoint: str) -> Iterator[None]:
    """One pull of an endpoint at a time; the lock goes with the connection, so a killed pull leaves none."""
    with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        key = {"key": f"pull:{endpoint}"}
        if not connection.execute(text("select pg_try_advisory_lock(hashtextextended(:key, 0))"), key).scalar():
            raise HubError(
                f"{endpoint} 正在由另一个进程采集；请等它结束。",
                f"{endpoint} is being pulled by another process; wait until it has ended.",
            )
        try:
            yield
        finally:
            connection.execute(text("select pg_advisory_unlock(hashtextextended(:key, 0))"), key)
