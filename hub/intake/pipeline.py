"""The path of a batch: parse, validate, link, store, in one transaction; all of it happens or nothing does."""

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from datetime import date

import stamina
from sqlalchemy import Connection, text
from sqlalchemy.engine import RowMapping

from connectors.registry import Source, sources
from connectors.rows import Row, UnreadableError
from hub.db import Store, collided, cursor
from hub.errors import HubError, NotFoundError
from hub.intake.batches import batch as batch_of
from hub.intake.cursors import move_cursor
from hub.intake.judging import Judged, judge
from hub.intake.modes import Mode, as_far_as
from hub.intake.owning import own_only
from hub.intake.payload import open_payload
from hub.intake.receipts import note_judging
from hub.intake.release import recount, release_waiting
from hub.intake.storing import Cursor, Storing, file_issues
from hub.security.actor import Actor
from hub.tallies.folding import fold
from schemas.issues import Issue

Progress = Callable[[int], None]


@dataclass(frozen=True)
class Outcome:
    """What became of a batch's rows, or would have where none were stored. `received` is the sum of the other four."""

    batch_id: int
    received: int
    accepted: int
    held: int
    rejected: int
    duplicates: int


class UnreadablePageError(HubError):
    """A pulled page cannot be read to its end: nothing of it is stored, its bytes stay, the cursor does not move."""

    status = 502

    def __init__(self, endpoint: str, problem: Issue) -> None:
        super().__init__(f"{endpoint}：{problem.message_zh}", f"{endpoint}: {problem.message_en}")
        self.problem = problem


def interpret(
    store: Store, batch_id: int, actor: Actor, progress: Progress = lambda _: None, mode: Mode = Mode.GOOD
) -> Outcome:
    """Interpret a received batch. Done once: a batch already interpreted answers with its counts; one that was only
    checked is interpreted anew.

    Another process storing the same worker or record at the same moment makes the transaction start again.
    """
    try:
        return _in_one_transaction(store, batch_id, actor.as_hub(), progress, mode)
    except UnreadablePageError as unreadable:
        _mark_failed(store, batch_id, actor.as_hub(), unreadable.problem)
        raise


def _in_one_transaction(store: Store, batch_id: int, actor: Actor, progress: Progress, mode: Mode) -> Outcome:
    for attempt in stamina.retry_context(on=collided, attempts=8, timeout=None):
        with attempt, store.transaction(actor) as connection:
            batch = _locked(connection, batch_id)
            if batch["state"] != "interpreted":
                with as_far_as(mode, connection, batch_id):
                    _interpret(connection, store, batch, progress)
            return outcome(connection, batch_id)
    raise AssertionError("a retry context ends with a result or an exception")


def _interpret(connection: Connection, store: Store, batch: RowMapping, progress: Progress) -> None:
    batch_id, working = batch["batch_id"], cursor(connection)
    source = sources()[batch["source"]]
    received_on = batch["received_at"].astimezone(store.settings.zone).date()
    payload = open_payload(cursor(connection), store.vault, batch_id)
    rows = Readable(source.parse(payload))
    judged = judge_all(rows, source, received_on)
    if batch["organisation"]:
        judged = own_only(judged, batch["organisation"], received_on)
    with _collecting_seldom() as collect:
        for number in Storing(working, store.vault, source.card.name).store(batch_id, judged):
            progress(number)
            collect()
    if rows.problem and batch["endpoint"] is not None:
        raise UnreadablePageError(batch["endpoint"], rows.problem)
    if rows.problem:
        _refuse_rest(working, batch_id, rows.last + 1, rows.problem)
    note_judging(working, batch_id, source.card.name)
    release_waiting(working, store.vault, source)
    recount(working, batch_id)
    if batch["endpoint"] is not None:
        move_cursor(working, batch["source"], batch["endpoint"], batch["cursor_after"])
    working.execute(
        "update batch set state = 'interpreted', failure = null, interpreted_at = now() where batch_id = %s",
        (batch_id,),
    )
    fold(connection)


@contextmanager
def _collecting_seldom() -> Iterator[Callable[[], object]]:
    """Python looks for cyclic garbage only when asked to: a chunk in the making is a quarter of a million objects and
    not one cycle, and looking through them again and again costs a fifth of the whole import."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield lambda: gc.collect(1)
    finally:
        if enabled:
            gc.enable()


def _mark_failed(store: Store, batch_id: int, actor: Actor, problem: Issue) -> None:
    with store.transaction(actor) as connection:
        update = text("update batch set state = 'failed', failure = :code where batch_id = :batch")
        connection.execute(update, {"code": problem.code, "batch": batch_id})


def judge_all(rows: Iterator[Row], source: Source, received_on: date) -> Iterator[Judged]:
    """Each row with what it comes to by itself."""
    return (judge(row, source.card, received_on) for row in rows)


class Readable(Iterator[Row]):
    """The rows of a payload as far as it can be read; `problem` says why the rest could not."""

    def __init__(self, rows: Iterator[Row]) -> None:
        self._rows = rows
        self.last = 0
        self.problem: Issue | None = None

    def __next__(self) -> Row:
        try:
            row = next(self._rows)
        except UnreadableError as unreadable:
            self.problem = unreadable.issue
            raise StopIteration from None
        self.last = row.number
        return row


def outcome(connection: Connection, batch_id: int) -> Outcome:
    """The counts of a batch as they stand."""
    found = batch_of(connection, batch_id)
    return Outcome(**{field.name: found[field.name] for field in fields(Outcome)})


def _locked(connection: Connection, batch_id: int) -> RowMapping:
    query = text("select * from batch where batch_id = :batch for update")
    batch = connection.execute(query, {"batch": batch_id}).mappings().first()
    if batch is None:
        raise NotFoundError(f"没有编号为 {batch_id} 的批次。", f"There is no batch {batch_id}.")
    return batch


def _refuse_rest(working: Cursor, batch_id: int, number: int, problem: Issue) -> None:
    """What could not be read counts as one refused row, so that the counts say there was more."""
    working.execute("insert into arrival values (%s, %s, 'unreadable', 'add', 'rejected')", (batch_id, number))
    file_issues(working, [(batch_id, number, 0, problem)])
