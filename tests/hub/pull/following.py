"""A receiver that knows nothing but events, and writers that change records as intake does, all at once."""

import hashlib
import random
import time
from collections import Counter
from datetime import UTC, date, datetime
from threading import Lock

from sqlalchemy import Connection, text

from hub.db import Store
from hub.pull.feed import Event, read_feed
from hub.pull.reconcile import Tally
from hub.pull.views import View, view_named
from hub.security.actor import Actor
from tests.hub.intake.messages import TESTER

STATUS = view_named("case_status")
INSURANCE = view_named("work_injury_insurance")
WORKERS = range(1, 21)
PERSONS = "insert into worker (worker_id, batch_id) select n, 1 from generate_series(1, 100) n"
RECORD = """
insert into record (key, source, document, version, content, event_on, deleted)
values (uuid_send(gen_random_uuid()), 'test', 'diagnosis', 1, '', '2026-03-01', false) returning record_id
"""
VERSION = """
insert into record_version (record_id, version, document, event_on, source, worker_id, division_code, known_from,
    batch_id, row, body)
values (:record, :version, 'diagnosis', '2026-03-01', 'test', :worker, :division, now() - :days * interval '1 day',
    1, 1, '{"disease": "1101", "disease_other": "not named"}')
"""
CLOSE = """
update record_version set known_to = now(), closed_by = 1, closed_xid = pg_current_xact_id()::text::bigint
where record_id = :record and known_to = 'infinity' returning version
"""
LOCKED = "select version from record where record_id = :record for update"
ADVANCE = "update record set version = :version, deleted = :deleted where record_id = :record"
POINT = "update worker set merged_into = :into where worker_id = :worker"


NEVER = datetime.max.replace(tzinfo=UTC)


class Receiver:
    """Holds what its events said, and how often each came."""

    def __init__(self, view: View = STATUS) -> None:
        self.view = view
        self.cursor: str | None = None
        self.held: dict[int, tuple[int, datetime]] = {}
        self.persons: dict[str, str] = {}
        self.told: Counter[tuple[str, int | None, int | None]] = Counter()
        self.events: list[Event] = []

    def read(self, store: Store, limit: int = 1000, actor: Actor = TESTER) -> bool:
        """One page. Is it the last for now?"""
        with store.transaction(actor) as connection:
            page = read_feed(connection, store.vault, self.view, self.cursor, limit)
        for event in page.events:
            self.take(event)
        self.cursor = page.next
        return page.at_end

    def drain(self, store: Store, limit: int = 1000, actor: Actor = TESTER) -> "Receiver":
        while not self.read(store, limit, actor):
            pass
        return self

    def take(self, event: Event) -> None:
        self.events.append(event)
        if event.record is not None:
            self.told[event.kind, event.record, event.version] += 1
        if event.worker and event.person:
            self.persons[event.worker] = event.person
        if event.kind == "put":
            self.held[event.record or 0] = event.version or 0, event.known_from or NEVER
        elif event.kind == "delete":
            self.held.pop(event.record or 0, None)

    def tally(self, store: Store, day: date) -> Tally:
        """What the receiver can prove of a day: made from the documentation, not with the hub's code."""
        zone = store.settings.zone
        mine = sorted((r, v) for r, (v, known) in self.held.items() if known.astimezone(zone).date() == day)
        lines = "".join(f"{r} {v}\n" for r, v in mine)
        return Tally(day, len(mine), hashlib.sha256(lines.encode()).hexdigest())

    def days(self, store: Store) -> list[date]:
        return sorted({known.astimezone(store.settings.zone).date() for _, known in self.held.values()})


def add(connection: Connection, worker: int = 1, days: int = 0, division: str = "370102") -> int:
    """A new record. Gives its number."""
    record = int(connection.execute(text(RECORD)).scalar_one())
    _version(connection, record, 1, worker, days, division)
    return record


def correct(connection: Connection, record: int, worker: int = 1, days: int = 0, division: str = "370102") -> None:
    """A further version: a correction, or, of a withdrawn record, its restoration."""
    version = connection.execute(text(LOCKED), {"record": record}).scalar_one() + 1
    connection.execute(text(CLOSE), {"record": record})
    _version(connection, record, version, worker, days, division)
    connection.execute(text(ADVANCE), {"record": record, "version": version, "deleted": False})


def withdraw(connection: Connection, record: int) -> None:
    version = connection.execute(text(LOCKED), {"record": record}).scalar_one()
    connection.execute(text(CLOSE), {"record": record})
    connection.execute(text(ADVANCE), {"record": record, "version": version, "deleted": True})


def point(connection: Connection, worker: int, into: int | None) -> None:
    connection.execute(text(POINT), {"worker": worker, "into": into})


def _version(connection: Connection, record: int, version: int, worker: int, days: int, division: str) -> None:
    values = {"record": record, "version": version, "worker": worker, "days": days, "division": division}
    connection.execute(text(VERSION), values)


def persons(store: Store) -> None:
    """Workers 1 to 100."""
    with store.transaction(TESTER) as connection:
        connection.execute(text(PERSONS))


class _Undone(Exception): ...  # noqa: N818 nothing went wrong, it only rolls back


class Writer:
    """Transactions of random length over records that all writers share; one in five is rolled back."""

    known: list[int]

    def __init__(self, store: Store, known: list[int], lock: Lock, seed: int) -> None:
        self._store, self.known, self._lock = store, known, lock
        self._dice = random.Random(seed)
        self.committed = self.undone = 0

    def write(self, until: float) -> "Writer":
        while time.monotonic() < until:
            try:
                with self._store.transaction(TESTER) as connection:
                    made = self._work(connection)
                    self._change_its_mind()
                with self._lock:
                    self.known.extend(made)
                self.committed += 1
            except _Undone:
                self.undone += 1
        return self

    def _change_its_mind(self) -> None:
        if self._dice.random() < 0.2:
            raise _Undone

    def _work(self, connection: Connection) -> list[int]:
        """Workers before records, records in order: writers wait for each other and lock none another needs first."""
        dice = self._dice
        if dice.random() < 0.2:
            point(connection, dice.choice(WORKERS), dice.choice([None, 21, 22]))
        made = [add(connection, dice.choice(WORKERS), dice.randrange(4)) for _ in range(dice.randrange(4))]
        self._hold()
        with self._lock:
            mine = sorted(set(dice.sample(self.known, min(len(self.known), dice.randrange(4)))))
        for record in [*mine, *made[:1]]:
            for _ in range(dice.choice([1, 1, 2])):
                self._change(connection, record)
        self._hold()
        return made

    def _change(self, connection: Connection, record: int) -> None:
        if self._dice.random() < 0.6:
            correct(connection, record, self._dice.choice(WORKERS), self._dice.randrange(4))
        else:
            withdraw(connection, record)

    def _hold(self) -> None:
        time.sleep(self._dice.random() * (0.5 if self._dice.random() < 0.08 else 0.02))
