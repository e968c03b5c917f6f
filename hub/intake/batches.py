"""What there is to know of batches: their counts, and the issues of their rows with their sentences."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, text
from sqlalchemy.engine import RowMapping

from hub.errors import NotFoundError
from schemas.issues import Issue

COUNTS = ("received", "accepted", "held", "rejected", "duplicates")
SHOWN_ISSUES = 1000
_ITS_OWN = ("batch_id", "source", "state", "size_bytes", "received_at", "interpreted_at", "endpoint", "failure")
# Nothing is stored of a batch that was only checked: its counts are those of the check.
_COUNTED = [f"case b.state when 'checked' then j.{name} else b.{name} end as {name}" for name in COUNTS]
_SELECT = (
    f"select {', '.join([f'b.{name}' for name in _ITS_OWN] + _COUNTED)} "
    "from batch b left join intake_job j using (batch_id) "
)


class Filter(NamedTuple):
    """Only issues of a severity, of a code, or both."""

    severity: str | None = None
    code: str | None = None


def batch_list(connection: Connection, before: int | None, limit: int) -> Sequence[RowMapping]:
    """Batches, newest first, before the one of that number."""
    query = text(
        f"{_SELECT} where cast(:before as bigint) is null or b.batch_id < :before order by b.batch_id desc limit :limit"
    )
    return connection.execute(query, {"before": before, "limit": limit}).mappings().all()


def batch(connection: Connection, batch_id: int) -> RowMapping:
    """One batch. Raises NotFoundError."""
    query = text(f"{_SELECT} where b.batch_id = :batch")
    found = connection.execute(query, {"batch": batch_id}).mappings().first()
    if found is None:
        raise NotFoundError(f"没有编号为 {batch_id} 的批次。", f"There is no batch {batch_id}.")
    return found


def issues(
    connection: Connection, batch_id: int, only: Filter, after: Sequence[int] | None, limit: int
) -> list[dict[str, Any]]:
    """Issues of a batch in the order of its rows, behind the place (row, n)."""
    row, n = after or (-1, -1)
    query = text(
        "select row, n, field, code, severity, detail from arrival_issue where batch_id = :batch "
        "and (row, n) > (:row, :n) and (cast(:severity as text) is null or severity = :severity) "
        "and (cast(:code as text) is null or code = :code) order by row, n limit :limit"
    )
    values = {"batch": batch_id, "row": row, "n": n, "limit": limit, **only._asdict()}
    return [_with_sentences(dict(found)) for found in connection.execute(query, values).mappings()]


def codes(connection: Connection, batch_id: int) -> Sequence[RowMapping]:
    """How many issues of each code a batch has, most first."""
    query = text(
        "select code, severity, count(*) as count from arrival_issue where batch_id = :batch "
        "group by code, severity order by count(*) desc, code"
    )
    return connection.execute(query, {"batch": batch_id}).mappings().all()


def summary(connection: Connection, batch_id: int, *, again: bool) -> dict[str, Any]:
    """A batch as `ohub import` tells it. Bytes that had arrived `again` are duplicates, every row of them."""
    found = batch(connection, batch_id)
    counts = {name: found[name] for name in COUNTS}
    if again:
        counts = dict.fromkeys(COUNTS, 0) | {"received": found["received"], "duplicates": found["received"]}
    shown = issues(connection, batch_id, Filter(), None, SHOWN_ISSUES)
    return {"batch": batch_id, **counts, "issues": [{k: v for k, v in each.items() if k != "n"} for each in shown]}


def _with_sentences(found: dict[str, Any]) -> dict[str, Any]:
    issue = Issue(found["code"], found["field"], found.pop("detail"))
    return {**found, "message_zh": issue.message_zh, "message_en": issue.message_en}
