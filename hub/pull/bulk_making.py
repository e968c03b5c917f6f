"""Makes exports, a part at a time: read behind the client's fence, packed, sealed and written down, then the next.

Killed at any moment, the next worker goes on behind the last finished part. No transaction that writes lasts longer
than one piece takes, since a long one would hold up the feed.
"""

from datetime import UTC, datetime

from sqlalchemy import Connection, text

from hub.db import Store
from hub.errors import HubError
from hub.pull import bulk
from hub.pull.bulk_lines import Place, count, read_blocks
from hub.pull.bulk_packing import Packer
from hub.pull.position import Position, reach, write_cursor
from hub.pull.views import view_named
from hub.security.actor import Actor
from hub.security.audit.entries import Access, Verb, record_access
from hub.security.clients.agreements import required_agreement

LARGEST_PART = 64 << 20  # bytes
WORKERS = 1000  # that one entry of the audit names

ALONE = "select pg_try_advisory_xact_lock(hashtextextended('bulk', 0))"
NEXT = f"select {bulk.COLUMNS} from bulk_job where state in ('waiting', 'running') order by job_id limit 1"
LAST = """
select number, last_document, last_record from bulk_part where job_id = :job order by number desc limit 1
"""
GOES_ON = "select from bulk_job where job_id = :job and state in ('waiting', 'running') for share"
BEGIN = """
update bulk_job set state = 'running', horizon = :horizon, cursor = :cursor, records = :records
where job_id = :job and state = 'waiting'
"""
END = "update bulk_job set state = 'done', ended_at = :now where job_id = :job and state = 'running'"
FAIL = """
update bulk_job set state = 'failed', failure_zh = :zh, failure_en = :en, ended_at = :now
where job_id = :job and state in ('waiting', 'running')
"""
ADD_CHUNK = "insert into bulk_chunk (job_id, part, n, sealed) values (:job, :part, :n, :sealed)"
DROP_CHUNKS = "delete from bulk_chunk where job_id = :job and part = :part"
ADD_PART = "insert into bulk_part values (:job, :number, :bytes, :sha256, :records, :document, :record)"


class _CancelledError(Exception):
    """Nobody wants the export any more."""


def make_next(store: Store, actor: Actor, largest: int = LARGEST_PART) -> bool:
    """Make one part of the oldest export that is not done. False when there is nothing to make.

    What is refused fails that export with its sentence, so that the others go on.
    """
    with store.transaction(actor) as alone:  # as long as the part takes: two workers would mix their pieces
        mine = alone.execute(text(ALONE)).scalar_one()
        row = alone.execute(text(NEXT)).one_or_none() if mine else None
        if row is not None:
            _make(store, bulk.Job(*row), largest)
    return row is not None


def _make(store: Store, job: bulk.Job, largest: int) -> None:
    try:
        _go_on(store, job, largest)
    except _CancelledError:
        pass
    except HubError as refusal:
        _fail(store, job, refusal.zh, refusal.en)
    except Exception:
        _fail(
            store, job, "导出时内部出错，已记录；请重新申请。", "Something went wrong inside; ask for another export."
        )
        raise


def _go_on(store: Store, job: bulk.Job, largest: int) -> None:
    hub, on = job.reader.as_hub(), datetime.now(store.settings.zone).date()
    with store.transaction(hub) as connection:
        agreement = required_agreement(connection, job.client_id, job.view, on)
        last = connection.execute(text(LAST), {"job": job.job_id}).one_or_none()
    if agreement.agreement_id != job.agreement_id:
        raise HubError(
            "导出所依据的协议已不再有效；请重新申请。",
            "The agreement under which this was asked for is no longer in force; ask for another export.",
        )
    begun = job if job.horizon is not None else _begin(store, job)
    number, place = (last[0] + 1, Place(*last[1:])) if last else (1, Place())
    _Making(store, begun, number).make(place, largest)


def _begin(store: Store, job: bulk.Job) -> bulk.Job:
    """Take hold of the moment that the export is of."""
    view = view_named(job.view)
    with store.transaction(job.reader, one_moment=True) as connection:
        here = reach(connection, store.vault, job.view)
        records = count(connection, view, here.horizon)
    cursor = write_cursor(store.vault, here.ground, Position(here.horizon))
    values = {"job": job.job_id, "horizon": here.horizon, "cursor": cursor, "records": records}
    with store.transaction(job.reader.as_hub()) as connection:
        if connection.execute(text(BEGIN), values).rowcount != 1:
            raise _CancelledError
    return job._replace(state="running", horizon=here.horizon, cursor=cursor, records=records)


def _fail(store: Store, job: bulk.Job, zh: str, en: str) -> None:
    with store.transaction(job.reader.as_hub()) as connection:
        values = {"job": job.job_id, "zh": zh, "en": en, "now": datetime.now(UTC)}
        connection.execute(text(FAIL), values)
        bulk.drop(connection, job.job_id)


class _Making:
    """One part in the making. `_opened` are workers whose identities went into it and stand in no entry yet."""

    def __init__(self, store: Store, job: bulk.Job, number: int) -> None:
        self._store, self._job, self._number = store, job, number
        self._writer = job.reader.as_hub()
        self._opened: set[int] = set()
        self._chunks = 0

    def make(self, place: Place, largest: int) -> None:
        """Write the part that begins behind `place`; where everything is in it, the export is done."""
        self._clear()
        packer, job, whole = Packer(), self._job, True
        with self._store.transaction(job.reader) as reading:
            blocks = read_blocks(reading, self._store.vault, view_named(job.view), job.horizon or 0, place)
            for block in blocks:
                if packer.records and not packer.fits(len(block.lines), largest):
                    whole = False
                    blocks.close()
                    break
                self._opened |= block.opened
                packer.add(block.lines, block.records)
                place = block.end
                for piece in packer.pieces():
                    self._keep(piece)
        self._finish(packer, place, whole=whole)

    def _clear(self) -> None:
        """Throw away what a killed worker left of this part."""
        with self._store.transaction(self._writer) as connection:
            connection.execute(text(DROP_CHUNKS), {"job": self._job.job_id, "part": self._number})

    def _keep(self, piece: bytes) -> None:
        with self._store.transaction(self._writer) as connection:
            self._write(connection, piece)

    def _write(self, connection: Connection, piece: bytes) -> None:
        """A piece, and whose identities were opened for it: never the one without the other."""
        job, n = self._job.job_id, self._chunks
        if connection.execute(text(GOES_ON), {"job": job}).one_or_none() is None:
            raise _CancelledError
        sealed = self._store.vault.seal(piece, bulk.purpose(job, self._number, n))
        connection.execute(text(ADD_CHUNK), {"job": job, "part": self._number, "n": n, "sealed": sealed})
        self._note(connection)
        self._chunks += 1

    def _note(self, connection: Connection) -> None:
        job, opened = self._job, sorted(self._opened)
        detail = {"view": job.view, "agreement": job.agreement_id, "job": job.job_id, "part": self._number}
        for first in range(0, len(opened), WORKERS):
            some = opened[first : first + WORKERS]
            access = Access(Verb.EXPORT, job.purpose, some, address=job.address, detail=detail)
            record_access(connection, self._store.keys, self._writer, access)
        self._opened.clear()

    def _finish(self, packer: Packer, place: Place, *, whole: bool) -> None:
        """Its last piece, and its row: from now on it can be taken."""
        packer.end()
        values = {"job": self._job.job_id, "number": self._number, "now": datetime.now(UTC), **place._asdict()}
        values |= {"bytes": packer.size, "sha256": packer.sha256, "records": packer.records}
        with self._store.transaction(self._writer) as connection:
            for piece in packer.pieces(last=True):
                self._write(connection, piece)
            connection.execute(text(ADD_PART), values)
            if whole:
                connection.execute(text(END), values)
