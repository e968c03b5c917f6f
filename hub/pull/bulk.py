"""Bulk exports: asked for by a client, made in parts by a job, handed out for a day, then cleared away.

All functions work in the caller's transaction, which is the hub's own; whose an export is, is asked in every look-up.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import Connection, text

from hub.errors import NotFoundError
from hub.security.actor import Actor
from hub.security.scope import Fence, Scope
from hub.security.vault import Vault

KEPT = timedelta(hours=24)
CHUNK = 1 << 20  # bytes of a part that are sealed together

COLUMNS = """job_id, client_id, view, agreement_id, purpose, address, fence, divisions, state, asked_at, ended_at,
    horizon, cursor, records, failure_zh, failure_en"""
ALONE = "select pg_advisory_xact_lock(hashtextextended('bulk ' || :client || ' ' || :view, 0))"
SAME = f"""
select {COLUMNS} from bulk_job
where client_id = :client and view = :view and agreement_id = :agreement and divisions = :divisions
    and state in ('waiting', 'running', 'done') and coalesce(ended_at, asked_at) > :oldest
"""
OTHERS = "select job_id from bulk_job where client_id = :client and view = :view and state <> 'cancelled'"
ADD = f"""
insert into bulk_job (client_id, view, agreement_id, purpose, address, fence, divisions, state, asked_at)
values (:client, :view, :agreement, :purpose, :address, :fence, :divisions, 'waiting', :now) returning {COLUMNS}
"""
FIND = f"select {COLUMNS} from bulk_job where job_id = :job and client_id = :client and state <> 'cancelled'"
PARTS = "select number, size_bytes, sha256, records from bulk_part where job_id = :job order by number"
SEALED = "select sealed from bulk_chunk where job_id = :job and part = :part and n = :n"
CANCEL = "update bulk_job set state = 'cancelled', ended_at = :now where job_id = :job"
OLD = "select job_id from bulk_job where coalesce(ended_at, asked_at) <= :oldest"


class Job(NamedTuple):
    """An export. `records`: how many it will hold; `cursor`: where the feed goes on; both once it has begun."""

    job_id: int
    client_id: str
    view: str
    agreement_id: int
    purpose: str
    address: str
    fence: str
    divisions: str
    state: str
    asked_at: datetime
    ended_at: datetime | None
    horizon: int | None
    cursor: str | None
    records: int | None
    failure_zh: str | None
    failure_en: str | None

    @property
    def reader(self) -> Actor:
        """The client, behind the fence of its agreement."""
        return Actor("client", self.client_id, Scope(Fence(self.fence), {"divisions": self.divisions}))


class Part(NamedTuple):
    """A file of an export: gzip of lines of JSON. `sha256` is of its bytes."""

    number: int
    size_bytes: int
    sha256: bytes
    records: int


class Asked(NamedTuple):
    """What is asked for: by whom, from which address, which view, under which agreement, how far it sees."""

    client_id: str
    address: str
    view: str
    agreement_id: int
    purpose: str
    scope: Scope


def ask(connection: Connection, asked: Asked, now: datetime) -> Job:
    """A new export, or the one of this view that is there already under the same agreement: there is never a second."""
    values = {"client": asked.client_id, "view": asked.view, "agreement": asked.agreement_id, "now": now}
    values |= {"purpose": asked.purpose, "address": asked.address, "oldest": now - KEPT}
    values |= {"fence": asked.scope.fence.value, "divisions": asked.scope.settings["divisions"]}
    connection.execute(text(ALONE), values)
    if same := connection.execute(text(SAME), values).first():
        return Job(*same)
    for other in connection.execute(text(OTHERS), values).scalars().all():
        cancel(connection, other, now)
    return Job(*connection.execute(text(ADD), values).one())


def find(connection: Connection, job_id: int, client_id: str, now: datetime) -> Job:
    """The client's own export, while it is kept. Raises NotFoundError."""
    row = connection.execute(text(FIND), {"job": job_id, "client": client_id}).one_or_none()
    job = Job(*row) if row else None
    if job is None or (job.ended_at or job.asked_at) <= now - KEPT:
        raise NotFoundError(
            "没有这个批量导出，或者已满 24 小时被清除；请重新申请。",
            "There is no such export, or its 24 hours are over and it was cleared away; ask for another.",
        )
    return job


def parts(connection: Connection, job_id: int) -> Sequence[Part]:
    """The parts that are finished, in order."""
    return [Part(*row) for row in connection.execute(text(PARTS), {"job": job_id})]


def find_part(connection: Connection, job_id: int, number: int) -> Part:
    """Raises NotFoundError."""
    for part in parts(connection, job_id):
        if part.number == number:
            return part
    raise NotFoundError(
        "没有这一部分，或者尚未写完；请查看导出的状态。",
        "There is no such part, or it is not finished; look at the state of the export.",
    )


def chunk(connection: Connection, vault: Vault, job_id: int, part: int, n: int) -> bytes:
    """The n-th piece of a part, CHUNK bytes but for the last. Raises NotFoundError when it was cleared away."""
    sealed = connection.execute(text(SEALED), {"job": job_id, "part": part, "n": n}).scalar_one_or_none()
    if sealed is None:
        raise NotFoundError("这个批量导出已被清除；请重新申请。", "This export was cleared away; ask for another.")
    return vault.open(bytes(sealed), purpose(job_id, part, n))


def purpose(job_id: int, part: int, n: int) -> bytes:
    """What a piece is sealed for."""
    return f"bulk:{job_id}:{part}:{n}".encode()


def cancel(connection: Connection, job_id: int, now: datetime) -> None:
    """Nothing more is made of it, and what was made is gone."""
    connection.execute(text(CANCEL), {"job": job_id, "now": now})
    drop(connection, job_id)


def drop(connection: Connection, job_id: int) -> None:
    """Take away the parts and the bytes of an export."""
    for table in ("bulk_chunk", "bulk_part"):
        connection.execute(text(f"delete from {table} where job_id = :job"), {"job": job_id})


def clear_old(connection: Connection, now: datetime) -> int:
    """Take away exports whose day is over. Gives how many."""
    old = connection.execute(text(OLD), {"oldest": now - KEPT}).scalars().all()
    for job_id in old:
        drop(connection, job_id)
        connection.execute(text("delete from bulk_job where job_id = :job"), {"job": job_id})
    return len(old)
