"""What clients took, from the audit and the exports they asked for; how far each partner's endpoint was pulled."""

from collections.abc import Sequence

from sqlalchemy import Connection, text
from sqlalchemy.engine import RowMapping

# By the index of the audit over who did it: the last of each client, without looking at anybody else's.
LAST = """
select c.client_id, e.at, e.detail ->> 'view' as view
from unnest(cast(:clients as text[])) as c (client_id), lateral (
    select at, detail from audit_entry where actor = 'client:' || c.client_id order by entry_id desc limit 1) e
"""
TAKEN = """
select at, verb, detail ->> 'view' as view, cardinality(workers) as people, address from audit_entry
where actor = 'client:' || :client order by entry_id desc limit :limit
"""
EXPORTS = """
select job_id, view, state, asked_at, ended_at, records, failure_zh as zh, failure_en as en from bulk_job
where client_id = :client order by job_id desc limit :limit
"""
CURSORS = "select source, endpoint, pages, updated_at from pull_cursor order by source, endpoint"


def last_taken(connection: Connection, clients: Sequence[str]) -> dict[str, RowMapping]:
    """When each client was last told of somebody, and in which view."""
    rows = connection.execute(text(LAST), {"clients": list(clients)}).mappings()
    return {row["client_id"]: row for row in rows}


def taken(connection: Connection, client: str, limit: int) -> Sequence[RowMapping]:
    """What a client did, the latest first: each page of a view that told of people is one line."""
    return connection.execute(text(TAKEN), {"client": client, "limit": limit}).mappings().all()


def exports(connection: Connection, client: str, limit: int) -> Sequence[RowMapping]:
    """The bulk exports that a client asked for."""
    return connection.execute(text(EXPORTS), {"client": client, "limit": limit}).mappings().all()


def cursors(connection: Connection) -> Sequence[RowMapping]:
    """How far the endpoints of partners were pulled."""
    return connection.execute(text(CURSORS)).mappings().all()
