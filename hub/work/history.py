"""What was done with a task, the latest first, and what the finding says that it stands for."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, text
from sqlalchemy.engine import RowMapping

from hub.security.vault import Vault
from hub.work.remarks import open_remark

LONGEST = 500  # events shown of one task
EVENTS = """
select event_id, at, actor, kind, from_state, to_state, due_on, detail, remark from task_event
where task_id = :task order by event_id desc limit :limit
"""
FINDING = """
select f.rule, f.subject, f.period, f.due_on, f.raised_on, f.closed_on, f.evidence, e.name as employer
from finding f left join employer e using (employer_id) where f.finding_id = :finding
"""


@dataclass(frozen=True)
class Event:
    """`actor` is a login, or blank for the hub; `detail` names owner, agency and bureau where they changed."""

    event_id: int
    at: datetime
    actor: str
    kind: str
    from_state: str | None
    to_state: str | None
    due_on: date | None
    detail: dict[str, Any]
    remark: str
    is_withheld: bool


def history(connection: Connection, vault: Vault, task_id: int, *, whole: bool) -> list[Event]:
    """Not the `whole`: what people wrote is withheld, as they may have written names."""
    rows = connection.execute(text(EVENTS), {"task": task_id, "limit": LONGEST}).mappings()
    return [_event(row, vault, whole) for row in rows]


def _event(row: RowMapping, vault: Vault, whole: bool) -> Event:
    withheld = bool(row["remark"]) and not whole
    remark = "" if withheld else open_remark(vault, row["remark"])
    return Event(**{**row, "actor": login_of(row["actor"]), "remark": remark}, is_withheld=withheld)


def login_of(actor: str) -> str:
    kind, _, name = actor.partition(":")
    return name if kind == "user" else ""


def finding_of(connection: Connection, finding_id: int) -> RowMapping:
    return connection.execute(text(FINDING), {"finding": finding_id}).mappings().one()
