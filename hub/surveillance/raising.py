"""Findings: raised once, refreshed while they are true, closed when they no longer are. One COPY, then sets."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import orjson

from hub.db import Store, cursor
from hub.security.actor import Actor
from hub.surveillance.decisions import Grounds, record_decisions
from hub.tallies.folding import fold

TABLE = """
create temp table found (
    rule text, subject text, period text, record_id bigint, employer_id bigint, division_code text, due_on date,
    evidence jsonb, worker_id bigint
) on commit drop
"""
COPY = "copy found (rule, subject, period, record_id, employer_id, division_code, due_on, evidence) from stdin"
# The snapshot knows pseudonyms only; the record leads back to the worker, and merges to the first of them.
WORKERS = """
with recursive merged (record_id, worker_id, into_id) as (
    select f.record_id, w.worker_id, w.merged_into
    from found f
    join record_version v on v.record_id = f.record_id and v.known_to = 'infinity'
    join worker w on w.worker_id = v.worker_id
    union
    select m.record_id, w.worker_id, w.merged_into from merged m join worker w on w.worker_id = m.into_id
)
update found f set worker_id = m.worker_id from merged m where m.record_id = f.record_id and m.into_id is null
"""
RAISE = """
insert into finding as known (analysis, rule, subject, period, worker_id, employer_id, division_code, due_on, evidence,
    raised_on, seen_on)
select %(analysis)s, f.rule, f.subject, f.period, f.worker_id, f.employer_id,
    coalesce(f.division_code, e.division_code), f.due_on, f.evidence, %(on)s, %(on)s
from found f left join employer e using (employer_id)
on conflict (rule, subject, period) do update
set worker_id = excluded.worker_id, employer_id = excluded.employer_id, division_code = excluded.division_code,
    due_on = excluded.due_on, evidence = excluded.evidence, seen_on = excluded.seen_on,
    closed_on = case when excluded.evidence ->> 'state' = 'closed' then excluded.seen_on end,
    raised_on = case when known.closed_on is null then known.raised_on else excluded.raised_on end
"""
CLOSE = """
update finding known set closed_on = %(on)s
where analysis = %(analysis)s and closed_on is null
    and not exists (select from found f where (f.rule, f.subject, f.period) = (known.rule, known.subject, known.period))
"""


@dataclass(frozen=True, slots=True)
class Found:
    """What an analysis found true. `record_id` is the record that shows whose case it is, where it is a person's."""

    rule: str
    subject: str
    period: str
    record_id: int | None
    employer_id: int | None
    division_code: str | None
    due_on: date | None
    evidence: dict[str, Any]


def raise_findings(
    store: Store, actor: Actor, analysis: str, on: date, found: Iterable[Found], grounds: Grounds
) -> int:
    """Make `found` the current findings of `analysis` as of `on`, and record what they rest on; gives their number.

    One that had been closed and is true again is raised anew, and one that says itself that it is closed, is closed.
    Each key (rule, subject, period) is there once.
    """
    with store.transaction(actor) as connection:
        working = cursor(connection)
        working.execute(TABLE)
        number = 0
        with working.copy(COPY) as copy:
            for number, one in enumerate(found, 1):  # noqa: B007  (the last number is the count)
                copy.write_row(_cells(one))
        working.execute(WORKERS)
        names = {"analysis": analysis, "on": on}
        working.execute(RAISE, names)
        working.execute(CLOSE, names)
        record_decisions(working, analysis, on, grounds)
        fold(connection)
    return number


def _cells(one: Found) -> tuple[Any, ...]:
    head = (one.rule, one.subject, one.period, one.record_id, one.employer_id, one.division_code, one.due_on)
    return (*head, orjson.dumps(one.evidence).decode())
