"""The worklist page by page, by due date: whose tasks, in which state, where, of what."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, text
from sqlalchemy.engine import RowMapping

from hub.work.tasks import COLUMNS, Task
from hub.work.transitions import ENDED
from schemas.codes.divisions import subtree

TABS = ("mine", "bureau", "late", "all")
STANDING = "t.state not in ('closed', 'dismissed')"  # as the index has it
LATE = f"{STANDING} and t.due_on < current_date"
# The page is cut out first, so that what is only shown is looked up for its rows alone.
LIST = """
select {columns}, f.evidence ->> 'title_zh' as title_zh, f.evidence ->> 'title_en' as title_en, f.subject,
    e.name as employer, t.due_on - date '1970-01-01' as due_day
from (
    select t.* from task t where {where} and (t.due_on, t.task_id) > (date '1970-01-01' + :due_day, :after)
    order by t.due_on, t.task_id limit :limit
) t join finding f using (finding_id) left join employer e on e.employer_id = t.employer_id
order by t.due_on, t.task_id
"""


@dataclass(frozen=True)
class Wanted:
    """What is asked for; blank: all. Without a `state` those that have not ended. `owner` is a login."""

    tab: str = "all"
    analysis: str = ""
    state: str = ""
    division: str = ""
    owner: str = ""
    late: bool = False


@dataclass(frozen=True)
class Row:
    """A task with what its finding says."""

    task: Task
    title_zh: str | None
    title_en: str | None
    subject: str
    employer: str | None
    due_day: int


def listed(
    connection: Connection, wanted: Wanted, whose: dict[str, str], on: date, place: Sequence[int] | None, limit: int
) -> list[Row]:
    """At most `limit` tasks behind a place (day due, number). `whose`: the reader's login, agency and bureau."""
    due_day, after = place or (-(10**6), 0)
    values: dict[str, Any] = {"due_day": due_day, "after": after, "limit": limit, **whose}
    values |= {"analysis": wanted.analysis, "state": wanted.state, "owner_asked": wanted.owner}
    values["divisions"] = sorted(subtree(wanted.division, on)) if wanted.division else []
    statement = LIST.format(columns=COLUMNS, where=_where(wanted))
    return [_row(row) for row in connection.execute(text(statement), values).mappings()]


def _where(wanted: Wanted) -> str:
    tab = {
        "mine": "t.owner = :login",
        "bureau": "t.bureau = :bureau and t.agency = :agency",
        "late": LATE,
    }
    conditions = [
        tab.get(wanted.tab, ""),
        "t.state = :state" if wanted.state else "",
        "" if wanted.state in ENDED else STANDING,
        LATE if wanted.late else "",
        "t.analysis = :analysis" if wanted.analysis else "",
        "t.division_code = any(:divisions)" if wanted.division else "",
        "t.owner = :owner_asked" if wanted.owner else "",
    ]
    return " and ".join(condition for condition in conditions if condition) or "true"


def _row(row: RowMapping) -> Row:
    own = {name: row[name] for name in ("title_zh", "title_en", "subject", "employer", "due_day")}
    return Row(Task(**{name: value for name, value in row.items() if name not in own}), **own)
