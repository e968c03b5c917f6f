"""Legal holds: what must not be taken away, whatever its age. They are added and released, never changed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, text

from hub.db import Store
from hub.errors import HubError, NotFoundError
from hub.security.actor import Actor
from hub.security.audit.entries import LONGEST_PURPOSE, Access, Verb, record_access
from hub.security.personal import is_plain_line

PLACE = """
insert into legal_hold (worker_id, employer_id, reason, placed_by, until)
values (:worker, :employer, :reason, :by, :until) returning hold_id
"""
HOLDS = """
select h.hold_id, h.worker_id, e.credit_code, h.reason, h.placed_at, h.placed_by, h.until,
    r.reason, r.released_at, r.released_by
from legal_hold h left join employer e using (employer_id) left join hold_release r using (hold_id)
where cast(:hold as bigint) is null or h.hold_id = :hold
order by h.hold_id
"""
RELEASE = "insert into hold_release (hold_id, reason, released_by) values (:hold, :reason, :by) on conflict do nothing"


@dataclass(frozen=True)
class Hold:
    """Keeps all records of a person (by any of their workers), or those of an employer. `until` is its last day."""

    hold_id: int
    worker_id: int | None
    credit_code: str | None
    reason: str
    placed_at: datetime
    placed_by: str
    until: date | None
    release_reason: str | None
    released_at: datetime | None
    released_by: str | None


def hold_worker(store: Store, actor: Actor, worker_id: int, reason: str, until: date | None = None) -> int:
    """Keep all records of the person; gives the number of the hold. Raises NotFoundError, HubError for the reason."""
    with store.transaction(actor) as connection:
        found = connection.execute(text("select 1 from worker where worker_id = :worker"), {"worker": worker_id})
        if found.scalar() is None:
            raise NotFoundError(f"没有编号为 {worker_id} 的劳动者。", f"There is no worker {worker_id}.")
        values = {"worker": worker_id, "employer": None, "reason": reason, "by": str(actor), "until": until}
        return _place(connection, store, actor, values)


def hold_employer(store: Store, actor: Actor, credit_code: str, reason: str, until: date | None = None) -> int:
    """Keep all records of an employer; otherwise as `hold_worker`."""
    with store.transaction(actor) as connection:
        query = text("select employer_id from employer where credit_code = :code")
        employer_id = connection.execute(query, {"code": credit_code}).scalar()
        if employer_id is None:
            raise NotFoundError(
                "没有这个统一社会信用代码的用人单位；请核对代码。",
                "There is no employer of that credit code; check the code.",
            )
        values = {"worker": None, "employer": employer_id, "reason": reason, "by": str(actor), "until": until}
        return _place(connection, store, actor, values)


def holds(store: Store, actor: Actor) -> list[Hold]:
    """All holds there ever were, released ones too."""
    with store.transaction(actor) as connection:
        return [Hold(*row) for row in connection.execute(text(HOLDS), {"hold": None})]


def release_hold(store: Store, actor: Actor, hold_id: int, reason: str) -> None:
    """End a hold for good. Raises NotFoundError, and HubError for one that is released already or for the reason."""
    _refuse_reason(reason)
    with store.transaction(actor) as connection:
        found = connection.execute(text(HOLDS), {"hold": hold_id}).one_or_none()
        if found is None:
            raise NotFoundError(f"没有编号为 {hold_id} 的保留令。", f"There is no hold {hold_id}.")
        values = {"hold": hold_id, "reason": reason, "by": str(actor)}
        if connection.execute(text(RELEASE), values).rowcount == 0:
            raise HubError(
                f"保留令 {hold_id} 已经解除；如需再次保留，请新设一项。",
                f"Hold {hold_id} has been released; place a new one to keep the records again.",
            )
        _note(connection, store, actor, hold_id, found.worker_id)


def _place(connection: Connection, store: Store, actor: Actor, values: Mapping[str, object]) -> int:
    _refuse_reason(str(values["reason"]))
    until = values["until"]
    if isinstance(until, date) and until < datetime.now(store.settings.zone).date():
        raise HubError(
            "保留期限已过；请写今天或以后的日期。", "The hold would be over already; give today or a later day."
        )
    hold_id = int(connection.execute(text(PLACE), values).scalar_one())
    worker = values["worker"]
    _note(connection, store, actor, hold_id, worker if isinstance(worker, int) else None)
    return hold_id


def _note(connection: Connection, store: Store, actor: Actor, hold_id: int, worker_id: int | None) -> None:
    workers = [worker_id] if worker_id else []
    record_access(connection, store.keys, actor, Access(Verb.CHANGE, workers=workers, detail={"legal_hold": hold_id}))


def _refuse_reason(reason: str) -> None:
    if not (reason.strip() and is_plain_line(reason, LONGEST_PURPOSE)):
        raise HubError(
            f"请写明理由：一行、最多 {LONGEST_PURPOSE} 字，不得含姓名、证件号码或电话（可写案号或文号）。",
            f"Give the reason in one line of at most {LONGEST_PURPOSE} characters, without names, ID numbers or phones "
            "(name the file or case instead).",
        )
