"""Taking away records whose time is over, as many as were shown, piece by piece; each piece is in the audit."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

import stamina
from psycopg.errors import LockNotAvailable
from sqlalchemy import Connection, text
from sqlalchemy.exc import OperationalError

from hub.db import Store, collided
from hub.errors import HubError, UnavailableError
from hub.keeping.retention import years_kept
from hub.people.deciding import lock
from hub.security.actor import Actor
from hub.security.audit.entries import Access, Verb, record_access

AT_ONCE = 1000  # records in one transaction: imports wait for its end
PATIENCE = "10s"  # for a running import; others queue up behind whoever waits
TRIES = 6
BEGIN = "select run, number from retention_begin(:day, cast(:rules as jsonb), :seen)"
TAKE = "select taken, workers, spared, nameless, emptied from retention_take(:run, :at_most)"


@dataclass
class Applied:
    """What an applying came to: records taken away, records of the list that may go no more, identities that went with
    the last record of their person, batches whose bytes went."""

    run: int
    taken: int = 0
    spared: int = 0
    identities: int = 0
    payloads: int = 0

    def add(self, piece: "_Piece") -> None:
        self.taken += len(piece.taken)
        self.spared += piece.spared
        self.identities += piece.identities
        self.payloads += piece.payloads


class _Piece(NamedTuple):
    """What one transaction took: numbers of records and of the workers they were of, and counts as in `Applied`."""

    taken: list[int]
    workers: list[int]
    spared: int
    identities: int
    payloads: int


def apply(
    store: Store, actor: Actor, as_of: date, expected: int, progress: Callable[[int], None] = lambda _: None
) -> Applied:
    """Take away what is due as of `as_of`, if it is as many as `expected` from `standing`. Broken off, the same call
    goes on where it stopped. A hold that comes meanwhile is respected.

    Raises HubError for a day to come and for another number, UnavailableError while an import goes on for long.
    """
    if as_of > datetime.now(store.settings.zone).date():
        raise HubError(
            "不能按未来的日期清除记录；请用今天或更早的日期。",
            "Nothing is taken away as of a day to come; use today or an earlier day.",
        )
    done = Applied(_begin(store, actor, as_of, expected))
    for piece in _pieces(store, actor, done.run):
        done.add(piece)
        progress(done.taken)
    return done


def _begin(store: Store, actor: Actor, as_of: date, expected: int) -> int:
    """The run, begun or found again, with its list."""
    with store.transaction(actor) as connection:
        values = {"day": as_of, "rules": years_kept(as_of), "seen": expected}
        run, number = connection.execute(text(BEGIN), values).one()
    if run is None:
        raise HubError(
            f"现在可清除的记录是 {number} 条，不是 {expected} 条；请重新运行 ohub retention 查看，再按所见数目执行。",
            f"{number} records are due now, not {expected}; look again with `ohub retention`, then apply what you see.",
        )
    return int(run)


def _pieces(store: Store, actor: Actor, run: int) -> Iterator[_Piece]:
    while piece := _patiently(store, actor, run):
        yield piece


def _patiently(store: Store, actor: Actor, run: int) -> _Piece | None:
    """The next piece; tried again while an import holds its batch, or when another transaction came first."""
    try:
        for attempt in stamina.retry_context(on=_passes, attempts=TRIES, timeout=None):
            with attempt, store.transaction(actor) as connection:
                return _take(connection, store, actor, run)
    except OperationalError as problem:
        if not _passes(problem):
            raise
        raise UnavailableError(
            "有导入正在进行，清除暂停；已清除的不变，导入结束后请用同一条命令继续。",
            "An import is going on, so taking away pauses; what is gone is gone. Run the same command again after it.",
        ) from problem
    raise AssertionError("a retry context ends with a result or an exception")


def _take(connection: Connection, store: Store, actor: Actor, run: int) -> _Piece | None:
    """Take the next records of the list, in the caller's transaction; None behind the last one."""
    connection.execute(text(f"set local lock_timeout = '{PATIENCE}'"))
    connection.execute(text("set local plan_cache_mode = force_custom_plan"))
    lock(connection)  # who is whom does not change meanwhile
    row = connection.execute(text(TAKE), {"run": run, "at_most": AT_ONCE}).one()
    if row.taken is None:
        return None
    piece = _Piece(*row)
    detail = {"retention_run": run, "taken": len(piece.taken), "spared": piece.spared, "identities": piece.identities}
    access = Access(Verb.CHANGE, workers=piece.workers, records=piece.taken, detail=detail)
    record_access(connection, store.keys, actor, access)
    return piece


def _passes(problem: Exception) -> bool:
    """Is it worth another try?"""
    return collided(problem) or isinstance(getattr(problem, "orig", problem), LockNotAvailable)
