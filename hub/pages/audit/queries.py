"""What the auditor asks of the audit: entries by keyset, over the days of their ids; looks summed by who looked."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Connection, text
from sqlalchemy.engine import RowMapping

MOST_LOOKS = 200_000  # the latest of the days asked for; what is left out is told
SHOWN = 100
PURPOSE = "审计 audit"

LISTED = """
with e as materialized (select * from audit_entry e where {where} order by entry_id desc limit :limit)
select e.entry_id, e.at, e.actor, e.verb, e.purpose, cardinality(e.workers) as people, e.workers[1:3] as workers,
    cardinality(e.records) as records, e.address, e.detail, l.number
from e left join audit_link l using (entry_id) order by e.entry_id desc
"""
# The role of the database and the entries' own ids order by time, so days are a range of the key.
LOOKS = """
with recent as materialized (
    select actor, verb, at, workers from audit_entry
    where entry_id >= cast(:least as uuid) and verb in ('read', 'unmask', 'export') and actor like 'user:%'
        and workers <> '{}'
    order by entry_id desc limit :most),
pairs as (select actor, w as worker, count(*) as looks from recent, unnest(workers) w group by actor, w),
people as (
    select actor, count(*) as people, max(looks) as same, (array_agg(worker order by looks desc))[1] as same_worker
    from pairs group by actor)
select r.actor, count(*) as looks, count(*) filter (where verb = 'unmask') as unmasked,
    count(*) filter (where verb = 'export') as exported,
    count(*) filter (where extract(hour from at) < :from_hour or extract(hour from at) >= :to_hour) as at_night,
    p.people, p.same, p.same_worker
from recent r join people p using (actor) group by r.actor, p.people, p.same, p.same_worker
order by p.people desc, r.actor limit :shown
"""
WAITING = """
select count(*) from audit_entry e
where e.xid >= :horizon and not exists (select from audit_link l where l.entry_id = e.entry_id)
"""
CLAUSES = {
    "actor": "actor = :actor",
    "verb": "verb = :verb",
    "worker": "workers @> array[cast(:worker as bigint)]",
    "since": "entry_id >= cast(:since as uuid)",
    "until": "entry_id < cast(:until as uuid)",
    "before": "entry_id < cast(:before as uuid)",
}


class Wanted(NamedTuple):
    """Which entries; None: all. `since` and `until` are the first ids of a moment, `before` the last one shown."""

    actor: str | None = None
    verb: str | None = None
    worker: int | None = None
    since: UUID | None = None
    until: UUID | None = None
    before: UUID | None = None


def entries(connection: Connection, wanted: Wanted, limit: int) -> Sequence[RowMapping]:
    """Entries, the latest first. Only what is asked for stands in the statement, so that an index can answer it."""
    values: dict[str, Any] = {name: value for name, value in wanted._asdict().items() if value is not None}
    where = " and ".join(CLAUSES[name] for name in values) or "true"
    return connection.execute(text(LISTED.format(where=where)), values | {"limit": limit}).mappings().all()


def looks(connection: Connection, since: datetime, office_hours: tuple[int, int]) -> Sequence[RowMapping]:
    """Looks of users at people since a moment, summed by who looked."""
    first, last = office_hours
    values = {"least": first_id(since), "most": MOST_LOOKS, "shown": SHOWN, "from_hour": first, "to_hour": last}
    return connection.execute(text(LOOKS), values).mappings().all()


def waiting(connection: Connection, horizon: int) -> int:
    """How many entries are not chained yet."""
    return int(connection.execute(text(WAITING), {"horizon": horizon}).scalar_one())


def first_id(at: datetime) -> UUID:
    """The least id that an entry of this moment can have: ids begin with the milliseconds."""
    return UUID(int=int(at.timestamp() * 1000) << 80)
